"""Dreams of several people that say the same: read them together, lay your own beside them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.models import Contribution
from campaigns.phases import Door
from survey.models import Bundle, Dream
from survey.participants import find_participant
from survey.services.bundles import NotJoinable, join_dream, leave_bundle, people_of

SHOWN = 200


@require_safe
@campaign_view(door=Door.READ)
def bundle(request: CampaignRequest, pk: int) -> HttpResponse:
    """Show every public dream of a bundle in its own words. Eight queries."""
    together = get_object_or_404(Bundle.objects.filter(campaign=request.campaign), pk=pk)
    dreams = list(
        Contribution.objects.of(request.campaign)
        .public()
        .filter(bundle_member__bundle=together)
        .with_translations(get_language() or "nl")
        .order_by("number")[:SHOWN]
    )
    # The dream that stands for all comes first.
    dreams.sort(key=lambda dream: dream.pk != together.face_id)
    if not dreams:
        return redirect("survey:dreams")
    context = {"bundle": together, "dreams": dreams, "people": people_of(together)}
    return render(request, "survey/bundle.html", context)


def _own_dream(request: CampaignRequest) -> Dream | None:
    """Return the newest dream of this browser."""
    participant = find_participant(request, request.campaign)
    if participant is None:
        return None
    own = participant.dreams.order_by("-number").first()
    if own is not None:
        own.campaign = request.campaign
    return own


@require_POST
@rate_limited("join", times=300, seconds=600)
@campaign_view(door=Door.READ)
def join(request: CampaignRequest) -> HttpResponse:
    """Lay the own dream of this browser beside one that says the same."""
    dream, number = _own_dream(request), request.POST.get("other", "")
    if dream is None:
        return redirect("survey:submit")
    try:
        join_dream(dream=dream, number=int(number) if number.isdecimal() else 0)
    except NotJoinable:
        messages.error(request, _("That does not work with this dream. Yours is safe."))
    else:
        messages.success(request, _("Your dream lies beside theirs. It keeps its own words."))
    return redirect("survey:receipt")


@require_POST
@rate_limited("join", times=300, seconds=600)
@campaign_view(door=Door.READ)
def leave(request: CampaignRequest) -> HttpResponse:
    """Take the own dream of this browser back from where it was laid."""
    dream = _own_dream(request)
    if dream is None:
        return redirect("survey:submit")
    if leave_bundle(dream=dream):
        messages.success(request, _("Your dream stands alone again."))
    return redirect("survey:receipt")
