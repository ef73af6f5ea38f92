"""Dreams on paper: print piles of sheets, take photos of them in, and enter what is typed over.

Any channel can use it: a pile says to which channel, and to which row of it, its sheets belong.
"""

import hashlib
import io
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image

from campaigns import clock
from campaigns.images import take_picture
from campaigns.models import (
    AgeGroup,
    Campaign,
    Channel,
    Contribution,
    District,
    Scan,
    ScanStatus,
    SheetBatch,
    User,
)
from campaigns.phases import Door
from campaigns.rendering import RenderingFailed, render_pdf
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from campaigns.services.moderation import place_at_once
from campaigns.sheets import SheetCode, draw_code, new_token, read_codes

C = TypeVar("C", bound=Contribution)
# What the privacy page says about photos of sheets.
KEEP_ENTERED: Final = timedelta(days=90)
KEEP_DISCARDED: Final = timedelta(days=30)
_BOX = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18">'
    b'<path d="M1 1h16v16H1z" fill="#fff" stroke="#000" stroke-width="1.4"/></svg>'
)
_LINES = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1820 604" preserveAspectRatio="none">'
    b'<path d="M0 122h1820M0 242h1820M0 362h1820M0 482h1820M0 602h1820" stroke="#766A8E"'
    b' stroke-width="3"/></svg>'
)


class ScanSettled(Exception):
    """Raised when a photo was typed over or put aside before; a colleague may have been first."""

    def __init__(self, scan: Scan) -> None:
        super().__init__(scan.status)
        self.scan = scan


@dataclass(frozen=True)
class SheetText:
    """One dream somebody typed over from a photo."""

    text: str
    display_name: str = ""
    district: District | None = None
    age_group: str = ""
    language: str = "nl"


def site_address(campaign: Campaign) -> str:
    """Return where the campaign answers, as it is printed."""
    return f"https://{campaign.domain}" if campaign.domain else settings.SITE_ADDRESS


def draw_address(address: str) -> str:
    """Return an address of ours as a QR code in SVG, for a page or a slip of paper."""
    return draw_code(address)


# Piles -------------------------------------------------------------------------------------------


def make_batch(
    *, campaign: Campaign, place: str, sheets: int, by: User | None,
    channel: Channel = Channel.ONLINE, belongs_to: int | None = None,
) -> SheetBatch:  # fmt: skip
    """Make a pile of numbered sheets; the caller has the PDF made in the background."""
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return SheetBatch.objects.create(
                    campaign=campaign, token=new_token(), place=place, sheets=sheets,
                    made_by=by, channel=channel, belongs_to=belongs_to,
                )  # fmt: skip
        except IntegrityError:  # the token exists
            continue
    raise RuntimeError("No free token was found in five attempts.")


def render_sheets(batch: SheetBatch) -> bytes:
    """Return the sheets of a pile as a PDF, two A5 on each A4: about 0.04 s a sheet."""
    codes = [SheetCode(batch.token, number) for number in range(1, batch.sheets + 1)]
    base = site_address(batch.campaign)
    language = get_language() or settings.LANGUAGE_CODE
    title = _("Dream sheets for %(place)s") % {"place": batch.place}
    tag = language[:2] + language[2:].upper()
    html = render_to_string(
        "campaigns/pdf/sheets.html",
        {
            "batch": batch, "campaign": batch.campaign, "codes": codes, "title": title,
            "language": tag, "ages": AgeGroup.labels,
        },
    )  # fmt: skip
    pictures = {"box": _BOX, "lines": _LINES} | {
        f"qr-{code.sheet}": draw_code(f"{base}/blad/{code}/").encode() for code in codes
    }
    document = render_pdf(html, language=tag, title=title, pictures=pictures)
    return document.pdf


def store_sheets(*, batch: SheetBatch) -> bool:
    """Make and keep the PDF of a pile that has none yet; a failure is written on the row.

    Twice at the same time makes it twice and keeps one.
    """
    if batch.file:
        return False
    try:
        pdf = render_sheets(batch)
    except RenderingFailed as error:
        SheetBatch.objects.filter(pk=batch.pk).update(error=str(error)[:300])
        return False
    batch.file.save(f"{batch.token}.pdf", ContentFile(pdf), save=False)
    kept = SheetBatch.objects.filter(pk=batch.pk, file="").update(file=batch.file.name, error="")
    if not kept:
        batch.file.storage.delete(str(batch.file.name))
    return bool(kept)


def sheets_file_name(batch: SheetBatch) -> str:
    """Return the name of the PDF as it is saved: droombladen-bibliotheek.pdf."""
    return f"droombladen-{slugify(batch.place) or batch.token}.pdf"


def list_batches(campaign: Campaign) -> QuerySet[SheetBatch]:
    """Return the piles, newest first, with how many photos came back and were entered."""
    entered = Q(scans__status=ScanStatus.ENTERED)
    return (
        SheetBatch.objects.filter(campaign=campaign)
        .select_related("made_by")
        .annotate(
            entered=Count("scans", filter=entered),
            drafts=Count("scans", filter=Q(scans__status=ScanStatus.DRAFT)),
        )
        .order_by("-pk")
    )


def dreams_of_sheet(*, batch: SheetBatch, sheet: int) -> list[Contribution]:
    """Return what was entered from one sheet, oldest first."""
    return list(
        Contribution.objects.filter(scans__batch=batch, scans__sheet=sheet)
        .with_district()
        .order_by("number")
        .distinct()
    )


# Photos ------------------------------------------------------------------------------------------


def take_scan(*, campaign: Campaign, data: bytes, by: User | None) -> tuple[Scan, bool]:
    """Keep a photo of a sheet as a draft; the same photo twice is one draft.

    Paper that was filled in in time may come in later, so this stays possible as long as dreams
    can be read. Raises `BadImage`. With several codes in one photo the upper one counts.
    """
    campaign.timeline(clock.today()).require(Door.READ)
    fingerprint = hashlib.sha256(data).hexdigest()
    found = Scan.objects.filter(campaign=campaign, fingerprint=fingerprint).first()
    if found is not None:
        return found, False
    large = take_picture(data).large
    batch, sheet = _find_sheet(campaign, large.read())
    scan = Scan(
        campaign=campaign, fingerprint=fingerprint, batch=batch, sheet=sheet, uploaded_by=by
    )
    scan.image.save(f"{fingerprint[:16]}.jpg", large, save=False)
    try:
        with transaction.atomic():
            scan.save(force_insert=True)
    except IntegrityError:  # the same photo came in at the same moment
        scan.image.storage.delete(str(scan.image.name))
        return Scan.objects.get(campaign=campaign, fingerprint=fingerprint), False
    return scan, True


def small_copy(jpeg: bytes) -> bytes:
    """Return a photo we keep as a small JPEG for a list: some 20 ms."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        picture.thumbnail((480, 480))
        picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _find_sheet(campaign: Campaign, jpeg: bytes) -> tuple[SheetBatch | None, int | None]:
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        codes = read_codes(picture)
    for code in codes:
        batch = SheetBatch.objects.filter(campaign=campaign, token=code.token).first()
        if batch is not None and code.sheet <= batch.sheets:
            return batch, code.sheet
    return None, None


@transaction.atomic
def choose_batch(*, scan: Scan, batch: SheetBatch, sheet: int | None) -> Scan:
    """Say by hand from which pile a photographed sheet comes, when its code cannot be read."""
    changed = Scan.objects.filter(pk=scan.pk, status=ScanStatus.DRAFT).update(
        batch=batch, sheet=sheet
    )
    scan.refresh_from_db()
    if not changed:
        raise ScanSettled(scan)
    return scan


def earlier_scans(scan: Scan) -> QuerySet[Scan]:
    """Return the photos of the same sheet that were typed over before."""
    return (
        Scan.objects.filter(batch=scan.batch, sheet=scan.sheet, status=ScanStatus.ENTERED)
        .exclude(Q(pk=scan.pk) | Q(batch=None) | Q(sheet=None))
        .prefetch_related("contributions")
    )


@transaction.atomic
def enter_from_scan(
    *,
    scan: Scan,
    model: type[C],
    rows: Sequence[SheetText],
    by: User,
    origin: str | None = None,
    **own_fields: Any,
) -> list[C]:
    """Enter what stands on a photographed sheet: one contribution for each text.

    A colleague read it while typing, so it is placed at once. Its origin is the name of the pile,
    unless told otherwise. `own_fields` go to the channel's own row. Raises `ScanSettled` when the
    photo was typed over or put aside before.
    """
    if scan.batch is None:
        raise ValueError("Choose the pile first.")
    scan.campaign.timeline(clock.today()).require(Door.READ)
    # The condition decides between two colleagues, and between two clicks.
    claimed = Scan.objects.filter(pk=scan.pk, status=ScanStatus.DRAFT).update(
        status=ScanStatus.ENTERED, settled_by=by, settled_at=clock.now()
    )
    scan.refresh_from_db()
    if not claimed:
        raise ScanSettled(scan)
    entered = []
    for place, row in enumerate(rows):
        contribution, _created = enter_contribution(
            model=model,
            campaign=scan.campaign,
            submission_key=uuid.uuid5(scan.submission_key, str(place)),
            channel=scan.batch.channel,
            origin=scan.batch.place if origin is None else origin,
            **(asdict(row) | {"district": row.district}),
            **own_fields,
        )
        place_at_once(contribution=contribution, by=by)
        entered.append(contribution)
    scan.contributions.set([row.pk for row in entered])
    record_activity(
        campaign=scan.campaign, by=by, verb="enter_scan", subject=str(scan.batch),
        scan=scan.pk, dreams=len(entered),
    )  # fmt: skip
    return entered


@transaction.atomic
def discard_scan(*, scan: Scan, by: User) -> Scan:
    """Put a photo aside that holds no dream. `restore_scan` takes that back."""
    return _settle(scan, ScanStatus.DRAFT, ScanStatus.DISCARDED, by)


@transaction.atomic
def restore_scan(*, scan: Scan, by: User) -> Scan:
    """Make a photo that was put aside a draft again."""
    return _settle(scan, ScanStatus.DISCARDED, ScanStatus.DRAFT, by)


def _settle(scan: Scan, now: ScanStatus, then: ScanStatus, by: User) -> Scan:
    settled = then != ScanStatus.DRAFT
    changed = Scan.objects.filter(pk=scan.pk, status=now).update(
        status=then,
        settled_by=by if settled else None,
        settled_at=clock.now() if settled else None,
    )
    scan.refresh_from_db()
    if not changed:
        raise ScanSettled(scan)
    return scan


@transaction.atomic
def forget_scans(*, campaign: Campaign) -> int:
    """Delete photos whose time is over, and of dreams that were taken away; returns how many.

    The row of an entered photo stays without its picture: it leads from the sheet to the dream.
    """
    now = clock.now()
    scans = Scan.objects.filter(campaign=campaign).annotate(dreams=Count("contributions"))
    withdrawn = scans.filter(status=ScanStatus.ENTERED, dreams=0)
    discarded = scans.filter(status=ScanStatus.DISCARDED, settled_at__lt=now - KEEP_DISCARDED)
    old = scans.filter(status=ScanStatus.ENTERED, settled_at__lt=now - KEEP_ENTERED, dreams__gt=0)
    gone = {scan.pk: scan for part in (withdrawn, discarded) for scan in part}
    emptied = [scan for scan in old if scan.image]
    files = [
        (scan.image.storage, str(scan.image.name))
        for scan in (*gone.values(), *emptied)
        if scan.image
    ]
    Scan.objects.filter(pk__in=gone).delete()
    Scan.objects.filter(pk__in=[scan.pk for scan in emptied]).update(image="")
    transaction.on_commit(lambda: _delete_files(files))
    if files:
        record_activity(
            campaign=campaign, by=None, verb="forget_scans", subject=str(campaign),
            forgotten=len(files),
        )  # fmt: skip
    return len(files)


def _delete_files(files: list[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
