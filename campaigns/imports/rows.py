"""Turn the rows of a table into contributions, or into reasons why not."""

import hashlib
import re
import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

from campaigns.imports.dates import day_comes_first, month_comes_first, read_date
from campaigns.imports.headers import plain_name, split_locale
from campaigns.imports.mapping import Mapping
from campaigns.imports.plain_text import plain_line, plain_text
from campaigns.imports.profiles import Recipe
from campaigns.imports.tables import Row, Table

MAX_TEXT = 5_000
MAX_CELL = 200_000  # not even cleaned beyond this
MAX_ID = 120
MAX_NAME = 60
MAX_LINE = 120
MAX_URL = 500
LOCAL_TIME = zoneinfo.ZoneInfo("Europe/Brussels")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?")
_LANGUAGES = {
    "nl": ("nederlands", "dutch", "neerlandais", "niederlandisch", "vlaams", "neerlandes", "nld"),
    "fr": ("frans", "french", "francais", "franzosisch", "frances", "fra"),
    "en": ("engels", "english", "anglais", "englisch", "ingles", "angles", "eng"),
    "de": ("duits", "german", "allemand", "deutsch", "aleman", "alemany", "deu"),
    "es": ("spaans", "spanish", "espagnol", "spanisch", "espanol", "castellano", "castella", "spa"),
    "ca": ("catalaans", "catalan", "katalanisch", "catala", "cat"),
}
_TRUE = frozenset(["true", "t", "1", "yes", "y", "ja", "oui", "x"])
_MICRO = Decimal("0.000001")
_BETWEEN_IDS = re.compile(r"[\s,;|]+")
_LAST_ID = re.compile(r"(?:^|[/#=])(\d+)/?(?:\?.*)?$")
_LANGUAGE_NAMES = {name: code for code, names in _LANGUAGES.items() for name in names}


@dataclass(frozen=True)
class Parsed:
    """One contribution, clean; `notes` are codes of what a person should look at."""

    number: int
    source_id: str
    text: str
    name: str = ""
    district: str = ""
    age: str = ""
    language: str = ""
    created_at: datetime | None = None
    url: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    related: tuple[str, ...] = ()  # the ids of rows it hangs together with, there
    home: str = ""  # the campaign whose own export this row stood in
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken in: `empty_text`, `too_long`, `duplicate_id` or `..._there`.

    Reasons ending in `_there` are of the other system: it withdrew, refused or deleted the row.
    """

    number: int
    reason: str
    params: dict[str, str | int] = field(default_factory=dict)


def convert(
    table: Table,
    mapping: Mapping,
    *,
    default_language: str | None,
    recipe: Recipe | None = None,
    zone: tzinfo = LOCAL_TIME,
) -> list[Parsed | Rejected]:
    """Return every row of the table, in order, as a contribution or as a rejection.

    A nested text column (`body/nl`) that is empty in a row is read from its other languages.
    Moments without a time zone are taken to be in `zone`.
    """
    return _Conversion(table, mapping, default_language or "", recipe or Recipe(), zone).run()


class _Conversion:
    """What the rows of one file have to know of each other."""

    def __init__(
        self, table: Table, mapping: Mapping, language: str, recipe: Recipe, zone: tzinfo
    ) -> None:
        self.table = table
        self.mapping = mapping
        self.recipe = recipe
        self.default_language = language
        self.zone = zone
        self.seen: dict[str, int] = {}
        self.same_texts: Counter[str] = Counter()
        self.table_notes: dict[int, list[str]] = {}
        for note in table.notes:
            if note.number is not None:
                self.table_notes.setdefault(note.number, []).append(note.code)
        self.other_languages = {column: self._siblings(column) for column in mapping.text}
        dates = mapping.created_at
        written = [row.cells[dates] for row in table.rows] if dates else []
        self.month_first = month_comes_first(written) or (
            recipe.month_first and not day_comes_first(written)
        )

    def run(self) -> list[Parsed | Rejected]:
        return [self._convert(row) for row in self.table.rows]

    def _convert(self, row: Row) -> Parsed | Rejected:
        notes = list(self.table_notes.get(row.number, ()))
        for column, skip in self.recipe.skips:
            if _is_skipped(row.cells[column], skip.values):
                return Rejected(row.number, skip.reason)
        cells, locale = self._text_cells(row)
        if sum(map(len, cells)) > MAX_CELL:
            length = sum(map(len, cells))
            return Rejected(row.number, "too_long", {"length": length, "limit": MAX_TEXT})
        text = self._join(cells, notes)
        if not text:
            return Rejected(row.number, "empty_text")
        if len(text) > MAX_TEXT:
            return Rejected(row.number, "too_long", {"length": len(text), "limit": MAX_TEXT})
        source_id = self._source_id(row, text, notes)
        if source_id in self.seen:
            first = self.seen[source_id]
            return Rejected(row.number, "duplicate_id", {"source_id": source_id, "first": first})
        self.seen[source_id] = row.number
        if not any(sign.isalnum() for sign in text):
            notes.append("no_letters")
        latitude, longitude = self._place(row, notes)
        if self.recipe.seed and row.cells[self.recipe.seed].strip().lower() in _TRUE:
            notes.append("seed")
        return Parsed(
            number=row.number,
            source_id=source_id,
            text=text,
            name=self._person(row, notes),
            district=self._line(row, self.mapping.district)[:MAX_LINE],
            age=self._line(row, self.mapping.age)[:MAX_LINE],
            language=self._language(row, locale, notes),
            created_at=self._created_at(row, notes),
            url=self._url(row),
            latitude=latitude,
            longitude=longitude,
            related=read_ids(" ".join(row.cells[c] for c in self.recipe.related)),
            home=self._line(row, self.recipe.home),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _siblings(self, column: str) -> list[str]:
        base, locale = split_locale(column)
        if not locale:
            return []
        others = [name for name in self.table.columns if name != column]
        return [name for name in others if split_locale(name)[0] == base and split_locale(name)[1]]

    def _text_cells(self, row: Row) -> tuple[list[str], str]:
        """Return the cells that make the text, and the language their headers name."""
        cells, locale = [], ""
        for column in self.mapping.text:
            for name in (column, *self.other_languages[column]):
                if name in self.mapping.text and name != column:
                    continue
                if row.cells[name].strip():
                    cells.append(row.cells[name])
                    locale = split_locale(name)[1]
                    break
        return cells, locale

    def _join(self, cells: list[str], notes: list[str]) -> str:
        parts: list[str] = []
        for cell in cells:
            part, had_html = plain_text(cell)
            if had_html:
                notes.append("html")
            # Some systems fill the title with the first words of the text.
            if parts and part.startswith(parts[-1].rstrip("….").rstrip()):
                parts.pop()
            if part:
                parts.append(part)
        return "\n\n".join(parts)

    def _source_id(self, row: Row, text: str, notes: list[str]) -> str:
        """Return the row's own id, or one made of its text that a second import finds again."""
        own = self._line(row, self.mapping.source_id)
        if own and len(own) <= MAX_ID:
            return own
        if self.mapping.source_id:
            notes.append("id_too_long" if own else "no_id")
        digest = hashlib.sha256((own or text).encode()).hexdigest()[:32]
        if own:
            return f"long-{digest}"
        # Two people may write the same words: the second is counted, not dropped.
        self.same_texts[digest] += 1
        count = self.same_texts[digest]
        if count > 1:
            notes.append("repeated_text")
        return f"text-{digest}" if count == 1 else f"text-{digest}-{count}"

    def _line(self, row: Row, column: str | None) -> str:
        return plain_line(row.cells[column][:MAX_TEXT]) if column else ""

    def _person(self, row: Row, notes: list[str]) -> str:
        name = self._line(row, self.mapping.name)
        consent = self.recipe.consent
        if name and consent and row.cells[consent].strip().strip('"').lower() not in _TRUE:
            notes.append("no_consent")
            return ""
        if self.recipe.several_authors:
            name = re.split(r"\s*[,;]\s*", name)[0]
        if _EMAIL.search(name):
            notes.append("email_left_out")
            return ""
        if len(name) > MAX_NAME:
            notes.append("name_shortened")
        return name[:MAX_NAME].rstrip()

    def _language(self, row: Row, locale: str, notes: list[str]) -> str:
        written = self._line(row, self.mapping.language)
        if not written:
            return locale or self.default_language
        found = _LANGUAGE.fullmatch(written.lower())
        code = found[1] if found else _LANGUAGE_NAMES.get(plain_name(written), "")
        if not code:
            notes.append("unknown_language")
        return code or locale or self.default_language

    def _created_at(self, row: Row, notes: list[str]) -> datetime | None:
        written = self._line(row, self.mapping.created_at)
        if not written:
            return None
        moment = read_date(written, zone=self.zone, month_first=self.month_first)
        if moment is None:
            notes.append("unreadable_date")
        return moment

    def _place(self, row: Row, notes: list[str]) -> tuple[Decimal | None, Decimal | None]:
        """Return where on the map it is about: both coordinates, or neither."""
        written = [self._line(row, c) for c in (self.mapping.latitude, self.mapping.longitude)]
        if not any(written):
            return None, None
        latitude, longitude = _degrees(written[0], 90), _degrees(written[1], 180)
        if latitude is None or longitude is None or not (latitude or longitude):
            notes.append("unreadable_place")
            return None, None
        return latitude, longitude

    def _url(self, row: Row) -> str:
        url = self._line(row, self.mapping.url)
        return url if _URL.fullmatch(url) and len(url) <= MAX_URL else ""


def read_ids(cell: str) -> tuple[str, ...]:
    """Return the ids in a list of ids or addresses, each whole: `.../proposals/1203` is `1203`."""
    parts = (part for part in _BETWEEN_IDS.split(cell) if part)
    found = (_LAST_ID.search(part) for part in parts)
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _is_skipped(cell: str, values: frozenset[str]) -> bool:
    content = plain_name(cell) if values and "-1" not in values else cell.strip()
    return content in values if values else bool(content)


def _degrees(written: str, most: int) -> Decimal | None:
    """Return degrees with six decimals; a comma may stand before the decimals."""
    try:
        value = Decimal(written.replace(",", ".").replace("\u2212", "-"))
    except InvalidOperation:
        return None
    return value.quantize(_MICRO) if value.is_finite() and abs(value) <= most else None
