"""What the newspaper is made of, as plain data; `publications.content.newspaper` gathers it."""

from dataclasses import dataclass
from datetime import date

from campaigns.geography import Outline
from publications.rendering.content import (
    ActionLine,
    Count,
    NeedLine,
    PhaseLine,
    Picture,
    Quote,
)


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
    """A piece in the newspaper, lying in a frame of a page (see `frames.TEMPLATES`)."""

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
class Voice:
    """A dream in the dreamer's own words, with the shape of the key it lies under."""

    quote: Quote
    shape: str = ""


@dataclass(frozen=True)
class DatedAction:
    """An action in the table of what happens when."""

    number: int
    year: int  # 0: no year was given
    title: str
    who: str
    when: str
    key: str
    shape: str
    dreams: int  # that may be printed and that it answers


@dataclass(frozen=True)
class MapPlace:
    """A numbered place on the map of the city."""

    district: str
    shape: str
    title: str
    text: str
    dream_numbers: tuple[int, ...] = ()


@dataclass
class CityPart:
    """A district with its border."""

    name: str
    outline: Outline = ()


@dataclass(frozen=True)
class Ambassador:
    """A colleague who led dream sessions: first name and department; nothing without their yes."""

    first_name: str
    department: str


@dataclass(frozen=True)
class PlannedPage:
    """A page of this newspaper: which template it has, and which key it tells about, if any."""

    number: int
    template: str
    key: str = ""


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
    pages: tuple[PlannedPage, ...] = ()
    keys: tuple[NewsKey, ...] = ()
    articles: tuple[NewsArticle, ...] = ()
    children: tuple[Picture, ...] = ()
    poems: tuple[Picture, ...] = ()  # their text is what is printed
    phases: tuple[PhaseLine, ...] = ()
    figures: tuple[Figure, ...] = ()  # six
    voices: tuple[Voice, ...] = ()
    actions: tuple[DatedAction, ...] = ()
    districts: tuple[CityPart, ...] = ()
    places: tuple[MapPlace, ...] = ()
    ambassadors: tuple[Ambassador, ...] = ()
    dreams: tuple[DreamName, ...] = ()
    plate_caption: str = ""  # under the long table
    colofon: tuple[str, ...] = ()

    def on(self, page: PlannedPage, frame: str) -> tuple[NewsArticle, ...]:
        """Return the articles in a frame of a page, in order."""
        return tuple(a for a in self.articles if a.page == page.number and a.frame == frame)
