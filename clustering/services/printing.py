"""Print cards to cut out, and a sheet for every need to lay them under."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image

from campaigns import clock
from campaigns.illustration import symbols
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.rendering import RenderingFailed, render_pdf
from campaigns.sheets import SheetCode, draw_mark, new_token
from clustering.models import Card, CardPrint, Need, PrintKind

CARDS_PER_PDF: Final = 800  # a hundred pages: about half a minute
MOST_CARDS: Final = 8_000
KEEP: Final = timedelta(days=30)
_LONGEST: Final = 330
# Up to how many characters a size of letter fits on a card.
_SIZES: Final = ((60, "groot"), (150, "gewoon"), (_LONGEST, "klein"))


class NothingToPrint(Exception):
    """Raised when a filter leaves no card, or when there is no need yet."""


class TooManyCards(Exception):
    """Raised for more cards than anybody cuts out; a filter helps."""


def print_cards(
    *, campaign: Campaign, cards: QuerySet[Card], name: str, by: User | None
) -> list[CardPrint]:
    """Make the prints of these cards, in parts of a hundred pages; the PDFs come in the background."""
    campaign.timeline(clock.today()).require(Door.READ)
    rows = list(cards.order_by("pk").values_list("pk", "contribution__number")[: MOST_CARDS + 1])
    if not rows:
        raise NothingToPrint
    if len(rows) > MOST_CARDS:
        raise TooManyCards
    parts = [rows[at : at + CARDS_PER_PDF] for at in range(0, len(rows), CARDS_PER_PDF)]
    made = []
    for number, part in enumerate(parts, start=1):
        title = name
        if len(parts) > 1:
            title = _("%(name)s, part %(part)s of %(parts)s") % {
                "name": name, "part": number, "parts": len(parts),
            }  # fmt: skip
        made.append(_make(campaign, PrintKind.CARDS, title, [list(row) for row in part], by))
    return made


def print_needs(*, campaign: Campaign, by: User | None) -> CardPrint:
    """Make the print of a sheet for every need, those of one key together."""
    campaign.timeline(clock.today()).require(Door.READ)
    needs = Need.objects.of(campaign).order_by("key__position", "name").values_list("pk", "name")
    rows = [list(row) for row in needs[:MOST_CARDS]]
    if not rows:
        raise NothingToPrint
    return _make(campaign, PrintKind.NEEDS, _("Sheets of the needs"), rows, by)


def _make(
    campaign: Campaign, kind: PrintKind, name: str, contents: list[list[object]], by: User | None
) -> CardPrint:
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return CardPrint.objects.create(
                    campaign=campaign, kind=kind, token=new_token(), name=name[:160],
                    contents=contents, made_by=by,
                )  # fmt: skip
        except IntegrityError:  # the token exists
            continue
    raise RuntimeError("No free token was found in five attempts.")


def store_print(*, made: CardPrint) -> bool:
    """Make and keep the PDF of a print that has none yet; a failure is written on the row."""
    if made.file:
        return False
    try:
        pdf = render_print(made)
    except RenderingFailed as error:
        CardPrint.objects.filter(pk=made.pk).update(error=str(error)[:300])
        return False
    made.file.save(f"{made.token}.pdf", ContentFile(pdf), save=False)
    kept = CardPrint.objects.filter(pk=made.pk, file="").update(file=made.file.name, error="")
    if not kept:
        made.file.storage.delete(str(made.file.name))
    return bool(kept)


def render_print(made: CardPrint) -> bytes:
    """Return a print as a PDF: eight cards on each A4, or one need."""
    language = get_language() or "nl-be"
    tag = language[:2] + language[2:].upper()
    codes = {
        pk: SheetCode(made.token, number) for number, (pk, _name) in enumerate(made.contents, 1)
    }
    pictures = {f"qr-{code.sheet}": draw_mark(code).encode() for code in codes.values()}
    if made.kind == PrintKind.CARDS:
        template, context = "clustering/pdf/cards.html", _cards(made, codes, pictures)
    else:
        template, context = "clustering/pdf/needs.html", _needs(made, codes, pictures)
    html = render_to_string(
        template, {"made": made, "campaign": made.campaign, "language": tag, **context}
    )
    return render_pdf(html, language=tag, title=made.name, pictures=pictures).pdf


def _cards(
    made: CardPrint, codes: dict[int, SheetCode], pictures: dict[str, bytes]
) -> dict[str, object]:
    """Return the cards that are still there, eight to a page, with the size that fits each."""
    rows = Card.objects.live(made.campaign).select_related("contribution")
    found = {card.pk: card for card in rows.filter(pk__in=codes)}
    cards = [_face(found[pk], code, pictures) for pk, code in codes.items() if pk in found]
    return {"pages": [cards[at : at + 8] for at in range(0, len(cards), 8)]}


def _face(card: Card, code: SheetCode, pictures: dict[str, bytes]) -> dict[str, object]:
    text = card.quote.strip()
    size = next((name for most, name in _SIZES if len(text) <= most), "klein")
    picture = ""
    if not text and card.contribution.thumbnail:
        picture = f"card-{card.pk}"
        pictures[picture] = _small(card)
    return {
        "code": code, "number": card.contribution.number, "text": Truncator(text).chars(_LONGEST),
        "size": size, "picture": picture, "alt": card.contribution.thumbnail_alt,
        "language": card.contribution.language, "source": card.contribution.get_channel_display(),
    }  # fmt: skip


def _small(card: Card) -> bytes:
    out = io.BytesIO()
    with card.contribution.thumbnail.open("rb") as file, Image.open(file) as picture:
        small = picture.convert("RGB")
        small.thumbnail((640, 640))
        small.save(out, "JPEG", quality=82)
    return out.getvalue()


def _needs(
    made: CardPrint, codes: dict[int, SheetCode], pictures: dict[str, bytes]
) -> dict[str, object]:
    rows = Need.objects.of(made.campaign).filter(pk__in=codes).select_related("key")
    found = {need.pk: need for need in rows}
    sheets: Sequence[tuple[Need, SheetCode]] = [
        (found[pk], code) for pk, code in codes.items() if pk in found
    ]
    for need, _code in sheets:
        if need.key is not None:
            name = f"shape-{need.key.shape}"
            pictures[name] = (
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
                f"{symbols.shape(need.key.shape)}</svg>"
            ).encode()
    return {"sheets": sheets}


def forget_prints(*, campaign: Campaign) -> int:
    """Delete PDFs that hold a dream that was taken away, and those older than thirty days.

    The row stays, as its codes may still lie on a table: a card that is gone gets a minus before
    its number and is left out when the PDF is made again.
    """
    forgotten = 0
    for made in CardPrint.objects.filter(campaign=campaign).exclude(file=""):
        numbers = {pk for pk, _name in made.contents if pk > 0}
        gone: set[int] = set()
        if made.kind == PrintKind.CARDS:
            live = Card.objects.live(campaign).filter(pk__in=numbers)
            gone = numbers - set(live.values_list("pk", flat=True))
        if not gone and made.made_at > clock.now() - KEEP:
            continue
        why = _("A dream in it was taken away.") if gone else _("It was older than 30 days.")
        contents = [[-pk if pk in gone else pk, name] for pk, name in made.contents]
        changed = CardPrint.objects.filter(pk=made.pk, file=made.file.name)
        if changed.update(file="", error=why, contents=contents):
            made.file.storage.delete(str(made.file.name))
            forgotten += 1
    return forgotten
