"""Give needs and cards to other tools, and take a codebook of theirs in."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from campaigns import clock
from campaigns.exports import Cell, Sheet
from campaigns.illustration.symbols import VIVID
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.interchange.codebook import (
    Bundle,
    Code,
    Codebook,
    Entry,
    join_description,
    split_description,
)
from clustering.models import Card, CoreValue, Key, Move, Need, Quality
from clustering.services.freezing import standing_of
from clustering.services.names import EmptyName, clean_name
from clustering.services.needs import describe_need, make_need

_CHUNK: Final = 2_000
_SPACE: Final = uuid.UUID("5c0c1b6e-7f0e-4d0a-9a55-2b6f3ad6b2f1")
CODEBOOK_HEADER: Final = ("tag", "description", "number of highlights", "number of documents")
HIGHLIGHT_HEADER: Final = ("id", "document", "tag", "content")
FRAGMENT_HEADER: Final = ("id", "interview", "comment")


def guid_of(row: Key | Need | CoreValue | Quality, campaign: Campaign) -> str:
    """Return the guid of a row in every file: it outlives another name and another server."""
    mark = row.slug if isinstance(row, Key | Need) else row.pk
    return str(uuid.uuid5(_SPACE, f"{campaign.slug}/{row._meta.model_name}/{mark}"))


# Files -------------------------------------------------------------------------------------------


def codebook_of(campaign: Campaign) -> Codebook:
    """Return the keys with their needs, then the free needs; values and qualities. Six queries."""
    needs = Need.objects.of(campaign).order_by("name")
    keys = Key.objects.of(campaign).order_by("position").prefetch_related(Prefetch("needs", needs))
    codes = [
        Code(
            guid_of(key, campaign), key.name, key.vision, VIVID[key.shape], codable=False,
            codes=tuple(_code(need, campaign, VIVID[key.shape]) for need in key.needs.all()),
        )
        for key in keys
    ]  # fmt: skip
    codes += [_code(need, campaign) for need in needs.filter(key=None)]
    bundles = [
        Bundle(
            guid_of(value, campaign), value.name, value.statement,
            tuple(guid_of(need, campaign) for need in value.needs.all()),
        )
        for rows in (campaign.core_values, campaign.qualities)
        for value in rows.order_by("name").prefetch_related("needs")
    ]  # fmt: skip
    return Codebook(tuple(codes), tuple(bundles))


def _code(need: Need, campaign: Campaign, colour: str = "") -> Code:
    return Code(
        guid_of(need, campaign), need.name, join_description(need.statement, need.summary), colour
    )


def codebook_rows(campaign: Campaign) -> Iterator[tuple[Cell, ...]]:
    """Yield a row per need as Taguette writes its codebook. One query."""
    live = Q(cards__contribution__status="placed")
    needs = Need.objects.of(campaign).annotate(
        laid=Count("cards", filter=live),
        dreams=Count("cards__contribution", filter=live, distinct=True),
    )
    for need in needs.order_by("name"):
        yield need.name, join_description(need.statement, need.summary), need.laid, need.dreams


def cards_of(campaign: Campaign, *, public: bool) -> QuerySet[Card]:
    """Return every card that counts, or only those anybody may read, with their dream."""
    cards: Any = Card.objects.live(campaign)
    found: QuerySet[Card] = cards.public() if public else cards
    return found.select_related("contribution__district", "need__key").order_by("pk")


def highlight_rows(campaign: Campaign, *, public: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield the cards that lie in a need as Taguette writes its highlights."""
    cards = cards_of(campaign, public=public).filter(need__isnull=False)
    for card in cards.iterator(_CHUNK):
        yield card.pk, _document(card), str(card.need), card.quote


def fragment_rows(campaign: Campaign, *, public: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield the cards with words as Talk to the City reads them."""
    for card in cards_of(campaign, public=public).iterator(_CHUNK):
        if card.quote.strip():
            yield card.pk, _document(card), card.quote


def _document(card: Card) -> str:
    return f"droom {card.contribution.number}"


CARD_HEADER: Final = (
    "card", "dream", "quote", "whole_text", "language", "channel", "district", "day",
    "may_be_online", "place", "need", "key", "reason", "values", "qualities", "merged_with",
)  # fmt: skip
NEED_HEADER: Final = (
    "need", "key", "statement", "summary", "cards", "dreams", "values", "qualities", "guid",
)  # fmt: skip
KEY_HEADER: Final = (
    "position", "key", "shape", "colour", "question", "vision", "story", "experience", "images",
    "unique", "open_questions", "needs", "guid",
)  # fmt: skip
VALUE_HEADER: Final = ("name", "statement", "needs", "guid")
MOVE_HEADER: Final = (
    "move", "at", "by", "card", "dream", "from_need", "from_reason", "to_need", "to_reason",
    "together", "takes_back",
)  # fmt: skip


def workbook_sheets(campaign: Campaign, *, public: bool) -> list[Sheet]:
    """Return everything on the board as sheets; the rows are read while they are written."""
    return [
        ("cards", CARD_HEADER, _card_rows(campaign, public)),
        ("needs", NEED_HEADER, _need_rows(campaign)),
        ("keys", KEY_HEADER, _key_rows(campaign)),
        ("values", VALUE_HEADER, _value_rows(campaign, CoreValue)),
        ("qualities", VALUE_HEADER, _value_rows(campaign, Quality)),
        ("moves", MOVE_HEADER, _move_rows(campaign, public)),
    ]


def _card_rows(campaign: Campaign, public: bool) -> Iterator[tuple[Cell, ...]]:
    cards = cards_of(campaign, public=public).prefetch_related("core_values", "qualities")
    merged = cards_of(campaign, public=public).filter(stack__isnull=False)
    tops: dict[uuid.UUID | None, int] = {}
    for mark, pk in merged.order_by("-on_top", "pk").values_list("stack", "pk"):
        tops.setdefault(mark, pk)
    for card in cards.iterator(_CHUNK):
        dream, need = card.contribution, card.need
        yield (
            card.pk, dream.number, card.quote, dream.text, dream.language, dream.channel,
            str(dream.district or ""), timezone.localdate(dream.created_at).isoformat(),
            "yes" if dream.consent_online else "no",
            "need" if need else "to talk about" if card.to_discuss else
            "set aside" if card.set_aside else "pile",
            str(need or ""), str(need.key or "") if need else "", card.set_aside,
            _names(card.core_values.all()), _names(card.qualities.all()),
            tops[card.stack] if card.stack else "",
        )  # fmt: skip


def _need_rows(campaign: Campaign) -> Iterator[tuple[Cell, ...]]:
    live = Q(cards__contribution__status="placed")
    needs = (
        Need.objects.of(campaign)
        .annotate(
            laid=Count("cards", filter=live, distinct=True),
            dreams=Count("cards__contribution", filter=live, distinct=True),
        )
        .select_related("key")
        .prefetch_related("core_values", "qualities")
    )
    for need in needs.order_by("name"):
        yield (
            need.name, str(need.key or ""), need.statement, need.summary, need.laid, need.dreams,
            _names(need.core_values.all()), _names(need.qualities.all()), guid_of(need, campaign),
        )  # fmt: skip


def _key_rows(campaign: Campaign) -> Iterator[tuple[Cell, ...]]:
    for key in Key.objects.of(campaign).order_by("position").prefetch_related("needs"):
        yield (
            key.position, key.name, key.shape, VIVID[key.shape], key.question, key.vision, key.story,
            key.experience, key.images, key.unique, key.open_questions, _names(key.needs.all()),
            guid_of(key, campaign),
        )  # fmt: skip


def _value_rows(
    campaign: Campaign, model: type[CoreValue] | type[Quality]
) -> Iterator[tuple[Cell, ...]]:
    rows: Any = model._default_manager.filter(campaign=campaign).prefetch_related("needs")
    for value in rows.order_by("name"):
        yield value.name, value.statement, _names(value.needs.all()), guid_of(value, campaign)


def _move_rows(campaign: Campaign, public: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield every move of the cards in the file. First names only: who moved is a colleague."""
    moves = (
        Move.objects.filter(card__in=cards_of(campaign, public=public).values("pk"))
        .select_related("card__contribution", "before", "after", "by")
        .order_by("pk")
    )
    for move in moves.iterator(_CHUNK):
        yield (
            move.pk, move.at.isoformat(timespec="seconds"), move.by.first_name if move.by else "",
            move.card_id, move.card.contribution.number, str(move.before or ""), move.before_aside,
            str(move.after or ""), move.after_aside, str(move.batch), str(move.undoes or ""),
        )  # fmt: skip


def _names(rows: Iterable[Any]) -> str:
    return "; ".join(sorted(row.name for row in rows))


# A codebook that comes in ------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """What becomes of one code: `outcome` is new, kept, twice or no_name."""

    entry: Entry
    name: str
    outcome: str
    key: Key | None = None
    shortened: bool = False


def plan_codebook(*, campaign: Campaign, entries: Sequence[Entry]) -> list[Line]:
    """Say of each code what an import would do. Four queries, nothing changes.

    A need that is here already, by its name or by the guid we gave it, is kept as it is.
    """
    here = {need.name.casefold() for need in Need.objects.of(campaign)}
    guids = {guid_of(need, campaign): need.name for need in Need.objects.of(campaign)}
    # Keys that two people fixed take no need in.
    fixed = standing_of(campaign).fixed is not None
    keys = {} if fixed else {key.name.casefold(): key for key in Key.objects.of(campaign)}
    lines, seen = [], set()
    for entry in entries:
        try:
            name = clean_name(entry.name, longest=80)
        except EmptyName:
            lines.append(Line(entry, "", "no_name"))
            continue
        folded = name.casefold()
        outcome = "new"
        if folded in here or entry.guid in guids:
            outcome = "kept"
            name = guids.get(entry.guid, name)
        elif folded in seen:
            outcome = "twice"
        seen.add(folded)
        lines.append(
            Line(
                entry, name, outcome, keys.get(" ".join(entry.parent.split()).casefold()),
                shortened=len(" ".join(entry.name.split())) > len(name) and outcome == "new",
            )
        )  # fmt: skip
    return lines


@transaction.atomic
def import_codebook(*, campaign: Campaign, entries: Sequence[Entry], by: User | None) -> list[Line]:
    """Make the needs of a codebook that are not here yet; twice adds nothing the second time."""
    campaign.timeline(clock.today()).require(Door.READ)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    lines = plan_codebook(campaign=campaign, entries=entries)
    new = [line for line in lines if line.outcome == "new"]
    for line in new:
        need = make_need(campaign=campaign, name=line.name, key=line.key, by=by)
        statement, summary = split_description(line.entry.description)
        if statement or summary:
            describe_need(
                need=need, statement=statement, summary=summary, core_values=(), qualities=(), by=by
            )
    if new:
        record_activity(
            campaign=campaign, by=by, verb="import_codebook", subject=str(len(new)),
            needs=[line.name for line in new][:200],
        )  # fmt: skip
    return lines
