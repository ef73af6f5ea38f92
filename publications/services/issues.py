"""Make versions of the note and the newspaper, and publish them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from campaigns.rendering import Progress
from campaigns.services.activity import record_activity
from publications.content.newspaper import collect_newspaper
from publications.content.note import collect_note
from publications.editions import edition_name, keep_edition
from publications.models import IN_THE_MAKING, Citation, Issue, Kind, Status
from publications.rendering.content import NoteContent, Rendered
from publications.rendering.newspaper import render_newspaper
from publications.rendering.newspaper.content import NewspaperContent
from publications.rendering.note import render_note
from publications.services import jobs
from publications.services.jobs import NotFinished


class AlreadyInTheMaking(Exception):
    """Raised when another version of the same publication is being made."""


class DreamGone(jobs.MayPass):
    """Raised when a dream was withdrawn while its words were being printed."""


def request_issue(
    *,
    campaign: Campaign,
    kind: Kind | str,
    by: User | None,
    changes: str = "",
    language: str = "nl",
) -> tuple[Issue, bool]:
    """Ask for the next version; while one is in the making, asking again gives that one.

    Returns the issue and whether it is new.
    """
    rows = Issue.objects.filter(campaign=campaign, kind=kind)
    for _attempt in range(5):
        making = rows.filter(status__in=IN_THE_MAKING).first()
        if making is not None:
            return making, False
        last = rows.aggregate(n=Max("version"))["n"] or 0
        try:
            with transaction.atomic():
                issue = Issue.objects.create(
                    campaign=campaign, kind=kind, version=last + 1, requested_by=by,
                    changes=changes, language=language, heartbeat_at=timezone.now(),
                )  # fmt: skip
                record_activity(campaign=campaign, by=by, verb="request_issue", subject=str(issue))
        except IntegrityError:
            # Another click was first: look again, and take its version.
            continue
        return issue, True
    raise AlreadyInTheMaking


def render_issue(pk: int) -> None:
    """Make a waiting version. Running it twice does no harm; a failure is written on the row."""
    rows = Issue.objects.select_related("campaign")
    jobs.run_job(rows, pk, make=_make, first_stage=_("The dreams are gathered."))


def _make(issue: Issue, progress: Progress) -> None:
    content: NoteContent | NewspaperContent
    if issue.kind == Kind.NOTE:
        content = collect_note(issue)
        progress(3, _("The dreams are gathered."))
        rendered = render_note(content, progress=progress)
    else:
        content = collect_newspaper(issue)
        progress(3, _("The dreams are gathered."))
        rendered = render_newspaper(content, progress=progress)
    progress(97, _("The version is put away."))
    _finish(issue, content, rendered)


def _finish(issue: Issue, content: NoteContent | NewspaperContent, rendered: Rendered) -> None:
    """Store the files, then row and citations in one transaction; without it the files go."""
    with jobs.put_away(issue.file, rendered.pdf) as stored:
        try:
            keep_edition(issue.file.storage, stored["file"], content)
            with transaction.atomic():
                said = "\n".join(rendered.warnings)
                jobs.finish_job(issue, pages=rendered.pages, error=said, **stored)
                _cite(issue, rendered)
        except BaseException:
            issue.file.storage.delete(edition_name(stored["file"]))
            raise


def _cite(issue: Issue, rendered: Rendered) -> None:
    """Write down on which page each dream stands."""
    keys = dict(Contribution.objects.of(issue.campaign).values_list("number", "pk"))
    missing = {c.number for c in rendered.citations if c.quoted and c.number not in keys}
    if missing:
        raise DreamGone(f"{sorted(missing)}")
    Citation.objects.filter(issue=issue).delete()
    Citation.objects.bulk_create(
        (
            Citation(issue=issue, contribution_id=keys[c.number], page=c.page, quoted=c.quoted)
            for c in rendered.citations
            if c.number in keys
        ),
        batch_size=2000,
    )


@transaction.atomic
def retry_issue(*, issue: Issue, by: User | None) -> tuple[Issue, bool]:
    """Put a failed version back in the queue, with what lies on the table now.

    Returns the issue and whether it was failed. Raises `AlreadyInTheMaking`.
    """
    failed = Issue.objects.filter(pk=issue.pk, status=Status.FAILED)
    try:
        with transaction.atomic():
            changed = jobs.queue_again(failed, as_of=clock.now())
    except IntegrityError:
        raise AlreadyInTheMaking from None
    issue.refresh_from_db()
    if changed:
        record_activity(campaign=issue.campaign, by=by, verb="retry_issue", subject=str(issue))
    return issue, changed


@transaction.atomic
def publish_issue(*, issue: Issue, by: User | None) -> Issue:
    """Publish a version that is ready to read; from then on it never changes."""
    changed = Issue.objects.filter(pk=issue.pk, status=Status.READY).update(
        status=Status.PUBLISHED, published_at=clock.now()
    )
    issue.refresh_from_db()
    if changed:
        record_activity(
            campaign=issue.campaign, by=by, verb="publish_issue", subject=str(issue),
            sha256=issue.sha256,
        )  # fmt: skip
    elif issue.status != Status.PUBLISHED:
        raise NotFinished
    return issue


@transaction.atomic
def stop_issue(*, issue: Issue, by: User | None) -> bool:
    """Stop the making of a version; tell whether it was still being made."""
    stopped = jobs.stop_job(issue, by=by)
    if stopped:
        record_activity(campaign=issue.campaign, by=by, verb="stop_issue", subject=str(issue))
    return stopped


def sweep_issues(*, now: datetime) -> list[int]:
    """Return the versions to send to a worker again."""
    return jobs.sweep_jobs(Issue.objects.all(), now=now)
