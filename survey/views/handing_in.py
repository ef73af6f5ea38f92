"""Hand in a dream."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.illustration.city_map import city_map
from campaigns.limits import network_key, rate_limited
from campaigns.phases import Door
from survey import tasks
from survey.forms.handing_in import LONGEST, DreamerForm, DreamForm, MailForm
from survey.models import Dream, Participant
from survey.participants import browser_key, find_participant, remember_participant
from survey.pictures import MOST, TILES, WISHES, chosen_tiles, compose_dream
from survey.rendering import lit_window
from survey.services.handing_in import describe_dreamer, submit_dream
from survey.services.letters import last_word, own_dream_path, remember_address
from survey.services.likeness import find_alike, joined_bundle
from survey.services.questions import open_questions

# A hall, a school or the telephones of one company share a network; a browser is one person.
_OFTEN: Final = 300


def _language() -> str:
    return (get_language() or "nl")[:2]


def _base(request: CampaignRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("dream", times=_OFTEN, seconds=600)
@rate_limited("dream-alone", times=20, seconds=600, who=browser_key)
@campaign_view(door=Door.DREAM)
def submit(request: CampaignRequest) -> HttpResponse:
    """Take one dream in, in three taps and without an account."""
    if request.method != "POST":
        return _easy_page(request) if "makkelijk" in request.GET else _fresh_page(request)
    form = DreamForm(request.POST, request.FILES, campaign=request.campaign)
    if not form.may_be_sent:
        return _dream_page(request, form.shown_again(), status=422)
    participant = find_participant(request, request.campaign)
    dream = take_dream(request, form, participant)
    response = _received(request, form)
    return remember_participant(response, dream.participant) if dream.participant else response


def take_dream(
    request: CampaignRequest, form: DreamForm, participant: Participant | None, origin: str = ""
) -> Dream:
    """Enter the dream of a valid form, and start what happens to it in the background."""
    told = form.cleaned_data
    dream, created = submit_dream(
        campaign=request.campaign,
        text=told["text"],
        display_name=told.get("display_name", ""),
        language=_language(),
        submission_key=form.key,
        participant=participant,
        origin=origin,
        network=network_key(request),
        sound=told["recording"],
        picture=told["picture"],
        picture_alt=told["picture_alt"],
        spot=told["spot"],
    )
    # celery-types does not know the task class Django projects get.
    if created and dream.text:
        tasks.detect_language.delay_on_commit(dream.pk)  # type: ignore[attr-defined]
    if created and told["recording"]:
        tasks.transcribe.delay_on_commit(dream.pk)  # type: ignore[attr-defined]
    return dream


def _received(request: HttpRequest, form: DreamForm) -> HttpResponse:
    """Lead to the receipt; a script that sent a kept dream is told which one arrived."""
    if request.headers.get("X-Kept-Dream"):
        told = {"received": str(form.key), "receipt": reverse("survey:receipt")}
        return JsonResponse(told, status=201)
    return redirect("survey:receipt")


def _fresh_page(request: CampaignRequest) -> HttpResponse:
    return _dream_page(request, DreamForm.fresh(request.campaign))


def _dream_page(
    request: CampaignRequest, form: DreamForm, status: int = 200, **context: object
) -> HttpResponse:
    context = {"chosen": (), "chosen_query": ""} | context | dream_context(request, form)
    response = render(request, "survey/submit.html", context, status=status)
    if status != 200:
        add_never_cache_headers(response)
    return response


def dream_context(request: CampaignRequest, form: DreamForm) -> dict[str, object]:
    """Return what the fields of a dream need; one query for the map."""
    districts = list(request.campaign.districts.all())
    chart = city_map(districts, title=_("Map of %(city)s") % {"city": request.campaign.city})
    return {"form": form, "longest": LONGEST, "map": chart}


def _easy_page(request: CampaignRequest) -> HttpResponse:
    """Let somebody choose pictures; the second time, show the sentence they make to send it."""
    tiles = chosen_tiles(request.GET.getlist("wat"))
    wishes = request.GET.getlist("hoe")
    if tiles and "verder" in request.GET:
        form = DreamForm.fresh(request.campaign, text=compose_dream(tiles, wishes))
        query = urlencode(
            {"wat": [tile.name for tile in tiles], "hoe": [h for h, _w in WISHES if h in wishes]},
            doseq=True,
        )
        return _dream_page(request, form, chosen=tiles, chosen_query=query)
    context = {
        "tiles": TILES, "wishes": WISHES, "most": MOST, "missing": "verder" in request.GET,
        "names": [tile.name for tile in tiles], "hows": wishes,
    }  # fmt: skip
    return render(request, "survey/easy.html", context)


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
    context = {
        "dream": dream,
        "mail": mail or MailForm(),
        "dreamer": dreamer or DreamerForm(dream=dream),
        "window": lit_window(),
        "manage": own_dream_path(dream),
        "decision": last_word(dream),
        "alike": find_alike(dream=dream),
        "joined": joined_bundle(dream=dream),
        "asks": request.timeline.is_open(Door.DREAM) and open_questions(request.campaign).exists(),
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
@rate_limited("mail-code", times=60, seconds=600)
@rate_limited("mail-code-alone", times=5, seconds=600, who=browser_key)
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
@rate_limited("about-you", times=_OFTEN, seconds=600)
@campaign_view()
def about_you(request: CampaignRequest) -> HttpResponse:
    """Keep the dreamer's first name, district and age; asked after sending only."""
    dream = _own_dream(request)
    if dream is None:
        return redirect("survey:submit")
    form = DreamerForm(request.POST, dream=dream)
    if not form.is_valid():
        return _receipt_page(request, dream, dreamer=form)
    describe_dreamer(dream=dream, **form.cleaned_data)
    messages.success(request, _("Thank you. That is saved."))
    return redirect("survey:receipt")
