"""What a worker makes, on a row of its own: claimed once, followed, taken up again, put away whole.

Versions and press editions say what is to be made; here it is said how making goes. A worker may
die, a message may get lost, somebody may click twice or stop it: the row always tells the truth.
"""

import hashlib
import logging
import resource
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.db.models import F, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import User
from campaigns.rendering import Progress, RenderingFailed
from publications.models import IN_THE_MAKING, Job, Status

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
STALLED_AFTER = timedelta(seconds=60)
J = TypeVar("J", bound=Job)


class NotFinished(Exception):
    """Raised when somebody wants to go on with what is not ready."""


class TakenOver(Exception):
    """Raised in work that was stopped, or given to another worker."""


class MayPass(Exception):
    """Raised in work for trouble that may be over at the next attempt."""


def queue_again(rows: QuerySet[J], **fields: Any) -> bool:
    """Put rows that are no longer being made back in the queue; tell whether there were any."""
    idle = rows.exclude(status__in=IN_THE_MAKING)
    return bool(
        idle.update(
            status=Status.QUEUED, attempts=0, progress=0, stage="", error="",
            heartbeat_at=timezone.now(), finished_at=None, **fields,
        )
    )  # fmt: skip


def run_job(
    rows: QuerySet[J], pk: int, *, make: Callable[[J, Progress], None], first_stage: str
) -> None:
    """Make what waits. Running it twice does no harm; a failure is written on the row.

    Must not run inside a transaction: the editor watches the progress.
    """
    claimed = rows.filter(pk=pk, status=Status.QUEUED).update(
        status=Status.RENDERING, attempts=F("attempts") + 1, run=F("run") + 1,
        heartbeat_at=timezone.now(), progress=1, stage=first_stage, error="",
    )  # fmt: skip
    if not claimed:
        return
    job = rows.get(pk=pk)
    try:
        make(job, _progress_of(job))
    except TakenOver:
        logger.warning("%s %s went to another worker, or was stopped.", type(job).__name__, pk)
    except RenderingFailed as error:
        _give_up(job, str(error) or _("The layout did not work."))
    except SoftTimeLimitExceeded:
        _give_up(
            job,
            _("It took longer than ten minutes, so we stopped. Take a block or a picture out."),
        )
    except MemoryError:
        _give_up(job, _("It asked for more memory than there is. Take a block or a picture out."))
    except (OSError, OperationalError, MayPass) as error:
        _try_again(job, error)
    except Exception as error:
        # Whatever goes wrong, the editor must be able to read it and try again.
        logger.exception("%s %s failed.", type(job).__name__, pk)
        _give_up(
            job,
            _("Something went wrong that we did not expect (%(kind)s). Try again, or call us.")
            % {"kind": type(error).__name__},
        )


def _mine(job: J) -> QuerySet[J]:
    """Return the row as long as this worker may write it: not stopped, taken over or begun anew."""
    rows = type(job)._default_manager
    return rows.filter(pk=job.pk, status=Status.RENDERING, run=job.run)


def _progress_of(job: Job) -> Progress:
    """Return what tells how far the work is: a sign of life, and the moment to hear it must stop."""
    reached = 0

    def progress(percent: int, stage: str) -> None:
        nonlocal reached
        # The layout may go through the pages twice; a window that is lit stays lit.
        reached = max(reached, percent)
        _check_memory()
        alive = {"progress": reached, "stage": stage[:120], "heartbeat_at": timezone.now()}
        if not _mine(job).update(**alive):
            raise TakenOver

    return progress


def _check_memory() -> None:
    """Raise `MemoryError` above the limit, while there is still room to say so."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # another system than Linux
        return
    if pages * resource.getpagesize() > settings.RENDERING_MEMORY_LIMIT:
        raise MemoryError


@contextmanager
def put_away(file: FieldFile, pdf: bytes) -> Iterator[dict[str, Any]]:
    """Store a file under a name nobody can guess; when the block fails, it goes again.

    Gives what the row has to say of it: hand that to `finish_job`.
    """
    file.save(f"{secrets.token_urlsafe(24)}.pdf", ContentFile(pdf), save=False)
    name = str(file.name)
    try:
        yield {"file": name, "sha256": hashlib.sha256(pdf).hexdigest()}
    except BaseException:
        file.storage.delete(name)
        raise


def finish_job(job: Job, **fields: Any) -> None:
    """Write down that the work is done, and what came of it. Raises `TakenOver`."""
    done = {"status": Status.READY, "progress": 100, "stage": "", "finished_at": clock.now()}
    if not _mine(job).update(**{"error": "", **done, **fields}):
        raise TakenOver


def _give_up(job: Job, error: str) -> None:
    _mine(job).update(status=Status.FAILED, error=error, stage="", finished_at=clock.now())


def _try_again(job: Job, error: Exception) -> None:
    """Put work back in the queue after trouble that passes; after three times it failed."""
    logger.warning("%s %s, attempt %s: %s", type(job).__name__, job.pk, job.attempts, error)
    if job.attempts >= MOST_ATTEMPTS:
        _give_up(
            job,
            _("It did not work after %(n)s attempts (%(kind)s).")
            % {"n": job.attempts, "kind": type(error).__name__},
        )
        return
    _mine(job).update(
        status=Status.QUEUED, stage=_("We try again in a moment."), heartbeat_at=timezone.now()
    )


def stop_job(job: Job, *, by: User | None) -> bool:
    """Stop the work on a row; tell whether there was any.

    Its worker finds out when it next tells how far it is, and puts the work away.
    """
    making = type(job)._default_manager.filter(pk=job.pk, status__in=IN_THE_MAKING)
    return bool(
        making.update(
            status=Status.FAILED, stage="", finished_at=clock.now(),
            error=_("Stopped by %(name)s.") % {"name": by or _("the system")},
        )
    )  # fmt: skip


def sweep_jobs(rows: QuerySet[J], *, now: datetime) -> list[int]:
    """Pick up what a dead worker left, and what waits because its message got lost.

    Returns the keys to send to a worker again.
    """
    silent = rows.filter(Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALLED_AFTER))
    dead = silent.filter(status=Status.RENDERING)
    dead.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=Status.FAILED, stage="", finished_at=clock.now(),
        error=_("The worker stopped %(n)s times while making this version.")
        % {"n": MOST_ATTEMPTS},
    )  # fmt: skip
    dead.update(status=Status.QUEUED, stage=_("The worker stopped. We start again."))
    waiting = list(silent.filter(status=Status.QUEUED).values_list("pk", flat=True))
    # A worker that is busy must not find the same message a hundred times.
    rows.filter(pk__in=waiting).update(heartbeat_at=now)
    return waiting
