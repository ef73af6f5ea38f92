"""The way of one dream: from its code to its page in print."""

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.codes import read_code
from campaigns.limits import rate_limited
from campaigns.links import dream_path
from campaigns.models import Channel, Contribution, Decision, Status, Verdict, Withdrawal
from campaigns.permissions import Permission
from campaigns.phases import Door
from campaigns.services.moderation import standing_decisions
from publications.way import find_way

_SALT = "publications.dream-by-code"
PROOF_SECONDS = 3600


@require_safe
@campaign_view()
def my_dream(request: CampaignRequest) -> HttpResponseBase:
    """Ask for a code, and lead whoever has one to their dream."""
    if request.GET.get("code", "").strip():
        return _look_up(request)
    return render(request, "publications/my_dream.html", {"typed": "", "unknown": False})


@rate_limited("dream-code", times=30, seconds=600, methods=("GET", "HEAD"))
def _look_up(request: CampaignRequest) -> HttpResponseBase:
    """Find a dream by its code; the code itself stays out of addresses that are shared."""
    typed = request.GET["code"].strip()[:20]
    code = read_code(typed)
    found = Contribution.objects.of(request.campaign).filter(code=code).first() if code else None
    if found is None:
        context = {"typed": typed, "unknown": True}
        return render(request, "publications/my_dream.html", context, status=404)
    target = dream_path(found.number)
    if not found.is_public:
        # Not to be read by number: whoever had the code gets a proof that lasts an hour.
        target += "?" + urlencode({"bewijs": _proof(found)})
    response = redirect(target)
    add_never_cache_headers(response)
    return response


@require_safe
@campaign_view()
def short_link(request: CampaignRequest, number: int) -> HttpResponseBase:
    """Send a printed /d/2848 to its page."""
    return HttpResponsePermanentRedirect(dream_path(number))


@require_safe
@campaign_view(door=Door.READ)
def dream(request: CampaignRequest, number: int) -> HttpResponseBase:
    """Show the way of one dream, as far as the campaign has come. Eleven queries at most."""
    readable = Contribution.objects.of(request.campaign).with_district()
    found = readable.with_translations(get_language() or "nl").filter(number=number).first()
    if found is None:
        return _empty_place(request, number)
    if not found.is_public and not _may_see(request, found):
        # An old proof leads back to the code; without one there is nothing here.
        if "bewijs" in request.GET:
            return redirect("publications:my_dream")
        raise Http404
    found.campaign = request.campaign
    held = found.status == Status.HELD
    context = {
        "dream": found,
        "way": find_way(found, request.timeline),
        "decision": _why_held(found) if held else None,
    }
    response = render(request, "publications/dream.html", context)
    if not found.is_public or found.channel == Channel.SCHOOL:
        response.headers["X-Robots-Tag"] = "noindex"
    if not found.is_public:
        add_never_cache_headers(response)
    return response


def _why_held(dream: Contribution) -> Decision | None:
    """Return the decision to hold that stands; masking or taking back came later or earlier."""
    standing = standing_decisions(dream.decisions.order_by("pk"))
    return next((row for row in reversed(standing) if row.verdict == Verdict.HOLD), None)


def _empty_place(request: CampaignRequest, number: int) -> HttpResponse:
    """Say that a dream was withdrawn; other numbers do not exist."""
    if not Withdrawal.objects.filter(campaign=request.campaign, number=number).exists():
        raise Http404
    return render(request, "publications/withdrawn.html", {"number": number}, status=410)


def _proof(dream: Contribution) -> str:
    return signing.dumps([dream.campaign_id, dream.number], salt=_SALT)


def _may_see(request: CampaignRequest, dream: Contribution) -> bool:
    """Tell whether somebody holds a proof for this very dream, or moderates."""
    if request.membership is not None and request.membership.may(Permission.MODERATE):
        return True
    try:
        proven = signing.loads(request.GET.get("bewijs", ""), salt=_SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    return bool(proven == [dream.campaign_id, dream.number])
