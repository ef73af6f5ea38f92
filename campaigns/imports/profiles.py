"""The exports of other participation systems: known by their headers, read by a table.

A profile says which header fills which field, which rows their own system took away, and which
columns say nothing here. A new system is a new row of `PROFILES`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from campaigns.imports import headers
from campaigns.imports.errors import MappingRefused
from campaigns.imports.headers import header_key, plain_name, split_locale
from campaigns.imports.mapping import PREFERRED_LOCALE, Mapping, guess_mapping
from campaigns.imports.tables import Table

Names = tuple[str, ...]
ANY_TABLE = "table"  # the choice to read a file without a profile
_TRUE = frozenset(["true", "t", "1", "yes", "y", "ja", "oui", "waar", "vrai", "x"])
_SAMPLE = 2_000


@dataclass(frozen=True)
class Skip:
    """Rows that stay out: a cell of `headers` is one of `values`, or is filled at all."""

    reason: str
    headers: Names
    values: frozenset[str] = frozenset()  # empty: any content


@dataclass(frozen=True)
class Profile:
    """How one system names its columns. Names are as `plain_name` or `header_key` leaves them."""

    key: str
    name: str
    # The file is of this system when all headers of one of these are there.
    marks: tuple[Names, ...]
    title: Names = ()
    body: Names = ()
    roles: dict[str, Names] = field(default_factory=dict)
    skips: tuple[Skip, ...] = ()
    consent: Names = ()
    seed: Names = ()  # texts that the organisers put there themselves
    related: Names = ()  # ids or addresses of other rows
    tags: Names = ()
    votes: Names = ()
    # Roles by place, where the header is in a language we do not know.
    places: dict[int, str] = field(default_factory=dict)
    month_first: bool = False
    several_authors: bool = False


@dataclass(frozen=True)
class Recipe:
    """What a profile found in one file, beside its mapping. Every name is a column of the file."""

    profile: str = ""  # the key; empty for any table
    name: str = ""
    skips: tuple[tuple[str, Skip], ...] = ()
    consent: str | None = None
    seed: str | None = None
    related: Names = ()
    tags: Names = ()
    votes: Names = ()
    home: str | None = None  # the campaign that an own export came from
    month_first: bool = False
    several_authors: bool = False


_STATES = frozenset([
    "rejected", "withdrawn", "hidden", "deleted", "blocked", "spam", "afgewezen", "ingetrokken",
    "verwijderd", "geweigerd", "rejete", "retire", "supprime", "abgelehnt", "zuruckgezogen",
    "geloscht", "rechazada", "rechazado", "retirada", "retirado",
])  # fmt: skip
_WITHDRAWN = frozenset(["withdrawn", "ingetrokken", "retire", "retirada", "retirado"])
_REFUSED = _STATES - _WITHDRAWN
_LIKES = (
    "likes", "dislikes", "likes count", "dislikes count", "votes", "votes count", "supports",
    "endorsements/total count", "likes/total count", "stemmen", "keuzes", "picks", "manual votes",
    "cached votes up", "confidence score", "hot score", "total votes", "confirmed votes",
    "aantal likes", "aantal dislikes", "up votes", "down votes", "points count",
    "ratings positive", "ratings negative", "positive ratings", "negative ratings", "agrees",
    "disagrees", "aggrees", "group informed consensus", "alignment", "vind ik leuk",
)  # fmt: skip
_PLACE = {"latitude": headers.LATITUDE, "longitude": headers.LONGITUDE}

PROFILES = (
    Profile(
        "own", "Roeselare 2030",
        marks=(("number", "text", "language", "channel", "day"),),
        body=("text",),
        roles={"source_id": ("number",), "language": ("language",), "district": ("district",),
               "created_at": ("day",), **_PLACE},
    ),
    Profile(
        "go_vocal_form", "Go Vocal",
        marks=(("voornaam", "achternaam", "toestemming"), ("first name", "last name", "permission"),
               ("first name", "last name", "consent"), ("prenom", "nom de famille", "autorisation"),
               ("vorname", "nachname", "zustimmung")),
        title=headers.TITLE, body=headers.BODY,
        roles={"name": ("voornaam", "first name", "prenom", "vorname"),
               "created_at": ("datum gepubliceerd", "date published", "date de publication",
                              "datum der veroffentlichung"), **_PLACE},
        consent=("toestemming", "permission", "consent", "autorisation", "zustimmung"),
        tags=("tags", "labels", "etiquettes"),
        places={0: "name", 3: "consent", 4: "created_at"},
    ),
    Profile(
        "go_vocal", "Go Vocal",
        marks=(("input id", "author fullname"), ("naam auteur", "ingediend om", "id auteur"),
               ("author name", "author id", "submitted at"), ("naam auteur", "likes", "id auteur")),
        title=headers.TITLE, body=headers.BODY,
        roles={"source_id": ("input id", "id"), "name": ("author fullname", "naam auteur", "author name"),
               "created_at": ("created at", "ingediend om", "submitted at", "published at",
                              "gepubliceerd om"),
               "url": ("input url", "url"), "district": headers.DISTRICT, **_PLACE},
        tags=("tags", "topics", "themas"), votes=_LIKES, month_first=True,
    ),
    Profile(
        "adhocracy4", "adhocracy4",
        marks=(("reference number", "ratings positive"), ("reference no", "positive ratings"),
               ("reference number", "moderator status"), ("reference no", "moderator status")),
        title=("name", "title"), body=("description",),
        roles={"source_id": ("reference number", "reference no"), "name": ("creator",),
               "created_at": ("created",), "url": ("link",), **_PLACE},
        skips=(Skip("rejected_there", ("moderator status", "status"), _REFUSED),),
        tags=("category", "labels"), votes=_LIKES,
    ),
    Profile(
        "openstad", "OpenStad",
        marks=(("inzending id", "titel"), ("inzending id", "widget id")),
        title=("titel",), body=("beschrijving", "samenvatting"),
        roles={"source_id": ("inzending id",), "name": ("gebruiker naam",),
               "created_at": ("datum aangemaakt",), "url": ("embedded url",),
               "district": ("gebruiker woonplaats",), **_PLACE},
        skips=(Skip("deleted_there", ("verwijderd op",)),
               Skip("spam_there", ("waarschijnlijk spam",), _TRUE),
               Skip("rejected_there", ("statussen",), _REFUSED)),
        tags=("tags",), votes=_LIKES,
    ),
    Profile(
        "your_priorities", "Your Priorities",
        marks=(("post id", "post name"), ("group id", "post name")),
        title=("post name",), body=("description", "post description", "content", "post transcript"),
        roles={"source_id": ("post id",), "name": ("user name",), "created_at": ("created",),
               "language": ("locale",), "url": ("url",), **_PLACE},
        skips=(Skip("rejected_there", ("status",), _REFUSED),),
        tags=("category",), votes=_LIKES,
    ),
    Profile(
        "polis", "Polis",
        marks=(("comment body", "comment id"),),
        body=("comment body",),
        roles={"source_id": ("comment id",), "created_at": ("timestamp",)},
        skips=(Skip("rejected_there", ("moderated",), frozenset(["-1"])),),
        seed=("is seed",), votes=_LIKES,
    ),
    Profile(
        "decidim_comments", "Decidim",
        marks=(("commentable id", "commentable type"), ("commentable id", "root commentable url")),
        body=("body",),
        roles={"source_id": ("id",), "name": ("author/name",), "created_at": ("created at",),
               "language": ("locale",)},
        skips=(Skip("deleted_there", ("deleted at",)),),
        votes=_LIKES,
    ),
    Profile(
        "decidim", "Decidim",
        marks=(("component/id", "title"), ("participatory space/id", "title"),
               ("coauthorships count", "title"), ("decidim component", "title", "body"),
               ("is amend", "title"), ("coauthorships", "title")),
        title=("title",), body=("body", "description"),
        roles={"source_id": ("id", "uid"), "name": ("author/name", "coauthorships/author/name",
                                                    "coauthorships/name"),
               "created_at": ("created at", "published at"), "district": ("scope/name", "scope"),
               "url": ("url",), **_PLACE},
        skips=(Skip("withdrawn_there", ("withdrawn",), _TRUE),
               Skip("withdrawn_there", ("withdrawn at",)),
               Skip("withdrawn_there", ("state", "state token"), _WITHDRAWN),
               Skip("rejected_there", ("state", "state token"), _REFUSED)),
        related=("related proposals", "proposal urls", "related proposal urls"),
        tags=("category/name", "taxonomies/name", "taxonomies", "category"), votes=_LIKES,
        several_authors=True,
    ),
    Profile(
        "consul", "CONSUL",
        marks=(("cached votes up", "title"), ("retired at", "title"), ("public created at", "title"),
               ("feasibility", "title"), ("confidence score", "title")),
        title=("title", "titulo", "titel"), body=("description", "summary"),
        roles={"source_id": ("id",), "name": ("public author/username", "public author", "author"),
               "created_at": ("public created at", "created at"),
               "district": ("geozone/name", "geozone"), "url": ("url",)},
        skips=(Skip("withdrawn_there", ("retired at",)), Skip("deleted_there", ("hidden at",))),
        tags=("tags", "tags/name"), votes=_LIKES,
    ),
    Profile(
        "talk_to_the_city", "Talk to the City",
        marks=(("id", "interview", "comment"), ("comment id", "interview", "comment")),
        body=("comment",),
        roles={"source_id": ("id", "comment id", "row id", "i"),
               "name": ("interview", "name", "author", "speaker name"), "created_at": ("timestamp",)},
    ),
)  # fmt: skip
BY_KEY = {profile.key: profile for profile in PROFILES}


def find_profile(columns: Iterable[str]) -> Profile | None:
    """Return the system whose headers these are, if one."""
    known = _known(columns)
    for profile in PROFILES:
        if any(set(marks) <= set(known) for marks in profile.marks):
            return profile
    return None


def read_plan(table: Table, profile: str = "") -> tuple[Mapping, Recipe]:
    """Return how to read a table: by a profile's key, or by the one its headers show.

    Raises `MappingRefused` when there is no text, or the profile's columns are not there.
    """
    found = BY_KEY.get(profile) if profile else find_profile(table.columns)
    if found is None or profile == ANY_TABLE:
        return guess_mapping(table), Recipe()
    plan = _Plan(table, found)
    text = plan.text()
    if not text:
        if profile:
            raise MappingRefused("not_of_profile", {"system": found.name})
        return guess_mapping(table), Recipe()
    return plan.mapping(text), plan.recipe()


def read_recipe(table: Table, profile: str = "") -> Recipe:
    """Return what a profile knows beside the mapping, for columns that somebody chose."""
    found = BY_KEY.get(profile) if profile else find_profile(table.columns)
    return _Plan(table, found).recipe() if found else Recipe()


class _Plan:
    """One profile laid on one table."""

    def __init__(self, table: Table, profile: Profile) -> None:
        self.table = table
        self.profile = profile
        self.known = _known(table.columns)
        self.rows = table.rows[:_SAMPLE]

    def mapping(self, text: Names) -> Mapping:
        roles = {role: self.one(names) for role, names in self.profile.roles.items()}
        for place, role in self.profile.places.items():
            if role in roles and roles[role] is None and place < len(self.table.columns):
                column = self.table.columns[place]
                roles[role] = None if column in text else column
        if not (roles.get("latitude") and roles.get("longitude")):
            roles |= {"latitude": None, "longitude": None}
        return Mapping(text=text, **roles)

    def recipe(self) -> Recipe:
        own = self.profile
        consent = self.one(own.consent)
        if own.consent and consent is None:
            place = next(place for place, role in own.places.items() if role == "consent")
            consent = self.table.columns[place] if place < len(self.table.columns) else None
        return Recipe(
            profile=own.key,
            name=own.name,
            skips=tuple((column, skip) for skip in own.skips for column in self.all(skip.headers)),
            consent=consent,
            seed=self.one(own.seed),
            related=self.all(own.related),
            tags=self.all(own.tags, or_begins=True),
            votes=self.all(own.votes),
            home=self.one(("campaign",)) if own.key == "own" else None,
            month_first=own.month_first,
            several_authors=own.several_authors,
        )

    def text(self) -> Names:
        """Return the columns of title and body, in one language where there are more."""
        body = self.one(self.profile.body)
        title = self.one(self.profile.title, locale=split_locale(body)[1] if body else "")
        return tuple(column for column in (title, body) if column)

    def one(self, names: Names, locale: str = "") -> str | None:
        """Return the column of the first name that is there; of its languages the fullest."""
        for name in names:
            columns = self.known.get(name, [])
            if columns:
                return min(columns, key=lambda column: self._rank(column, locale))
        return None

    def all(self, names: Names, *, or_begins: bool = False) -> Names:
        """Return every column with one of the names; `tags` also finds `tags.theme`."""
        found = [column for name in names for column in self.known.get(name, [])]
        if or_begins:
            begins = tuple(f"{name} " for name in names if name == "tags")
            found += [c for c in self.table.columns if begins and plain_name(c).startswith(begins)]
        return tuple(dict.fromkeys(found))

    def _rank(self, column: str, locale: str) -> tuple[bool, int, bool]:
        own = split_locale(column)[1]
        filled = sum(bool(row.cells[column].strip()) for row in self.rows)
        return (bool(locale) and own != locale, -filled, own != PREFERRED_LOCALE)


def _known(columns: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns by each name they go under."""
    known: dict[str, list[str]] = {}
    for column in columns:
        for name in {plain_name(column), header_key(column)}:
            known.setdefault(name, []).append(column)
    return known
