"""Keep how hard people dream along.

Every answer and every view is one row in `Score` and one addition in `Tally`, written together
and always in that order, so that two people at the same dream wait for each other and never lose
a count. Additions are made by the database (`x = x + 1`), not here.
"""

from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from campaigns import clock
from campaigns.models import Campaign, Contribution
from campaigns.phases import Door
from survey.models import Burst, Participant, Scale, Score
from survey.services.tallies import open_tally
from survey.weights import weight_of

# The two statements every score waits for. Written out: building them anew for each tap took the
# ORM four times as long as the database needs to keep the score.
_COLUMNS: Final = (
    "participant", "contribution", "value", "given_at", "answered_at", "network",
)  # fmt: skip
_INSERT: Final = """
    INSERT INTO survey_score
        (participant_id, contribution_id, value, given_at, answered_at, network)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (participant_id, contribution_id) DO NOTHING
"""
_UPDATE: Final = """
    UPDATE survey_tally SET
        views = views + %s, scores = scores + %s, total = total + %s, weight = weight + %s,
        weighed = weighed + %s, weighed_squares = weighed_squares + %s, is_stale = is_stale OR %s
    WHERE contribution_id = %s AND NOT EXISTS (
        SELECT 1 FROM survey_dream WHERE contribution_id = %s AND participant_id = %s
    )
"""


class NotScorable(Exception):
    """Raised for a contribution that is not online (any more)."""


class OwnDream(Exception):
    """Raised when somebody scores their own dream."""


def start_participant(*, campaign: Campaign) -> Participant:
    """Make a participant, at the first thing a browser gives."""
    return Participant.objects.create(campaign=campaign)


def see_card(*, participant: Participant, contribution: Contribution) -> bool:
    """Count a view of a card that was on screen; False when it was counted before.

    Two queries.
    """
    _require_scorable(participant, contribution)
    return _add(participant, contribution, answered=False, value=None, network="")


def give_score(
    *,
    participant: Participant,
    contribution: Contribution,
    value: Scale | int | None,
    network: str = "",
    was_seen: bool = False,
) -> None:
    """Keep how hard somebody dreams along; None for a skipped card.

    Answering a card again changes the score and never counts a second view. Two queries, and two
    more for an answer that changes; `was_seen` only says which of the ways to try first.
    """
    _require_scorable(participant, contribution)
    if was_seen and _answer_open(participant, contribution, value, network):
        return
    if _add(participant, contribution, answered=True, value=value, network=network):
        return
    _change(participant, contribution, value, network)


def take_back_score(*, participant: Participant, contribution: Contribution) -> bool:
    """Take an answer back; that the card was seen stays. Doing it twice does nothing."""
    participant.campaign.timeline(clock.today()).require(Door.SCORE)
    with transaction.atomic():
        score, counts = _locked(participant, contribution)
        if score is None or score.answered_at is None:
            return False
        before = score.value if counts else None
        score.value = score.answered_at = None
        score.save(update_fields=["value", "answered_at"])
        _move(participant, contribution, before=before)
    return True


def _require_scorable(participant: Participant, contribution: Contribution) -> None:
    participant.campaign.timeline(clock.today()).require(Door.SCORE)
    if contribution.campaign_id != participant.campaign_id or not contribution.is_public:
        raise NotScorable


def _answer_open(
    participant: Participant, contribution: Contribution, value: int | None, network: str
) -> bool:
    """Answer a card that was seen and not answered yet; of two at once, one succeeds."""
    now = clock.now()
    with transaction.atomic():
        answered = Score.objects.filter(
            participant=participant, contribution=contribution.pk, answered_at=None, burst=None
        ).update(value=value, given_at=now, answered_at=now, network=network)
        if answered:
            _move(participant, contribution, after=value)
    return bool(answered)


def _add(
    participant: Participant,
    contribution: Contribution,
    *,
    answered: bool,
    value: int | None,
    network: str,
) -> bool:
    """Add the row and its view; False when there is a row already (or no dream any more)."""
    now = clock.now()
    score = Score(
        participant=participant, contribution_id=contribution.pk, value=value, given_at=now,
        answered_at=now if answered else None, network=network,
    )  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_INSERT, [_prepared(score, name) for name in _COLUMNS])
            if not cursor.rowcount:
                return False
            _move(participant, contribution, views=1, after=value)
    except IntegrityError:  # the dream was taken away between looking up and committing
        return False
    return True


def _prepared(row: Score, name: str) -> Any:
    """Return a value as this database wants it."""
    field = Score._meta.get_field(name)
    return field.get_db_prep_save(getattr(row, field.attname), connection)  # type: ignore[union-attr]


@transaction.atomic
def _change(
    participant: Participant, contribution: Contribution, value: int | None, network: str
) -> None:
    score, counts = _locked(participant, contribution)
    if score is None:  # withdrawn between looking up and scoring
        raise NotScorable
    if score.answered_at is not None and value in {None, score.value}:
        return  # skipping later does not wipe a score
    before, now = score.value, clock.now()
    score.value, score.given_at, score.answered_at, score.network = value, now, now, network
    score.save(update_fields=["value", "given_at", "answered_at", "network"])
    if counts:
        _move(participant, contribution, before=before, after=value)


def _locked(participant: Participant, contribution: Contribution) -> tuple[Score | None, bool]:
    """Return the row, locked, and whether it counts: not in a burst that is set apart."""
    score = (
        Score.objects.select_for_update()
        .filter(participant=participant, contribution=contribution.pk)
        .first()
    )
    if score is None or score.burst_id is None:
        return score, True
    # Locked too: a decision about the burst waits for this answer, or this answer for the decision.
    burst = Burst.objects.select_for_update().filter(pk=score.burst_id).first()
    return score, burst is None or burst.counts


def _move(
    participant: Participant,
    contribution: Contribution,
    *,
    views: int = 0,
    before: int | None = None,
    after: int | None = None,
) -> None:
    """Add to the tally what came, less what was there. One query."""
    people = int(after is not None) - int(before is not None)
    total = (after or 0) - (before or 0)
    squares = (after or 0) ** 2 - (before or 0) ** 2
    if not (views or people or total):
        return
    weight = weight_of(confirmed=participant.confirmed_at is not None)
    person = _prepared(Score(participant=participant), "participant")
    values = [
        views, people, total, weight * people, weight * total, weight * squares,
        bool(people or total), contribution.pk, contribution.pk, person,
    ]  # fmt: skip
    # The row of the score is undone with it when the dream turns out to be their own.
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, values)
        if cursor.rowcount:
            return
        if participant.dreams.filter(contribution=contribution.pk).exists():
            raise OwnDream
        open_tally(contribution=contribution)
        cursor.execute(_UPDATE, values)
