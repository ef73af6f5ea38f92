"""Make versions of the note and the newspaper, publish them, and pick up what got stuck."""

import hashlib
import logging
import resource
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from campaigns.rendering import RenderingFailed
from campaigns.services.activity import record_activity
from publications.content.newspaper import collect_newspaper
from publications.content.note import collect_note
from publications.editions import edition_name, keep_edition
from publications.models import Citation, Issue, Kind, Status
from publications.querysets import IssueQuerySet
from publications.rendering.content import NoteContent, Rendered
from publications.rendering.newspaper import render_newspaper
from publications.rendering.newspaper.content import NewspaperContent
from publications.rendering.note import render_note

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
STALLED_AFTER = timedelta(seconds=60)


class NotFinished(Exception):
    """Raised when somebody publishes a version that is not ready to read."""


class AlreadyInTheMaking(Exception):
    """Raised when another version of the same publication is being made."""


class TakenOver(Exception):
    """Raised in a rendering whose work was given to another worker."""


class DreamGone(Exception):
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
        making = rows.filter(status__in=[Status.QUEUED, Status.RENDERING]).first()
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
    """Make a waiting version. Running it twice does no harm; a failure is written on the row.

    Must not run inside a transaction: the editor watches the progress.
    """
    claimed = Issue.objects.filter(pk=pk, status=Status.QUEUED).update(
        status=Status.RENDERING, attempts=F("attempts") + 1, run=F("run") + 1,
        heartbeat_at=timezone.now(),
        progress=1, stage=_("The dreams are gathered."), error="",
    )  # fmt: skip
    if not claimed:
        return
    issue = Issue.objects.select_related("campaign").get(pk=pk)
    try:
        _make(issue)
    except TakenOver:
        logger.warning("Issue %s went to another worker.", pk)
    except RenderingFailed as error:
        _give_up(issue, str(error) or _("The layout did not work."))
    except SoftTimeLimitExceeded:
        _give_up(
            issue,
            _("It took longer than ten minutes, so we stopped. Take a block or a picture out."),
        )
    except MemoryError:
        _give_up(issue, _("It asked for more memory than there is. Take a block or a picture out."))
    except (OSError, OperationalError, DreamGone) as error:
        _try_again(issue, error)
    except Exception as error:
        # Whatever goes wrong, the editor must be able to read it and try again.
        logger.exception("Issue %s failed.", pk)
        _give_up(
            issue,
            _("Something went wrong that we did not expect (%(kind)s). Try again, or call us.")
            % {"kind": type(error).__name__},
        )


def _mine(issue: Issue) -> IssueQuerySet:
    """Return the row as long as this worker may write it: not stopped, taken over or begun anew."""
    return Issue.objects.filter(pk=issue.pk, status=Status.RENDERING, run=issue.run)


def _make(issue: Issue) -> None:
    mine = _mine(issue)

    reached = 0

    def progress(percent: int, stage: str) -> None:
        nonlocal reached
        # The layout may go through the pages twice; a window that is lit stays lit.
        reached = max(reached, percent)
        _check_memory()
        if not mine.update(progress=reached, stage=stage[:120], heartbeat_at=timezone.now()):
            raise TakenOver

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


def _check_memory() -> None:
    """Raise `MemoryError` above the limit, while there is still room to say so."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # another system than Linux
        return
    if pages * resource.getpagesize() > settings.RENDERING_MEMORY_LIMIT:
        raise MemoryError


def _finish(issue: Issue, content: NoteContent | NewspaperContent, rendered: Rendered) -> None:
    """Store the file, then row and citations in one transaction; without it the file goes."""
    file, storage = issue.file, issue.file.storage
    file.save(f"{secrets.token_urlsafe(24)}.pdf", ContentFile(rendered.pdf), save=False)
    name = str(file.name)
    try:
        keep_edition(storage, name, content)
        with transaction.atomic():
            changed = _mine(issue).update(
                status=Status.READY, progress=100, stage="", file=name, pages=rendered.pages,
                sha256=hashlib.sha256(rendered.pdf).hexdigest(), finished_at=clock.now(),
                error="\n".join(rendered.warnings),
            )  # fmt: skip
            if not changed:
                raise TakenOver
            _cite(issue, rendered)
    except BaseException:
        for stored in (name, edition_name(name)):
            storage.delete(stored)
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


def _give_up(issue: Issue, error: str) -> None:
    _mine(issue).update(status=Status.FAILED, error=error, stage="", finished_at=clock.now())


def _try_again(issue: Issue, error: Exception) -> None:
    """Put a version back in the queue after trouble that passes; after three times it failed."""
    logger.warning("Issue %s, attempt %s: %s", issue.pk, issue.attempts, error)
    if issue.attempts >= MOST_ATTEMPTS:
        _give_up(
            issue,
            _("It did not work after %(n)s attempts (%(kind)s).")
            % {"n": issue.attempts, "kind": type(error).__name__},
        )
        return
    _mine(issue).update(
        status=Status.QUEUED, stage=_("We try again in a moment."), heartbeat_at=timezone.now()
    )


@transaction.atomic
def retry_issue(*, issue: Issue, by: User | None) -> tuple[Issue, bool]:
    """Put a failed version back in the queue, with what lies on the table now.

    Returns the issue and whether it was failed. Raises `AlreadyInTheMaking`.
    """
    try:
        with transaction.atomic():
            changed = Issue.objects.filter(pk=issue.pk, status=Status.FAILED).update(
                status=Status.QUEUED, attempts=0, progress=0, stage="", error="",
                as_of=clock.now(), heartbeat_at=timezone.now(), finished_at=None,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyInTheMaking from None
    issue.refresh_from_db()
    if changed:
        record_activity(campaign=issue.campaign, by=by, verb="retry_issue", subject=str(issue))
    return issue, bool(changed)


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
    """Stop the making of a version; tell whether it was still being made.

    Its worker finds out when it next tells how far it is, and puts the work away.
    """
    stopped = Issue.objects.filter(
        pk=issue.pk, status__in=[Status.QUEUED, Status.RENDERING]
    ).update(
        status=Status.FAILED, stage="", finished_at=clock.now(),
        error=_("Stopped by %(name)s.") % {"name": by or _("the system")},
    )  # fmt: skip
    if stopped:
        record_activity(campaign=issue.campaign, by=by, verb="stop_issue", subject=str(issue))
    return bool(stopped)


def sweep_stalled(*, now: datetime) -> list[int]:
    """Pick up versions whose worker died, and those whose message got lost.

    Returns the keys of the versions to send to a worker again.
    """
    silent = Issue.objects.filter(Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALLED_AFTER))
    dead = silent.filter(status=Status.RENDERING)
    dead.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=Status.FAILED, stage="", finished_at=clock.now(),
        error=_("The worker stopped %(n)s times while making this version.")
        % {"n": MOST_ATTEMPTS},
    )  # fmt: skip
    dead.update(status=Status.QUEUED, stage=_("The worker stopped. We start again."))
    waiting = list(silent.filter(status=Status.QUEUED).values_list("pk", flat=True))
    # A worker that is busy must not find the same message a hundred times.
    Issue.objects.filter(pk__in=waiting).update(heartbeat_at=now)
    return waiting
