"""Change a dream that was handed in."""

from django.db import transaction

from campaigns import clock
from campaigns.models import Contribution, Masking, Status, Verdict
from campaigns.models.campaign import PhaseNumber
from campaigns.phases import Door, Timeline
from campaigns.services.activity import record_activity
from campaigns.services.masking import renew_copies
from campaigns.services.moderation import settle_new
from survey.models import Dream
from survey.services.letters import last_word


def may_change(timeline: Timeline) -> bool:
    """Tell whether dreamers may change their words today: until the keys are found.

    In phase 6 that repairs what was held back and corrects what was written wrong. From the debate
    on the texts are worked with.
    """
    return PhaseNumber.DREAMING <= timeline.number <= PhaseNumber.CLUSTERING


@transaction.atomic
def change_dream(*, dream: Dream, text: str) -> Dream:
    """Give a dream another text; it is read like a new one. Raises `PhaseClosed`.

    What a colleague held back is read before it shows, wherever the campaign reads: one letter
    more would put it online again.
    """
    timeline = dream.campaign.timeline(clock.today())
    if not may_change(timeline):
        timeline.require(Door.DREAM)
    if text == dream.text:
        return dream
    Contribution.objects.filter(pk=dream.pk).update(
        text=text, status=Status.WAITING, placed_at=None, unread=False
    )
    # What was behind the blocks goes, and so does what was made of the old words.
    Masking.objects.filter(contribution_id=dream.pk).delete()
    renew_copies(dream)
    record_activity(
        campaign=dream.campaign, by=None, verb="change_dream", subject=f"droom {dream.number}"
    )
    dream.refresh_from_db(fields=["text", "status", "placed_at", "unread"])
    word = last_word(dream)
    if word is None or word.verdict != Verdict.HOLD:
        settle_new(contribution=dream)
    return dream
