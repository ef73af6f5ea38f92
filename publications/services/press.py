"""Make the press edition of a newspaper: the same pages, in the inks of the printer."""

import hashlib
import logging
import secrets
from datetime import datetime
from typing import Final

from django.core.files.base import ContentFile
from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.press.checks import check_press
from campaigns.press.edition import to_press
from campaigns.press.newsprint import newsprint
from campaigns.press.separation import NoProfile, Separation
from campaigns.rendering import RenderingFailed
from campaigns.services.activity import record_activity
from publications.content.newspaper import collect_newspaper
from publications.editions import same_edition
from publications.models import Issue, Kind, PressFile, PressSettings, Status
from publications.rendering.newspaper import lay_out_newspaper
from publications.services.issues import MOST_ATTEMPTS, STALLED_AFTER, NotFinished, TakenOver

logger = logging.getLogger(__name__)
LARGEST_PROFILE: Final = 5_000_000  # bytes; a profile of a press has one or two million


class TextsChanged(RenderingFailed):
    """Raised when the newspaper is not what it was when its version was made."""


def press_settings(campaign: Campaign) -> PressSettings:
    """Return what the printer asks for; the usual where nobody said anything yet."""
    stored = PressSettings.objects.filter(campaign=campaign).first()
    return stored or PressSettings(campaign=campaign)


def read_separation(settings: PressSettings) -> Separation:
    """Return the press of these settings. Raises `NoProfile` when the file is gone or spoiled."""
    data = newsprint()
    if settings.profile:
        try:
            with settings.profile.open("rb") as file:
                data = file.read()
        except FileNotFoundError:
            raise NoProfile(
                _("The colour profile of the printer is gone. Upload it again.")
            ) from None
    return Separation(data, ink_limit=settings.ink_limit / 100)


def save_press_settings(
    *, settings: PressSettings, profile: bytes | None, forget_profile: bool, by: User | None
) -> None:
    """Keep what the printer asks for. Raises `NoProfile` for a file that is no press profile."""
    old = str(settings.profile.name) if settings.profile else ""
    storage = settings.profile.storage
    if profile is not None:
        name = Separation(profile, ink_limit=settings.ink_limit / 100).name
        settings.profile.save(f"{secrets.token_urlsafe(16)}.icc", ContentFile(profile), save=False)
        settings.profile_name = name[:200]
    elif forget_profile:
        settings.profile, settings.profile_name = "", ""
    with transaction.atomic():
        settings.save()
        record_activity(
            campaign=settings.campaign, by=by, verb="save_press_settings", subject=str(settings)
        )
        if old and old != settings.profile.name:
            transaction.on_commit(lambda: storage.delete(old))


def request_press(*, issue: Issue, by: User | None) -> tuple[PressFile, bool]:
    """Ask for the press edition of a finished newspaper; asking twice makes one.

    Returns it and whether a worker has to be told. Raises `NotFinished`.
    """
    if issue.kind != Kind.NEWSPAPER or not issue.is_finished:
        raise NotFinished
    with transaction.atomic():
        press, created = PressFile.objects.get_or_create(
            issue=issue, defaults={"requested_by": by, "heartbeat_at": timezone.now()}
        )
        again = not created and PressFile.objects.filter(
            issue=issue, status__in=[Status.READY, Status.FAILED]
        ).update(
            status=Status.QUEUED, attempts=0, progress=0, stage="", error="", findings=[],
            requested_by=by, requested_at=clock.now(), heartbeat_at=timezone.now(),
        )  # fmt: skip
        if created or again:
            record_activity(
                campaign=issue.campaign, by=by, verb="request_press", subject=str(issue)
            )
    press.refresh_from_db()
    return press, bool(created or again)


def make_press(pk: int) -> None:
    """Make a press edition that waits. Running it twice does no harm; a failure is on the row."""
    claimed = PressFile.objects.filter(pk=pk, status=Status.QUEUED).update(
        status=Status.RENDERING, attempts=F("attempts") + 1, heartbeat_at=timezone.now(),
        progress=1, stage=_("The pages are gathered."),
    )  # fmt: skip
    if not claimed:
        return
    press = PressFile.objects.select_related("issue__campaign").get(pk=pk)
    try:
        _make(press)
    except TakenOver:
        logger.warning("Press edition %s went to another worker.", pk)
    except RenderingFailed as error:
        _give_up(press, str(error) or _("The layout did not work."))
    except (OSError, OperationalError) as error:
        logger.warning("Press edition %s, attempt %s: %s", pk, press.attempts, error)
        if press.attempts >= MOST_ATTEMPTS:
            _give_up(press, _("It did not work after %(n)s attempts.") % {"n": press.attempts})
        else:
            _mine(press).update(
                status=Status.QUEUED, stage=_("We try again in a moment."),
                heartbeat_at=timezone.now(),
            )  # fmt: skip
    except Exception:
        # Whatever goes wrong, the editor must be able to read it and try again.
        logger.exception("Press edition %s failed.", pk)
        _give_up(press, _("Something went wrong that we did not expect. Try again, or call us."))


def _make(press: PressFile) -> None:
    def progress(percent: int, stage: str) -> None:
        changed = _mine(press).update(
            progress=percent, stage=stage[:120], heartbeat_at=timezone.now()
        )
        if not changed:
            raise TakenOver

    issue = press.issue
    settings = press_settings(issue.campaign)
    separation = read_separation(settings)
    content = collect_newspaper(issue)
    if not same_edition(issue, content):
        raise TextsChanged(
            _(
                "The newspaper changed since this version was made."
                " Make a new version first, and its press edition then."
            )
        )
    laid_out = lay_out_newspaper(content, progress=progress, bleed=float(settings.bleed))
    progress(70, _("The pages are laid out. Now they get the inks of the printer."))
    pdf = to_press(laid_out.write_for_press(), separation=separation, title=laid_out.title)
    progress(90, _("The printer’s checks are done."))
    findings = check_press(pdf, ink_limit=separation.ink_limit)
    _finish(press, pdf, findings, separation.name)


def _finish(press: PressFile, pdf: bytes, findings: list[str], profile_name: str) -> None:
    """Store the file, then the row; without the row the file goes."""
    storage = press.file.storage
    before = PressFile.objects.values_list("file", flat=True).get(pk=press.pk)
    press.file.save(f"{secrets.token_urlsafe(24)}.pdf", ContentFile(pdf), save=False)
    name = str(press.file.name)
    changed = _mine(press).update(
        status=Status.READY, progress=100, stage="", error="", file=name, size=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(), findings=findings, profile_name=profile_name[:200],
        made_at=clock.now(),
    )  # fmt: skip
    if not changed:
        storage.delete(name)
        raise TakenOver
    if before and before != name:
        storage.delete(before)


def _mine(press: PressFile) -> QuerySet[PressFile]:
    return PressFile.objects.filter(pk=press.pk, status=Status.RENDERING, attempts=press.attempts)


def _give_up(press: PressFile, error: str) -> None:
    _mine(press).update(status=Status.FAILED, error=error, stage="")


def sweep_press(*, now: datetime) -> list[int]:
    """Pick up press editions whose worker died, and those whose message got lost."""
    silent = PressFile.objects.filter(
        Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALLED_AFTER)
    )
    dead = silent.filter(status=Status.RENDERING)
    dead.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=Status.FAILED, stage="",
        error=_("The worker stopped %(n)s times while making this version.")
        % {"n": MOST_ATTEMPTS},
    )  # fmt: skip
    dead.update(status=Status.QUEUED, stage=_("The worker stopped. We start again."))
    waiting = list(silent.filter(status=Status.QUEUED).values_list("pk", flat=True))
    PressFile.objects.filter(pk__in=waiting).update(heartbeat_at=now)
    return waiting
