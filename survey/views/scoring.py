"""Score dreams of others, ten by ten.

A script keeps answers on the device until they are saved and asks for cards ahead; without one
the same addresses answer with pages.
"""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import network_key, rate_limited
from campaigns.models import Contribution, Translation, Withdrawal
from campaigns.phases import Door
from survey.cards import deal_card, read_card
from survey.forms.scoring import AnswerForm, CardForm
from survey.models import Participant, Scale, Score
from survey.participants import browser_key, find_participant, remember_participant
from survey.rendering import morning
from survey.services.dealing import ROUND, RoundSoFar, next_dreams, round_so_far
from survey.services.scoring import (
    NotScorable,
    OwnDream,
    give_score,
    see_card,
    start_participant,
    take_back_score,
)

# A class or a hall of people shares one network; bursts are looked at by `watch_bursts`.
_OFTEN: Final = 3000
# One browser: a card a second, ten minutes long. Nobody reads that fast.
_OFTEN_ALONE: Final = 600
_MOST_AHEAD: Final = 3
_MOST_IN_HAND: Final = 30


@require_safe
@never_cache
@campaign_view(door=Door.SCORE)
def score(request: CampaignRequest) -> HttpResponse:
    """Show one card to score; with `?vooraf=` some further cards for a script."""
    participant = find_participant(request, request.campaign)
    if "vooraf" in request.GET:
        return _cards_ahead(request, participant)
    if "eerder" in request.GET and participant is None:
        context = _table(request, RoundSoFar(), known=False) | _card(request, None)
        return render(request, "survey/score.html", context | {"blocked": True})
    again = _dealt(request, request.GET.get("kaart", ""))
    so_far = round_so_far(participant)
    dreams = _translated([again]) if again else _deal(request, participant, so_far)
    context = _table(request, so_far, known=participant is not None)
    context |= _card(request, dreams[0] if dreams else None)
    template = "survey/_card.html" if _asks(request, "card") else "survey/score.html"
    return render(request, template, context)


@require_POST
@rate_limited("score", times=_OFTEN, seconds=600)
@rate_limited("score-alone", times=_OFTEN_ALONE, seconds=600, who=browser_key)
@never_cache
@campaign_view(door=Door.SCORE)
def answer(request: CampaignRequest) -> HttpResponse:
    """Keep one answer. Six queries for a script, which gets nothing but that it is saved."""
    form = AnswerForm(request.POST)
    contribution = _dealt(request, form.data.get("card", ""))
    participant = find_participant(request, request.campaign)
    if contribution is None or not form.is_valid():
        return _refuse(request, *_missing(request, form.data.get("card", "")))
    if participant is None and form.cleaned_data["eerder"]:
        return _no_cookie(request)
    known, participant = participant, participant or start_participant(campaign=request.campaign)
    try:
        give_score(
            participant=participant, contribution=contribution, value=form.cleaned_data["value"],
            network=network_key(request), was_seen=form.cleaned_data["seen"],
        )  # fmt: skip
    except NotScorable:
        return _refuse(request, *_missing(request, form.data["card"]))
    except OwnDream:
        return _refuse(request, 409, _("That is your own dream. Others score it."))
    return remember_participant(_saved(request, known), participant)


@require_POST
@rate_limited("see", times=_OFTEN, seconds=600)
@rate_limited("see-alone", times=_OFTEN_ALONE, seconds=600, who=browser_key)
@never_cache
@campaign_view(door=Door.SCORE)
def seen(request: CampaignRequest) -> HttpResponse:
    """Count a view of a card that was on screen for 1.2 seconds. Six queries.

    A browser without a cookie yet gets none for looking: its view is counted with its answer.
    """
    form = CardForm(request.POST)
    contribution = _dealt(request, form.data.get("card", ""))
    participant = find_participant(request, request.campaign)
    counted = False
    if contribution is not None and participant is not None and form.is_valid():
        try:
            see_card(participant=participant, contribution=contribution)
            counted = True
        except (NotScorable, OwnDream):
            pass  # the answer will say so in words
    return JsonResponse({"card": form.data.get("card", ""), "saved": counted})


@require_POST
@rate_limited("score", times=_OFTEN, seconds=600)
@rate_limited("score-alone", times=_OFTEN_ALONE, seconds=600, who=browser_key)
@never_cache
@campaign_view(door=Door.SCORE)
def take_back(request: CampaignRequest) -> HttpResponse:
    """Undo an answer and show that card again."""
    participant = find_participant(request, request.campaign)
    contribution = _dealt(request, request.POST.get("card", ""))
    if contribution is None:
        return _refuse(request, *_missing(request, request.POST.get("card", "")))
    if participant is not None:
        take_back_score(participant=participant, contribution=contribution)
    if _asks(request, "ack"):
        return _ack(request, saved=True)
    card = deal_card(request.campaign.pk, contribution.number)
    return redirect(f"{reverse('survey:score')}?kaart={card}")


@require_safe
@never_cache
@campaign_view(door=Door.SCORE)
def round_done(request: CampaignRequest) -> HttpResponse:
    """Say good morning after ten cards."""
    participant = find_participant(request, request.campaign)
    last = (
        list(participant.scores.answered().order_by("-answered_at", "-pk")[:ROUND])
        if participant
        else []
    )
    if not last:
        return redirect("survey:score")
    context = {
        "scored": sum(row.value is not None for row in last),
        "shone": sum(row.value == Scale.MINE_TOO for row in last),
        "people": _people_today(request),
        "morning": morning(),
        "windows": range(ROUND),
        "undo": _last_card(request, round_so_far(participant)),
    }
    return render(request, "survey/round_done.html", context)


def _people_today(request: CampaignRequest) -> int:
    """Return how many people scored today; counted anew every minute."""
    today = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    scores = Score.objects.answered().filter(
        participant__campaign=request.campaign,
        given_at__gte=today,
        given_at__lt=today + timedelta(days=1),
    )
    people = cache.get_or_set(
        f"scored:{request.campaign.pk}:{today.date()}",
        lambda: scores.values("participant").distinct().count(),
        60,
    )
    return int(people or 0)


def _cards_ahead(request: CampaignRequest, participant: Participant | None) -> HttpResponse:
    """Return further cards, besides those a script holds; that all was read when it holds none."""
    tokens = request.GET["vooraf"].split(",")[:_MOST_IN_HAND]
    hand = [n for token in tokens if (n := read_card(request.campaign.pk, token)) is not None]
    so_far = round_so_far(participant)
    dreams = _deal(request, participant, so_far, hand=hand, amount=_MOST_AHEAD)
    cards = [_card(request, dream) for dream in dreams]
    if not cards and not hand:
        cards = [_card(request, None)]
    context = _table(request, so_far, known=participant is not None) | {"cards": cards}
    response = render(request, "survey/_hand.html", context)
    response.headers["X-Cards"] = str(len(cards))
    return response


def _deal(
    request: CampaignRequest, participant: Participant | None, so_far: RoundSoFar, **more: Any
) -> list[Contribution]:
    """Deal cards, with their approved translation where the visitor reads another language."""
    dreams = next_dreams(participant=participant, campaign=request.campaign, so_far=so_far, **more)
    return _translated(dreams)


def _translated(dreams: list[Contribution]) -> list[Contribution]:
    language = (get_language() or "nl").partition("-")[0]
    approved = Translation.objects.filter(language=language, approved_at__isnull=False)
    foreign = [dream for dream in dreams if dream.language.partition("-")[0] != language]
    if foreign:
        prefetch_related_objects(
            foreign, Prefetch("translations", queryset=approved, to_attr="in_your_language")
        )
    return dreams


def _table(request: CampaignRequest, so_far: RoundSoFar, *, known: bool) -> dict[str, Any]:
    """Return what lies around the card."""
    return {
        "windows": range(1, ROUND + 1),
        "round": ROUND,
        "scale": Scale.choices,
        "undo": _last_card(request, so_far),
        "known": known,
        "place": so_far.place,
        "blocked": False,
    }


def _card(request: CampaignRequest, dream: Contribution | None) -> dict[str, Any]:
    """Return what stands on one card."""
    shown = getattr(dream, "in_your_language", [])
    return {
        "dream": dream,
        "card": deal_card(request.campaign.pk, dream.number) if dream else "",
        "translation": shown[0] if shown else None,
    }


def _saved(request: CampaignRequest, known: Participant | None) -> HttpResponse:
    """Say that the answer is kept, or show what comes after it."""
    if _asks(request, "ack"):
        return _ack(request, saved=True)
    if known is None:
        return redirect(f"{reverse('survey:score')}?eerder=1")
    return redirect("survey:round_done" if round_so_far(known).is_done else "survey:score")


def _refuse(request: CampaignRequest, status: int, message: str) -> HttpResponse:
    """Say why an answer is not kept; it makes no sense to send it again."""
    if _asks(request, "ack"):
        return _ack(request, saved=False, message=message, status=status)
    messages.info(request, message)
    return redirect("survey:score")


def _no_cookie(request: CampaignRequest) -> HttpResponse:
    """Stop where each answer would come from somebody new."""
    address = f"{reverse('survey:score')}?eerder=1"
    if _asks(request, "ack"):
        return _ack(request, saved=False, go=address, status=403)
    return redirect(address)


def _ack(request: CampaignRequest, *, saved: bool, status: int = 200, **more: str) -> HttpResponse:
    """Name the card: a page that a hotel's network puts in between cannot."""
    told = {"card": request.POST.get("card", ""), "saved": saved, **more}
    return JsonResponse(told, status=status)


def _asks(request: CampaignRequest, fragment: str) -> bool:
    return request.headers.get("X-Fragment") == fragment


def _last_card(request: CampaignRequest, so_far: RoundSoFar) -> str:
    """Return the token of the card answered last, for the undo button."""
    return deal_card(request.campaign.pk, so_far.last_number) if so_far.last_number else ""


def _dealt(request: CampaignRequest, token: str) -> Contribution | None:
    """Return the contribution of a card we dealt, while it is online."""
    number = read_card(request.campaign.pk, token) if token else None
    if number is None:
        return None
    return Contribution.objects.of(request.campaign).public().filter(number=number).first()


def _missing(request: CampaignRequest, token: str) -> tuple[int, str]:
    """Return a status and a sentence for a card that cannot be scored."""
    number = read_card(request.campaign.pk, token)
    if number is None:
        return 422, _("Your score is not saved. Tap once more.")
    if Withdrawal.objects.filter(campaign=request.campaign, number=number).exists():
        return 410, _("The dreamer took this dream away.")
    if Contribution.objects.of(request.campaign).public().filter(number=number).exists():
        return 422, _("Your score is not saved. Tap once more.")  # not an answer on the scale
    return 410, _("This dream is not online any more.")
