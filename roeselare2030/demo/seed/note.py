"""What the editors of the demo laid down for the orientation note."""

import re
from typing import Any

from campaigns.models import Campaign, Contribution, User
from clustering.models import Card, Key
from publications.models import Block, BlockVersion, Place, Remark, SignOff
from publications.quoting import digest, find_spans
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.middleware import MOMENTS
from roeselare2030.demo.seed.tables import tree

# In the data a dream is cited by how it begins; on paper by its number.
_BEGINS = re.compile(r"\[droom @([^\]]+)\]")


def lay_note(campaign: Campaign) -> None:
    """Lay the blocks of all chapters, each with its first version."""
    people = {p.slug: User.objects.get(email=p.email) for p in LOGINS}
    editor = people["redactie"]
    laid: dict[tuple[str, int], Block] = {}
    note = tree("note")
    numbers = dict(Contribution.objects.of(campaign).placed().values_list("text", "number"))
    keys = {f"{Place.KEY.value}-{key.slug}": key for key in Key.objects.filter(campaign=campaign)}
    for slug, rows in note["chapters"].items():
        for position, row in enumerate(rows, start=1):
            block = Block.objects.create(
                campaign=campaign, place=Place.KEY if slug in keys else slug, key=keys.get(slug),
                kind=row["kind"], position=position, heading=row.get("heading", ""),
                text=_cite(row.get("text", ""), numbers), changed_by=editor,
                translations=_translations(row), changed_at=MOMENTS[8], **_quote(campaign, row),
            )  # fmt: skip
            BlockVersion.objects.create(
                block=block, revision=1, heading=block.heading, text=block.text,
                translations=block.translations, spans=block.spans,
                source_digest=block.source_digest, by=editor, at=MOMENTS[8],
            )  # fmt: skip
            laid[slug, position] = block
    for row in note["remarks"]:
        Remark.objects.create(
            block=laid[row["chapter"], row["block"]], text=row["text"], by=people[row["by"]],
            assignee=people.get(row.get("for", "")), at=MOMENTS[8],
        )  # fmt: skip
    for row in note["signed"]:
        SignOff.objects.create(
            campaign=campaign, place=row["chapter"], by=people[row["by"]], at=MOMENTS[8]
        )


def _quote(campaign: Campaign, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a block that quotes a dream keeps: the card, and which words it shows."""
    if "dream" not in row:
        return {}
    cards = Card.objects.of(campaign).select_related("contribution").order_by("pk")
    card = next(c for c in cards if c.quote.startswith(row["dream"]))
    return {
        "card": card, "spans": find_spans(card, row["excerpt"]),
        "source_digest": digest(card.contribution.text),
    }  # fmt: skip


def _translations(row: dict[str, Any]) -> dict[str, object]:
    return {language: row[language] for language in ("fr", "en") if language in row}


def _cite(text: str, numbers: dict[str, int]) -> str:
    """Put the number where the data names the first words of a dream."""

    def number_of(found: re.Match[str]) -> str:
        number = next(n for words, n in numbers.items() if words.startswith(found[1]))
        return f"[droom {number}]"

    return _BEGINS.sub(number_of, text)
