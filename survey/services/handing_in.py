"""Hand in a dream, and look after it later."""

import uuid

from django.db import transaction

from campaigns import clock
from campaigns.models import AgeGroup, Campaign, Channel, Contribution, District, Status
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from survey.models import Dream, Participant, Reason, Report


@transaction.atomic
def submit_dream(
    *,
    campaign: Campaign,
    text: str,
    display_name: str = "",
    language: str = "nl",
    submission_key: uuid.UUID,
    participant: Participant | None = None,
) -> tuple[Dream, bool]:
    """Enter an online dream; the same form sent twice gives the first one back.

    Without a participant one is made for a new dream. Returns the dream and whether it is new.
    """
    campaign.timeline(clock.today()).require(Door.DREAM)
    dream, created = enter_contribution(
        model=Dream,
        campaign=campaign,
        # Somebody who goes back, writes something else and sends again has another dream.
        submission_key=uuid.uuid5(submission_key, text),
        channel=Channel.ONLINE,
        text=text,
        display_name=display_name,
        language=language,
        participant=participant,
    )
    if created and participant is None:
        dream.participant = Participant.objects.create(campaign=campaign)
        dream.save(update_fields=["participant"])
    return dream, created


@transaction.atomic
def describe_dreamer(
    *, dream: Dream, district: District | None, age_group: AgeGroup | str
) -> Dream:
    """Keep where a dreamer lives and how old they are, as far as they want to say so."""
    dream.district, dream.age_group = district, age_group
    dream.save(update_fields=["district", "age_group"])
    return dream


@transaction.atomic
def change_dream(*, dream: Dream, text: str) -> Dream:
    """Give a dream another text; a colleague reads it again before it is shown.

    Only while dreams come in: afterwards the team works with quotes from the text.
    """
    dream.campaign.timeline(clock.today()).require(Door.DREAM)
    if text == dream.text:
        return dream
    dream.text, dream.status, dream.placed_at = text, Status.WAITING, None
    dream.save(update_fields=["text", "status", "placed_at"])
    record_activity(
        campaign=dream.campaign, by=None, verb="change_dream", subject=f"droom {dream.number}"
    )
    return dream


@transaction.atomic
def report_contribution(
    *, contribution: Contribution, participant: Participant | None, reason: Reason | str
) -> tuple[Report, bool]:
    """Ask the team to look at a contribution again; asking twice counts once."""
    report, created = Report.objects.get_or_create(
        contribution_id=contribution.pk, participant=participant, reason=reason
    )
    if created:
        record_activity(
            campaign=contribution.campaign,
            by=None,
            verb="report",
            subject=f"droom {contribution.number}",
            reason=str(reason),
        )
    return report, created
