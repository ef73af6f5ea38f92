"""What is printed, as plain data: whoever gathers it needs no layout, whoever lays it out no query.

Texts are plain strings (no markup); a text of several paragraphs is a tuple. Numbers of dreams are
the permanent ones (`/d/2848`). Everything here may be printed: who gathers it has already left out
what is not placed, not public or not meant for paper.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

# Told how far the work is: percent, and a sentence for the editor.
Progress = Callable[[int, str], None]


def silent(percent: int, stage: str) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True)
class Count:
    """A number with its name: a channel, a district, an age group."""

    label: str
    count: int
    # Whoever was heard too little is named in the table, not only in the text.
    is_gap: bool = False


@dataclass(frozen=True)
class ReachTable:
    """Who was reached, counted in dreams, and who was not."""

    channels: tuple[Count, ...] = ()
    districts: tuple[Count, ...] = ()
    ages: tuple[Count, ...] = ()
    gaps: tuple[str, ...] = ()  # sentences: who we heard too little


@dataclass(frozen=True)
class PhaseLine:
    number: int
    name: str
    period: str  # "4 januari – 28 maart 2027"
    summary: str = ""


@dataclass(frozen=True)
class Statement:
    """A core value or a quality."""

    name: str
    text: str


@dataclass(frozen=True)
class Quote:
    """A dream in the dreamer's own words."""

    number: int
    text: str
    signature: str
    language: str = "nl"


@dataclass(frozen=True)
class NeedLine:
    slug: str
    name: str
    statement: str
    summary: str
    count: int
    channels: tuple[Count, ...] = ()
    # Dreams named beside the need; the full list stands in the index.
    dream_numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class ActionLine:
    number: int
    title: str
    what: str
    who: str
    first_step: str
    when: str
    dream_numbers: tuple[int, ...] = ()
    table: int = 0
    # The key it belongs to; the chapter knows it already, the newspaper and the annex do not.
    key: str = ""


@dataclass(frozen=True)
class KeyChapter:
    slug: str
    name: str
    shape: str  # one of clustering.Shape
    question: str = ""
    vision: str = ""
    story: tuple[str, ...] = ()
    experience: str = ""
    images: tuple[str, ...] = ()
    unique: str = ""
    needs: tuple[NeedLine, ...] = ()
    values: tuple[Statement, ...] = ()
    qualities: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    open_questions: tuple[str, ...] = ()
    total: int = 0  # placed dreams behind this key


@dataclass(frozen=True)
class Picture:
    """A child's work, re-encoded, with the consent to print it recorded."""

    number: int
    data: bytes  # JPEG or PNG
    alt: str
    title: str
    caption: str  # Noor, 6 · De Vlieger
    text: str = ""  # what the child told about it


@dataclass(frozen=True)
class DreamGroup:
    """The numbers of all dreams behind one need, or set aside for one reason."""

    name: str
    numbers: tuple[int, ...]
    key: str = ""  # slug of the key; empty: outside the keys
    need: str = ""  # slug of the need


@dataclass(frozen=True)
class NoteContent:
    name: str  # of the campaign: Durf dromen.
    city: str
    horizon_year: int
    version: str  # "3", "0.9"
    as_of: date
    is_draft: bool
    address: str  # of the site, without a slash at the end: https://droom.roeselare.be
    total: int  # placed dreams in all; needs need not add up to it
    language: str = "nl-be"
    promise: tuple[str, ...] = ()
    signed_by: str = ""
    colofon: tuple[str, ...] = ()
    summary_intro: tuple[str, ...] = ()
    how_we_listened: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    phases: tuple[PhaseLine, ...] = ()
    reach: ReachTable = ReachTable()
    dna: str = ""
    dna_story: tuple[str, ...] = ()
    keys: tuple[KeyChapter, ...] = ()
    children: tuple[Picture, ...] = ()
    not_taken: tuple[Statement, ...] = ()  # what, and why
    glossary: tuple[Statement, ...] = ()
    dream_index: tuple[DreamGroup, ...] = ()
    # The share of the city's windows that is lit on the cover, 0 to 1.
    lit: float = 0.8


@dataclass(frozen=True)
class Source:
    """Where an article came from: dreams, the need behind them, the key and the action."""

    dreams: int
    channels: tuple[Count, ...] = ()
    need: str = ""
    key: str = ""
    key_position: int = 0
    action: int = 0
    action_title: str = ""
    table: int = 0
    path: str = ""  # where the QR code leads, from the site's root: /a/17


@dataclass(frozen=True)
class NewsArticle:
    """A piece in the newspaper.

    Frames: page 1 `lead`, `brief`; page 2 `dream-followed`, `not-taken`; page 3 `report`, `voice`.
    """

    slug: str
    page: int
    frame: str
    headline: str
    body: tuple[str, ...]
    rubric: str = ""
    shape: str = ""  # of the key; empty: no key
    key: str = ""  # slug of the key
    deck: str = ""
    pull_quote: str = ""
    pull_quote_by: str = ""
    source: Source | None = None
    dream_numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class NewsKey:
    slug: str
    name: str
    shape: str
    total: int
    vision: str = ""
    needs: tuple[NeedLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One of the numbers of page 2; each says what it counts."""

    value: int
    label: str
    counts: str = ""


@dataclass(frozen=True)
class DreamName:
    """A dream's number, with the first name where the dreamer gave it for print."""

    number: int
    first_name: str = ""


@dataclass(frozen=True)
class NewspaperContent:
    name: str
    city: str
    horizon_year: int
    dated: date  # the day in the future it appears: 12 October 2030
    dreamed_in: int  # the year the dreams were given
    total: int
    version: str
    is_draft: bool
    address: str
    language: str = "nl-be"
    keys: tuple[NewsKey, ...] = ()
    articles: tuple[NewsArticle, ...] = ()
    children: tuple[Picture, ...] = ()
    phases: tuple[PhaseLine, ...] = ()
    figures: tuple[Figure, ...] = ()  # six
    dreams: tuple[DreamName, ...] = ()
    plate_caption: str = ""  # under the long table
    colofon: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """A dream stands on this page, in words or by its number."""

    number: int
    page: int
    quoted: bool


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    pages: int
    citations: tuple[Citation, ...]
    # For the editor, readable: "Bladzijde 1, lead: 3 regels te lang".
    warnings: tuple[str, ...] = ()
