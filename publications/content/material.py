"""What both publications are made of, gathered in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Prefetch
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Channel, Contribution, Phase
from clustering.models import Card, Key, Need
from clustering.services.naming import name_publicly
from debate.models import Action, Answer
from gallery.models import Artwork
from publications.models import Block, BlockKind, Issue, Passage
from publications.rendering.content import (
    ActionLine,
    Count,
    NeedLine,
    PhaseLine,
    Picture,
    Statement,
)

LONGEST_NEED_LIST = 12
LONGEST_ACTION_LIST = 12


@dataclass(frozen=True)
class Laid:
    """A card and what it quotes, without the words."""

    pk: int
    need: int | None
    aside: str
    start: int
    end: int
    number: int
    channel: str
    printable: bool

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Material:
    """Rows of one campaign, as they lie at this moment."""

    campaign: Campaign
    phases: list[Phase]
    passages: dict[str, str]
    keys: list[Key]
    needs: list[Need]
    cards: list[Laid]
    actions: list[Action]
    total: int  # placed dreams, from all channels
    by_need: dict[int, list[Laid]] = field(default_factory=dict)

    def needs_of(self, key: Key) -> list[Need]:
        return [need for need in self.needs if need.key_id == key.pk]

    def cards_of(self, needs: Iterable[Need]) -> list[Laid]:
        return [card for need in needs for card in self.by_need.get(need.pk, ())]

    def dreams_in(self, needs: Iterable[Need]) -> int:
        """Count the placed dreams behind some needs, each once."""
        return len({card.number for card in self.cards_of(needs)})


def gather(issue: Issue) -> Material:
    """Read everything the two publications share, keys in the active language. Eleven queries."""
    campaign = issue.campaign
    rows = (
        Card.objects.live(campaign)
        .order_by("contribution__number", "start")
        .values_list(
            "pk", "need_id", "set_aside", "start", "end",
            "contribution__number", "contribution__channel", "contribution__consent_print",
        )
    )  # fmt: skip
    cards = [Laid(*row) for row in rows]
    by_need: defaultdict[int, list[Laid]] = defaultdict(list)
    for card in cards:
        if card.need is not None:
            by_need[card.need].append(card)
    printable = Answer.objects.filter(
        contribution__status="placed", contribution__consent_print=True
    ).select_related("contribution")
    return Material(
        campaign=campaign,
        phases=list(campaign.phases.order_by("number")),
        passages=_passages(campaign),
        keys=name_publicly(campaign, Key.objects.of(campaign).order_by("position"), draft=True),
        needs=list(Need.objects.of(campaign).select_related("key").order_by("name")),
        cards=cards,
        actions=list(
            Action.objects.of(campaign)
            .select_related("key", "table", "need")
            .prefetch_related(
                Prefetch("answers", printable.order_by("contribution__number"), to_attr="printed")
            )
            .order_by("year", "number")
        ),
        total=Contribution.objects.of(campaign).placed().count(),
        by_need=dict(by_need),
    )


def _passages(campaign: Campaign) -> dict[str, str]:
    """Return the short texts by place; the colophon is that of the note. Two queries."""
    texts = dict(Passage.objects.filter(campaign=campaign).values_list("slot", "text"))
    colophon = Block.objects.of(campaign).standing().filter(kind=BlockKind.COLOPHON)
    return texts | {"colofon": "\n\n".join(colophon.values_list("text", flat=True))}


def address_of(campaign: Campaign) -> str:
    """Return the site's address, as it is printed."""
    return f"https://{campaign.domain}" if campaign.domain else settings.SITE_ADDRESS


def appears_on(campaign: Campaign) -> date:
    """Return the day in the future the newspaper is dated."""
    return date(campaign.horizon_year, 10, 12)


def paragraphs(text: str) -> tuple[str, ...]:
    """Split a text at its empty lines."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(" ".join(block.split()) for block in blocks if block.strip())


def pairs(text: str) -> tuple[Statement, ...]:
    """Read lines of the form 'what | why'."""
    found: list[Statement] = []
    for line in text.splitlines():
        name, _bar, rest = line.partition("|")
        if name.strip():
            found.append(Statement(name.strip(), rest.strip()))
    return tuple(found)


def count_channels(cards: Iterable[Laid]) -> tuple[Count, ...]:
    """Count the dreams of some cards by channel, each dream once."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for card in cards:
        numbers[card.channel].add(card.number)
    return tuple(
        Count(str(channel.label), len(numbers[channel.value]))
        for channel in Channel
        if numbers[channel.value]
    )


def printed_numbers(cards: Iterable[Laid]) -> tuple[int, ...]:
    """Return the numbers of the dreams that may be printed, in order."""
    return tuple(sorted({card.number for card in cards if card.printable}))


def need_lines(material: Material, key: Key) -> tuple[NeedLine, ...]:
    """Return the needs of a key, the largest first."""
    lines = [
        NeedLine(
            slug=need.slug,
            name=need.name,
            statement=need.statement,
            summary=need.summary,
            count=material.dreams_in([need]),
            channels=count_channels(material.cards_of([need])),
            dream_numbers=printed_numbers(material.cards_of([need]))[:LONGEST_NEED_LIST],
        )
        for need in material.needs_of(key)
    ]
    return tuple(sorted(lines, key=lambda line: (-line.count, line.name)))


def answered_numbers(action: Action) -> tuple[int, ...]:
    """Return the printable dreams an action answers."""
    return tuple(answer.contribution.number for answer in action.printed)  # type: ignore[attr-defined]


def action_lines(material: Material, key: Key) -> tuple[ActionLine, ...]:
    """Return the actions of a key, the first year first."""
    return tuple(
        ActionLine(
            number=action.number,
            title=action.title,
            what=action.what,
            who=action.who,
            first_step=action.first_step,
            when=action.when or (str(action.year) if action.year else ""),
            dream_numbers=answered_numbers(action)[:LONGEST_ACTION_LIST],
            table=action.table.number if action.table else 0,
            key=key.name,
        )
        for action in material.actions
        if action.key_id == key.pk
    )


def phase_lines(material: Material) -> tuple[PhaseLine, ...]:
    """Return the phases with their period in words."""
    return tuple(
        PhaseLine(
            number=phase.number,
            name=str(phase.get_number_display()),
            period=_period(phase.starts_on, phase.ends_on),
            summary=phase.summary,
        )
        for phase in material.phases
    )


def _period(first: date, last: date) -> str:
    start = formats.date_format(first, "j F" if first.year == last.year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": start, "last": formats.date_format(last, "j F Y")}


def children_works(campaign: Campaign, most: int) -> tuple[Picture, ...]:
    """Return works that may be printed, spread evenly over all of them. One query, and the files."""
    works: list[Artwork] = list(
        Artwork.objects.of(campaign).printable().exclude(image="").order_by("number")
    )
    step = max(1, len(works) // most) if works else 1
    found: list[Picture] = []
    for work in works[::step]:
        picture = picture_of(work) if len(found) < most else None
        if picture is not None:
            found.append(picture)
    return tuple(found)


def picture_of(work: Artwork) -> Picture | None:
    """Return a work as it is printed; nothing when its file is gone."""
    data = _read(work)
    if not data:
        return None
    return Picture(
        number=work.number,
        data=data,
        alt=work.thumbnail_alt or work.title,
        title=work.title,
        caption=work.caption,
        text=" ".join(work.text.split()),
    )


def _read(work: Artwork) -> bytes:
    try:
        with work.image.open("rb") as file:
            data: bytes = file.read()
            return data
    except FileNotFoundError:
        # A picture that is gone must not stop the whole note.
        return b""


def looked_on(issue: Issue) -> date:
    """Return the day an issue's content was looked at."""
    return timezone.localtime(issue.as_of).date()


def spread(cards: Sequence[Laid], most: int) -> list[Laid]:
    """Choose quotes: the longest lived ones, spread over needs and channels; always the same.

    The lowest numbers were told first. Of each need in turn the first dream is taken whose
    channel was quoted least so far.
    """
    piles: defaultdict[int, list[Laid]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: (not _reads_well(card), card.number, card.start)):
        piles[card.need or 0].append(card)
    order = sorted(piles, key=lambda need: (-len(piles[need]), need))
    chosen: list[Laid] = []
    while len(chosen) < most and any(piles.values()):
        for need in order:
            if len(chosen) == most:
                break
            found = _least_heard(piles[need], chosen)
            if found is not None:
                chosen.append(found)
    return chosen


def _reads_well(card: Laid) -> bool:
    return 30 <= card.length <= 240


def _least_heard(pile: list[Laid], chosen: list[Laid]) -> Laid | None:
    """Take the next card of a pile, of the channel heard least; a dream is quoted once."""
    quoted = {card.number for card in chosen}
    pile[:] = [card for card in pile if card.number not in quoted]
    if not pile:
        return None
    heard = [card.channel for card in chosen]
    # A short or long quote is worse than a channel heard twice.
    best = min(
        range(len(pile)),
        key=lambda i: (not _reads_well(pile[i]), heard.count(pile[i].channel), i),
    )
    return pile.pop(best)
