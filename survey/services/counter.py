"""Write dreams down for people who do not type: at a counter, or from paper."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from campaigns import clock
from campaigns.languages import guess_language
from campaigns.models import Campaign, Channel, Contribution, District, Scan, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from campaigns.services.moderation import place_at_once
from campaigns.services.paper import SheetText, enter_from_scan
from campaigns.services.searching import index_contribution
from survey.models import Dream


@transaction.atomic
def write_down_dream(
    *,
    campaign: Campaign,
    by: User,
    text: str,
    place: str,
    submission_key: uuid.UUID,
    display_name: str = "",
    district: District | None = None,
    age_group: str = "",
    language: str = "nl",
    email: str = "",
) -> tuple[Dream, bool]:
    """Enter a dream a colleague wrote down; the same form sent twice gives the first one back.

    The colleague read it while writing and read the consent line aloud, so it is placed at once.
    """
    campaign.timeline(clock.today()).require(Door.DREAM)
    dream, created = enter_contribution(
        model=Dream,
        campaign=campaign,
        # Somebody who goes back and writes something else down has another dream.
        submission_key=uuid.uuid5(submission_key, text),
        channel=Channel.ONLINE,
        text=text,
        origin=place,
        display_name=display_name,
        district=district,
        age_group=age_group,
        language=language,
        email=email.lower(),
        entered_by=by,
    )
    if created:
        place_at_once(contribution=dream, by=by)
        record_activity(
            campaign=campaign, by=by, verb="write_down", subject=f"droom {dream.number}",
            place=place, consent="read aloud",
        )  # fmt: skip
    return dream, created


@transaction.atomic
def enter_sheet(*, scan: Scan, rows: Sequence[SheetText], by: User) -> list[Dream]:
    """Enter the dreams on a photographed sheet. Raises `ScanSettled`."""
    return enter_from_scan(scan=scan, model=Dream, rows=rows, by=by, entered_by=by)


@transaction.atomic
def detect_language(*, contribution: Contribution) -> str:
    """Guess the language of a text, unless the text changed since it was read from the database.

    Returns the language it has now. Where it is hard to tell, it stays what it was.
    """
    guessed = guess_language(contribution.text, contribution.language)
    if guessed == contribution.language:
        return guessed
    changed = Contribution.objects.filter(
        pk=contribution.pk, text=contribution.text, language=contribution.language
    ).update(language=guessed)
    if changed:
        contribution.language = guessed
        index_contribution(contribution=contribution)
    return contribution.language
