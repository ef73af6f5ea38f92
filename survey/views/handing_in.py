"""Hand in a dream, and look after it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.phases import Door
from campaigns.services.ledger import withdraw_contribution
from survey import tasks
from survey.forms import ChangeForm, DreamerForm, DreamForm, MailForm
from survey.models import Dream
from survey.participants import find_participant, remember_participant
from survey.rendering import lit_window
from survey.services.handing_in import change_dream, describe_dreamer, submit_dream
from survey.services.letters import own_dream_path, read_own_dream_token, remember_address


def _language() -> str:
    return (get_language() or "nl")[:2]


def _posted(request: CampaignRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _base(request: CampaignRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("dream", times=60, seconds=600)
@campaign_view(door=Door.DREAM)
def submit(request: CampaignRequest) -> HttpResponse:
    """Take one dream in, in three taps and without an account."""
    if request.method != "POST":
        return _dream_page(request, DreamForm.fresh())
    form = DreamForm(request.POST)
    if not form.may_be_sent:
        return _dream_page(request, form.shown_again(), status=422)
    dream, _created = submit_dream(
        campaign=request.campaign,
        text=form.cleaned_data["text"],
        display_name=form.cleaned_data["display_name"],
        language=_language(),
        submission_key=form.key,
        participant=find_participant(request, request.campaign),
    )
    response = redirect("survey:receipt")
    return remember_participant(response, dream.participant) if dream.participant else response


def _dream_page(request: CampaignRequest, form: DreamForm, status: int = 200) -> HttpResponse:
    return render(request, "survey/submit.html", {"form": form, "longest": 280}, status=status)


def _own_dream(request: CampaignRequest) -> Dream | None:
    """Return the newest dream of this browser."""
    participant = find_participant(request, request.campaign)
    if participant is None:
        return None
    return participant.dreams.select_related("campaign").order_by("-number").first()


def _receipt_page(
    request: CampaignRequest,
    dream: Dream,
    *,
    mail: MailForm | None = None,
    dreamer: DreamerForm | None = None,
) -> HttpResponse:
    about = {"district": dream.district_id, "age_group": dream.age_group}
    context = {
        "dream": dream,
        "mail": mail or MailForm(),
        "dreamer": dreamer or DreamerForm(campaign=request.campaign, initial=about),
        "window": lit_window(),
        "manage": own_dream_path(dream),
    }
    status = 422 if mail or dreamer else 200
    response = render(request, "survey/receipt.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_safe
@campaign_view()
def receipt(request: CampaignRequest) -> HttpResponse:
    """Show the code of the dream this browser handed in; reloading is harmless."""
    dream = _own_dream(request)
    return _receipt_page(request, dream) if dream else redirect("survey:submit")


@require_POST
@rate_limited("mail-code", times=20, seconds=600)
@campaign_view()
def mail_code(request: CampaignRequest) -> HttpResponse:
    """Mail the code of the dream this browser handed in."""
    dream = _own_dream(request)
    if dream is None:
        return redirect("survey:submit")
    form = MailForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, dream, mail=form)
    remember_address(dream=dream, email=form.cleaned_data["email"])
    # celery-types does not know the task class Django projects get.
    tasks.mail_receipt.delay_on_commit(  # type: ignore[attr-defined]
        dream.pk, _base(request), get_language()
    )
    messages.success(request, _("Your code is on its way to your mailbox."))
    return redirect("survey:receipt")


@require_POST
@rate_limited("about-you", times=60, seconds=600)
@campaign_view()
def about_you(request: CampaignRequest) -> HttpResponse:
    """Keep where the dreamer lives and how old they are; asked after sending only."""
    dream = _own_dream(request)
    if dream is None:
        return redirect("survey:submit")
    form = DreamerForm(request.POST, campaign=request.campaign)
    if not form.is_valid():
        return _receipt_page(request, dream, dreamer=form)
    describe_dreamer(dream=dream, **form.cleaned_data)
    messages.success(request, _("Thank you. That is saved."))
    return redirect("survey:receipt")


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("change-dream", times=30, seconds=600)
@campaign_view()
def manage(request: CampaignRequest, token: str) -> HttpResponse:
    """Let a dreamer read and change the dream their secret link belongs to."""
    dream = _dream_of(request, token)
    if dream is None:
        return _link_expired(request)
    form = ChangeForm(_posted(request), initial={"text": dream.text})
    if request.method == "POST" and form.is_valid():
        change_dream(dream=dream, text=form.cleaned_data["text"])
        messages.success(request, _("Your dream is changed. A colleague reads it again first."))
        return _secret(redirect("survey:manage", token=token))
    context: dict[str, Any] = {
        "dream": dream,
        "form": form,
        "token": token,
        "longest": 280,
        "open": request.timeline.is_open(Door.DREAM),
    }
    status = 422 if form.is_bound else 200
    return _secret(render(request, "survey/manage.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("withdraw-dream", times=30, seconds=600)
@campaign_view()
def withdraw(request: CampaignRequest, token: str) -> HttpResponse:
    """Ask once, then take a dream away everywhere."""
    dream = _dream_of(request, token)
    if dream is None:
        return _link_expired(request)
    if request.method == "POST":
        withdraw_contribution(contribution=dream)
        return _secret(redirect("survey:withdrawn"))
    return _secret(render(request, "survey/withdraw.html", {"dream": dream, "token": token}))


@require_safe
@campaign_view()
def withdrawn(request: CampaignRequest) -> HttpResponse:
    return render(request, "survey/withdrawn.html")


def _dream_of(request: CampaignRequest, token: str) -> Dream | None:
    key = read_own_dream_token(token)
    dream = Dream.objects.filter(pk=key, campaign=request.campaign).first() if key else None
    if dream is not None:
        dream.campaign = request.campaign
    return dream


def _link_expired(request: CampaignRequest) -> HttpResponse:
    return _secret(render(request, "survey/link_expired.html", status=410))


def _secret(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a secret link out of caches, search engines and referrers."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("lost-code", times=10, seconds=600)
@campaign_view()
def lost_code(request: CampaignRequest) -> HttpResponse:
    """Mail all codes of an address; the answer is the same whether we know it or not."""
    form = MailForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        tasks.mail_codes.delay_on_commit(  # type: ignore[attr-defined]
            request.campaign.pk, form.cleaned_data["email"], _base(request), get_language()
        )
        messages.success(
            request, _("If we know this address, a letter with your codes is on its way.")
        )
        return redirect("survey:lost_code")
    status = 422 if form.is_bound else 200
    return render(request, "survey/lost_code.html", {"form": form}, status=status)
