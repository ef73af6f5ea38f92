"""Record what the tables decide."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import Key, Need
from debate.models import Action, Answer, Table


def record_action(
    *,
    campaign: Campaign,
    key: Key,
    need: Need | None,
    table: Table | None,
    dreams: Iterable[Contribution],
    by: User,
    submission_key: uuid.UUID,
    **words: Any,
) -> tuple[Action, bool]:
    """Record an action with the dreams it answers; sending it twice records it once.

    `words` are title, what, who, first_step, year and when. Raises `PhaseClosed` outside the
    debate phase.
    """
    campaign.timeline(clock.today()).require(Door.DEBATE)
    for _attempt in range(5):
        found = Action.objects.filter(campaign=campaign, submission_key=submission_key).first()
        if found is not None:
            return found, False
        try:
            with transaction.atomic():
                # The campaign's row is the lock under which numbers are handed out.
                Campaign.objects.select_for_update().get(pk=campaign.pk)
                last = Action.objects.filter(campaign=campaign).aggregate(n=Max("number"))["n"] or 0
                action = Action.objects.create(
                    campaign=campaign, key=key, need=need, table=table, number=last + 1,
                    submission_key=submission_key, recorded_by=by, **words,
                )  # fmt: skip
                _link(action, dreams)
                record_activity(
                    campaign=campaign, by=by, verb="record_action", subject=action.title
                )
        except IntegrityError:
            continue
        return action, True
    raise RuntimeError("No free action number was found in five attempts.")


@transaction.atomic
def change_action(
    *, action: Action, dreams: Iterable[Contribution], by: User, **words: Any
) -> Action:
    """Change the words of an action and the dreams it answers. Raises `PhaseClosed`."""
    action.campaign.timeline(clock.today()).require(Door.DEBATE)
    before = {name: str(getattr(action, name)) for name in words}
    for name, value in words.items():
        setattr(action, name, value)
    action.save(update_fields=list(words))
    action.answers.all().delete()
    _link(action, dreams)
    record_activity(
        campaign=action.campaign, by=by, verb="change_action", subject=action.title, before=before
    )
    return action


def _link(action: Action, dreams: Iterable[Contribution]) -> None:
    Answer.objects.bulk_create(
        (Answer(action=action, contribution=dream) for dream in dreams), ignore_conflicts=True
    )


@transaction.atomic
def add_table(*, campaign: Campaign, key: Key, by: User) -> Table:
    """Add a table for a key with the next number."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    last = Table.objects.filter(campaign=campaign).aggregate(n=Max("number"))["n"] or 0
    table = Table.objects.create(campaign=campaign, key=key, number=last + 1)
    record_activity(campaign=campaign, by=by, verb="add_table", subject=str(table))
    return table
