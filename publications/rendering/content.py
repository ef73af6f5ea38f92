"""What is printed, as plain data: whoever gathers it needs no layout, whoever lays it out no query.

Texts are plain strings (no markup); a text of several paragraphs is a tuple. Numbers of dreams are
the permanent ones (`/d/2848`). Everything here may be printed: who gathers it has already left out
what is not placed, not public or not meant for paper.
"""

from collections.abc import Callable, Sequence
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
    # More of them, for where a page would stay white.
    more_quotes: tuple[Quote, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    open_questions: tuple[str, ...] = ()
    total: int = 0  # placed dreams behind this key
    # In a note of another language: which of its own texts are Dutch all the same.
    in_dutch: tuple[str, ...] = ()


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
class Cited:
    """Something a sentence refers to: `[droom 2848]`, `[behoefte stilte-en-rust]`, `[actie 17]`."""

    kind: str  # droom, behoefte, actie
    ref: str
    text: str  # a dream's words, a need's name, an action's title
    path: str  # on the site
    signature: str = ""
    language: str = "nl"


@dataclass(frozen=True)
class Block:
    """One piece of a chapter. What it draws from the campaign stands in the chapter or the note."""

    id: int  # its anchor is b-<id>; 0: nobody laid it, it belongs to the standard plan
    kind: str
    heading: str = ""
    text: str = ""  # what the editor wrote, in the light markup of the writing room
    language: str = ""  # of heading and text, where it is not the note's
    rows: tuple[Statement, ...] = ()
    quote: Quote | None = None
    work: Picture | None = None


@dataclass(frozen=True)
class Chapter:
    place: str  # its anchor too, unless it is a key's
    title: str
    key: str = ""  # slug
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class MapPin:
    longitude: float
    latitude: float
    shape: str


@dataclass  # not frozen: the map asks for parts whose name and border can be set
class MapDistrict:
    """A part of the city: how many dreams came from it, and what most of them need."""

    name: str
    outline: Sequence[Sequence[Sequence[Sequence[float]]]]
    total: int
    shape: str = ""  # of the key most of its dreams lie under
    needs: tuple[Count, ...] = ()
    quote: Quote | None = None


@dataclass(frozen=True)
class CityMap:
    districts: tuple[MapDistrict, ...] = ()
    pins: tuple[MapPin, ...] = ()


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
    signed_by: str = ""
    chapters: tuple[Chapter, ...] = ()
    cited: tuple[Cited, ...] = ()
    phases: tuple[PhaseLine, ...] = ()
    reach: ReachTable = ReachTable()
    dna: str = ""
    dna_story: tuple[str, ...] = ()
    dna_in_dutch: tuple[str, ...] = ()  # as with a key
    keys: tuple[KeyChapter, ...] = ()
    children: tuple[Picture, ...] = ()
    city_map: CityMap = CityMap()
    dream_index: tuple[DreamGroup, ...] = ()
    # The share of the city's windows that is lit on the cover, 0 to 1.
    lit: float = 0.8
    # For the editor: what was left out of this version, and where.
    warnings: tuple[str, ...] = ()


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
