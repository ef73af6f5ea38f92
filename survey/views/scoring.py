"""Score dreams of others, ten by ten."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.models import Contribution, Withdrawal
from campaigns.phases import Door
from survey.cards import deal_card, read_card
from survey.forms import AnswerForm
from survey.models import Participant, Scale, Score
from survey.participants import find_participant, remember_participant
from survey.rendering import morning
from survey.services.scoring import (
    ROUND,
    NotScorable,
    OwnDream,
    RoundSoFar,
    give_score,
    next_dream,
    round_so_far,
    start_participant,
    take_back_score,
)


@require_safe
@never_cache
@campaign_view(door=Door.SCORE)
def score(request: CampaignRequest) -> HttpResponse:
    """Show one card to score."""
    participant = find_participant(request, request.campaign)
    again = _dealt(request, request.GET.get("kaart", ""))
    return _card_page(request, participant, again)


@require_POST
@rate_limited("score", times=600, seconds=600)
@never_cache
@campaign_view(door=Door.SCORE)
def answer(request: CampaignRequest) -> HttpResponse:
    """Keep one answer, and show the next card or the end of the round."""
    form = AnswerForm(request.POST)
    contribution = _dealt(request, form.data.get("card", ""))
    participant = find_participant(request, request.campaign)
    if contribution is None or not form.is_valid():
        messages.info(request, _missing(request, form.data.get("card", "")))
        return _next(request, participant)
    participant = participant or start_participant(campaign=request.campaign)
    try:
        give_score(
            participant=participant, contribution=contribution, value=form.cleaned_data["value"]
        )
    except NotScorable:
        messages.info(request, _missing(request, form.data["card"]))
    except OwnDream:
        messages.info(request, _("That is your own dream. Others score it."))
    return remember_participant(_next(request, participant), participant)


@require_POST
@rate_limited("score", times=600, seconds=600)
@never_cache
@campaign_view(door=Door.SCORE)
def take_back(request: CampaignRequest) -> HttpResponse:
    """Undo the last answer and show that card again."""
    participant = find_participant(request, request.campaign)
    contribution = _dealt(request, request.POST.get("card", ""))
    if participant is None or contribution is None:
        return _next(request, participant)
    take_back_score(participant=participant, contribution=contribution)
    if _wants_card(request):
        return _card_page(request, participant, contribution)
    return redirect(f"{reverse('survey:score')}?kaart={deal_card(contribution.number)}")


@require_safe
@never_cache
@campaign_view(door=Door.SCORE)
def round_done(request: CampaignRequest) -> HttpResponse:
    """Say good morning after ten cards."""
    participant = find_participant(request, request.campaign)
    last = list(participant.scores.order_by("-pk")[:ROUND]) if participant else []
    if not last:
        return redirect("survey:score")
    context = {
        "scored": sum(row.value is not None for row in last),
        "shone": sum(row.value == Scale.MINE_TOO for row in last),
        "people": _people_today(request),
        "morning": morning(),
        "windows": range(ROUND),
        "undo": _last_card(round_so_far(participant)),
    }
    return render(request, "survey/round_done.html", context)


def _people_today(request: CampaignRequest) -> int:
    """Return how many people scored today; counted anew every minute."""
    today = clock.today()
    people = cache.get_or_set(
        f"scored:{request.campaign.pk}:{today}",
        lambda: (
            Score.objects.filter(participant__campaign=request.campaign, given_at__date=today)
            .values("participant")
            .distinct()
            .count()
        ),
        60,
    )
    return int(people or 0)


def _card_page(
    request: CampaignRequest, participant: Participant | None, again: Contribution | None = None
) -> HttpResponse:
    so_far = round_so_far(participant)
    dream = again or next_dream(participant=participant, campaign=request.campaign, so_far=so_far)
    context: dict[str, Any] = {
        "dream": dream,
        "card": deal_card(dream.number) if dream else "",
        "place": so_far.place,
        "windows": range(1, ROUND + 1),
        "round": ROUND,
        "scale": Scale.choices,
        "undo": _last_card(so_far),
    }
    template = "survey/_card.html" if _wants_card(request) else "survey/score.html"
    return render(request, template, context)


def _next(request: CampaignRequest, participant: Participant | None) -> HttpResponse:
    """Show what comes after an answer; a script asks for the card alone."""
    done = round_so_far(participant).is_done
    if not _wants_card(request):
        return redirect("survey:round_done" if done else "survey:score")
    if done:
        response = HttpResponse(status=204)
        response.headers["X-Go"] = reverse("survey:round_done")
        return response
    return _card_page(request, participant)


def _wants_card(request: CampaignRequest) -> bool:
    return request.headers.get("X-Fragment") == "card"


def _last_card(so_far: RoundSoFar) -> str:
    """Return the token of the card answered last, for the undo button."""
    return deal_card(so_far.last_number) if so_far.last_number else ""


def _dealt(request: CampaignRequest, token: str) -> Contribution | None:
    """Return the contribution of a card we dealt, while it is online."""
    number = read_card(token) if token else None
    if number is None:
        return None
    return Contribution.objects.of(request.campaign).public().filter(number=number).first()


def _missing(request: CampaignRequest, token: str) -> str:
    number = read_card(token)
    gone = Withdrawal.objects.filter(campaign=request.campaign, number=number or 0).exists()
    if gone:
        return _("The dreamer took this dream away.")
    if number is None:
        return _("Your score is not saved. Tap once more.")
    return _("This dream is not online any more.")
