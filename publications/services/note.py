"""Work together on the note: comments, tasks and signatures under chapters."""

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from publications.models import Block, Remark, SignOff
from publications.plan import ChapterOf


@transaction.atomic
def add_remark(*, block: Block, text: str, by: User, assignee: User | None = None) -> Remark:
    """Write a comment beside a block; with an assignee it is a task for them."""
    remark = Remark.objects.create(block=block, text=text, by=by, assignee=assignee)
    record_activity(
        campaign=block.campaign, by=by, verb="add_remark", subject=str(block),
        task=assignee is not None,
    )  # fmt: skip
    return remark


def settle_remark(*, remark: Remark, by: User) -> bool:
    """Tick a comment or task off; tell whether it was still open."""
    return bool(
        Remark.objects.filter(pk=remark.pk, done_at=None).update(done_at=clock.now(), done_by=by)
    )


@transaction.atomic
def sign_chapter(*, campaign: Campaign, chapter: ChapterOf, by: User) -> SignOff:
    """Sign a chapter as it stands; it falls as soon as a block of it changes."""
    row, new = SignOff.objects.get_or_create(
        campaign=campaign, place=chapter.place, key=chapter.key, by=by
    )
    if new:
        record_activity(campaign=campaign, by=by, verb="sign_chapter", subject=str(chapter.title))
    return row


@transaction.atomic
def unsign_chapter(*, campaign: Campaign, chapter: ChapterOf, by: User) -> None:
    """Take one's own signature back."""
    rows = SignOff.objects.filter(campaign=campaign, place=chapter.place, key=chapter.key, by=by)
    if rows.delete()[0]:
        record_activity(campaign=campaign, by=by, verb="unsign_chapter", subject=str(chapter.title))
