"""Say which columns hold the text, the name and the rest of what people gave."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from campaigns.imports import headers
from campaigns.imports.dates import looks_like_date
from campaigns.imports.errors import MappingRefused
from campaigns.imports.headers import header_key, plain_name, split_locale
from campaigns.imports.tables import Table

PREFERRED_LOCALE = "nl"  # of columns that are equally full
_SAMPLE = 2_000
_MIN_TEXT = 15  # characters on average, below which a column holds labels rather than texts
_NUMBER = re.compile(r"[\s\d.,:%+\-/€$]*")
_LINK = re.compile(r"\S+://\S+")
_ALIASES = {"id": "source_id", "date": "created_at", "author": "name", "lang": "language",
            "lat": "latitude", "lon": "longitude", "lng": "longitude"}  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """Which column fills which field. The `text` columns are joined by an empty line."""

    text: tuple[str, ...]
    source_id: str | None = None
    name: str | None = None
    district: str | None = None
    age: str | None = None
    language: str | None = None
    created_at: str | None = None
    url: str | None = None
    latitude: str | None = None
    longitude: str | None = None

    def columns(self) -> tuple[str, ...]:
        """Return every column that is used."""
        single = [getattr(self, role) for role in ROLES if role != "text"]
        return (*self.text, *(column for column in single if column))


ROLES = tuple(role.name for role in fields(Mapping))


@dataclass
class _Column:
    """A column with what its cells look like."""

    name: str
    plain: str
    locale: str
    values: list[str]
    total: int

    @property
    def filled(self) -> float:
        return len(self.values) / self.total if self.total else 0.0

    @property
    def distinct(self) -> float:
        return len(set(self.values)) / len(self.values) if self.values else 0.0

    @property
    def length(self) -> float:
        return sum(map(len, self.values)) / len(self.values) if self.values else 0.0

    def mostly(self, test: Callable[[str], object]) -> bool:
        """Say whether at least half of the filled cells pass a test."""
        return bool(self.values) and 2 * sum(bool(test(v)) for v in self.values) >= len(self.values)

    def tells_rows_apart(self) -> bool:
        """Say whether nearly every row has a short value of its own."""
        return self.filled > 0.9 and self.distinct > 0.9 and self.length <= 60

    def holds_text(self) -> bool:
        """Say whether people wrote here, rather than a system its numbers, dates and links."""
        return bool(self.values) and not self.mostly(_written_by_a_system)


def guess_mapping(table: Table) -> Mapping:
    """Choose columns by their header, and the text by its length when no header tells.

    Raises `MappingRefused("no_text_column")` with the columns there are.
    """
    columns = [_look_at(table, name) for name in table.columns]
    created_at = _first(columns, headers.CREATED_AT, lambda c: c.mostly(looks_like_date))
    url = _first(columns, headers.URL, lambda c: c.mostly(_LINK.fullmatch))
    source_id = _first(columns, headers.SOURCE_ID, _Column.tells_rows_apart)
    named = _first(columns, headers.NAME, lambda c: bool(c.values) and c.length <= 60)
    district = _first(columns, headers.DISTRICT, lambda c: bool(c.values) and c.length <= 80)
    age = _first(columns, headers.AGE, lambda c: bool(c.values) and c.length <= 30)
    language = _first(columns, headers.LANGUAGE, lambda c: bool(c.values) and c.length <= 20)
    latitude, longitude = _places(columns)
    found = (created_at, url, source_id, named, district, age, language, latitude, longitude)
    taken = {c.name for c in found if c}
    free = [column for column in columns if column.name not in taken]
    text = _guess_text(free, author_known=named is not None)
    if not text:
        raise MappingRefused("no_text_column", {"columns": ", ".join(table.columns)})
    if not named:
        free = [column for column in free if column not in text]
        named = _first(free, headers.TITLE_OR_NAME, lambda c: bool(c.values) and c.length <= 60)
    return Mapping(
        text=tuple(column.name for column in text),
        source_id=_name(source_id),
        name=_name(named),
        district=_name(district),
        age=_name(age),
        language=_name(language),
        created_at=_name(created_at),
        url=_name(url),
        latitude=_name(latitude),
        longitude=_name(longitude),
    )


def parse_mapping(spec: str, *, columns: Sequence[str]) -> Mapping:
    """Read a mapping such as `text=title,body;id=ref`, in which quotes protect `,`, `;` and `=`.

    Raises `MappingRefused` with `bad_mapping`, `unknown_role`, `role_twice`, `one_column_only`,
    `unknown_column` or `no_text_column`.
    """
    found: dict[str, tuple[str, ...]] = {}
    for part in _split(spec, ";"):
        role, equals, names = part.partition("=")
        role = role.strip().lower()
        role = _ALIASES.get(role, role)
        if not equals:
            raise MappingRefused("bad_mapping", {"part": part})
        if role not in ROLES:
            raise MappingRefused("unknown_role", {"role": role, "roles": ", ".join(ROLES)})
        if role in found:
            raise MappingRefused("role_twice", {"role": role})
        found[role] = tuple(_find_column(name, columns) for name in _split(names, ","))
        if role != "text" and len(found[role]) > 1:
            raise MappingRefused("one_column_only", {"role": role})
    text = found.pop("text", ())
    if not text:
        raise MappingRefused("no_text_column", {"columns": ", ".join(columns)})
    return Mapping(text=text, **{role: names[0] for role, names in found.items() if names})


def _split(spec: str, separator: str) -> list[str]:
    """Split outside double quotes; parts without content are left out."""
    parts, quoted = [""], False
    for sign in spec:
        quoted ^= sign == '"'
        if sign == separator and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _find_column(name: str, columns: Sequence[str]) -> str:
    wanted = name.strip().strip('"')
    if wanted in columns:
        return wanted
    alike = [column for column in columns if column.casefold() == wanted.casefold()]
    if len(alike) != 1:
        raise MappingRefused("unknown_column", {"column": wanted, "columns": ", ".join(columns)})
    return alike[0]


def _look_at(table: Table, name: str) -> _Column:
    cells = [row.cells[name].strip() for row in table.rows[:_SAMPLE]]
    values = [cell for cell in cells if cell]
    return _Column(name, plain_name(name), split_locale(name)[1], values, len(cells))


def _first(
    columns: Iterable[_Column], names: Sequence[str], test: Callable[[_Column], bool]
) -> _Column | None:
    """Return the column with the most preferred name that passes, of its languages the fullest."""
    fitting = [column for column in columns if column.plain in names and test(column)]
    return min(
        fitting,
        key=lambda c: (names.index(c.plain), -c.filled, c.locale != PREFERRED_LOCALE),
        default=None,
    )


def _places(columns: list[_Column]) -> tuple[_Column | None, _Column | None]:
    """Return the columns of a place on the map: both, or neither."""
    found = [
        next(
            (c for c in columns if header_key(c.name) in names and c.mostly(_NUMBER.fullmatch)),
            None,
        )
        for names in (headers.LATITUDE, headers.LONGITUDE)
    ]
    return (found[0], found[1]) if all(found) else (None, None)


def _guess_text(free: list[_Column], *, author_known: bool) -> list[_Column]:
    body = _first(free, headers.BODY, _Column.holds_text)
    titles = headers.TITLE + (headers.TITLE_OR_NAME if author_known else ())
    title = _first(free, titles, _Column.holds_text)
    if not body:
        least = max(_MIN_TEXT, title.length) if title else _MIN_TEXT
        longest = [c for c in free if c is not title and c.holds_text() and c.length >= least]
        # Labels of a theme are long too, but few.
        longest = [c for c in longest if c.distinct > 0.2]
        body = max(longest, key=lambda c: c.length * c.filled, default=None)
    if body and title and title.locale != body.locale:
        title = _first([c for c in free if c.locale == body.locale], titles, _Column.holds_text)
    return [column for column in (title, body) if column]


def _written_by_a_system(cell: str) -> object:
    return _NUMBER.fullmatch(cell) or _LINK.fullmatch(cell) or looks_like_date(cell)


def _name(column: _Column | None) -> str | None:
    return column.name if column else None
