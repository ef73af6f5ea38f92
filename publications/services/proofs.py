"""Proofs of the newspaper's pages: a picture from the print engine, and what it measured."""

import io
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import pypdfium2
from django.core.files.base import ContentFile
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.rendering import RenderingFailed
from publications.content.newspaper import collect_newspaper
from publications.models import Issue, Kind, Page
from publications.rendering.newspaper import PageProof, page_digest, render_page
from publications.rendering.newspaper.content import NewspaperContent

logger = logging.getLogger(__name__)
WIDE, SMALL = 1000, 300  # pixels
# Data behind a page may have changed without an editor: after this long it is looked at again.
FRESH_FOR = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(minutes=5)


def ask_proofs(*, campaign: Campaign, numbers: Iterable[int], again: bool = False) -> int:
    """Ask for proofs of pages that have none or an old one; returns how many were asked."""
    numbers = list(numbers)
    rows = Page.objects.filter(campaign=campaign)
    known = set(rows.values_list("number", flat=True))
    Page.objects.bulk_create(
        (Page(campaign=campaign, number=n) for n in numbers if n not in known),
        ignore_conflicts=True,
    )
    old = Q(preview_made_at=None) | Q(preview_made_at__lt=timezone.now() - FRESH_FOR)
    wanted = rows.filter(number__in=numbers)
    return (wanted if again else wanted.filter(old)).update(preview_asked_at=timezone.now())


def make_proofs(campaign_pk: int, most: int = 99) -> bool:
    """Make the proofs that are asked for, `most` at once; tell whether more pages wait.

    A page whose content did not change keeps its picture.
    """
    campaign = Campaign.objects.get(pk=campaign_pk)
    content: NewspaperContent | None = None
    looked_at = timezone.now()
    for _turn in range(most):
        page = _next(campaign)
        if page is None:
            return False
        # Somebody may save while we work: what they wrote must be in their proof.
        if content is None or (page.preview_asked_at or looked_at) >= looked_at:
            looked_at = timezone.now()
            content = collect_newspaper(Issue(campaign=campaign, kind=Kind.NEWSPAPER, version=1))
        if page.number > len(content.pages):
            Page.objects.filter(pk=page.pk).update(preview_made_at=timezone.now())
            continue
        _make(page, content)
    return _next(campaign) is not None


def find_forgotten(*, now: datetime) -> list[int]:
    """Return the campaigns with pages that wait so long that their message must be lost."""
    lagging = Q(preview_made_at=None) | Q(preview_made_at__lt=F("preview_asked_at"))
    rows = Page.objects.filter(lagging, preview_asked_at__lt=now - FORGOTTEN_AFTER)
    return list(rows.order_by().values_list("campaign", flat=True).distinct())


def _next(campaign: Campaign) -> Page | None:
    """Return the page that waits longest; what an editor just saved comes first."""
    lagging = Q(preview_made_at=None) | Q(preview_made_at__lt=F("preview_asked_at"))
    rows = Page.objects.filter(lagging, campaign=campaign, preview_asked_at__isnull=False)
    found: Page | None = rows.order_by("-preview_asked_at", "number").first()
    return found


def _make(page: Page, content: NewspaperContent) -> None:
    asked = page.preview_asked_at
    digest = page_digest(content, page.number)
    if digest == page.preview_digest and page.preview:
        Page.objects.filter(pk=page.pk).update(preview_made_at=asked)
        return
    try:
        proof = render_page(content, page.number)
    except RenderingFailed as error:
        _give_up(page, str(error))
        return
    except Exception as error:
        # Whatever goes wrong with one page, the others must get their proof.
        logger.exception("The proof of page %s failed.", page.number)
        _give_up(page, _("The layout did not work (%(kind)s).") % {"kind": type(error).__name__})
        return
    _store(page, proof, digest)


def _give_up(page: Page, error: str) -> None:
    Page.objects.filter(pk=page.pk).update(
        preview_made_at=page.preview_asked_at, preview_digest="", measured={"error": error}
    )


def _store(page: Page, proof: PageProof, digest: str) -> None:
    asked = page.preview_asked_at
    old, storage = str(page.preview.name or ""), page.preview.storage
    large, small = _pictures(proof.pdf)
    name = storage.save(f"pages/{secrets.token_urlsafe(24)}.webp", ContentFile(large))
    storage.save(small_name(name), ContentFile(small))
    Page.objects.filter(pk=page.pk).update(
        preview=name, preview_digest=digest, preview_made_at=asked, measured=_measured(proof)
    )
    if old:
        storage.delete(old)
        storage.delete(small_name(old))


def small_name(name: str) -> str:
    """Return where the small picture of a page lies."""
    return name.removesuffix(".webp") + "-klein.webp"


def _pictures(pdf: bytes) -> tuple[bytes, bytes]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=WIDE / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    found = []
    for wide in (WIDE, SMALL):
        out = io.BytesIO()
        scaled = picture.resize((wide, round(picture.height * wide / picture.width)))
        scaled.save(out, "WEBP", quality=82)
        found.append(out.getvalue())
    return found[0], found[1]


def _measured(proof: PageProof) -> dict[str, object]:
    return {
        "frames": {
            fit.frame: {"lines_over": fit.lines_over, "words_left": fit.words_left}
            for fit in proof.frames
        },
        "pictures": [
            {"number": p.number, "title": p.title, "ppi": p.ppi, "has_alt": p.has_alt}
            for p in proof.pictures
        ],
        "lonely": list(proof.lonely),
    }
