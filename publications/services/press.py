"""Make the press edition of a newspaper: the same pages, in the inks of the printer."""

import secrets
from datetime import datetime
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.press.checks import check_press
from campaigns.press.edition import to_press
from campaigns.press.newsprint import newsprint
from campaigns.press.separation import NoProfile, Separation
from campaigns.rendering import Progress, RenderingFailed
from campaigns.services.activity import record_activity
from publications.content.newspaper import collect_newspaper
from publications.editions import same_edition
from publications.models import Issue, Kind, PressFile, PressSettings, Status
from publications.rendering.newspaper import lay_out_newspaper
from publications.services import jobs
from publications.services.jobs import NotFinished

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
        again = not created and jobs.queue_again(
            PressFile.objects.filter(issue=issue),
            findings=[], requested_by=by, requested_at=clock.now(),
        )  # fmt: skip
        if created or again:
            record_activity(
                campaign=issue.campaign, by=by, verb="request_press", subject=str(issue)
            )
    press.refresh_from_db()
    return press, created or again


def plan_press(*, issue: Issue, by: User | None) -> None:
    """Have the press edition made as soon as its version is there; planning twice makes one."""
    PressFile.objects.get_or_create(
        issue=issue, defaults={"requested_by": by, "heartbeat_at": timezone.now()}
    )


def _to_make() -> QuerySet[PressFile]:
    """Return the press editions of versions that are there; the others wait for theirs."""
    finished = [Status.READY, Status.PUBLISHED]
    return PressFile.objects.filter(issue__status__in=finished)


def is_waiting(pk: int) -> bool:
    """Tell whether a worker can begin with a press edition."""
    return _to_make().filter(pk=pk, status=Status.QUEUED).exists()


def make_press(pk: int) -> None:
    """Make a press edition that waits. Running it twice does no harm; a failure is on the row."""
    rows = _to_make().select_related("issue__campaign")
    jobs.run_job(rows, pk, make=_make, first_stage=_("The pages are gathered."))


def _make(press: PressFile, progress: Progress) -> None:
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
    """Store the file, then the row; then the file of before goes."""
    before = str(press.file.name)
    with jobs.put_away(press.file, pdf) as stored:
        jobs.finish_job(
            press, size=len(pdf), findings=findings, profile_name=profile_name[:200], **stored
        )
    if before:
        press.file.storage.delete(before)


@transaction.atomic
def stop_press(*, press: PressFile, by: User | None) -> bool:
    """Stop the making of a press edition; tell whether it was still being made."""
    stopped = jobs.stop_job(press, by=by)
    if stopped:
        record_activity(campaign=press.issue.campaign, by=by, verb="stop_press", subject=str(press))
    return stopped


def sweep_press(*, now: datetime) -> list[int]:
    """Return the press editions to send to a worker again."""
    return jobs.sweep_jobs(_to_make(), now=now)
