"""Every open file and every column in it: the data dictionary, as page, CSV, JSON and package."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
DICTIONARY_HEADER = ("file", "column", "type", "meaning")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, its type (as Frictionless names it), what it means."""

    name: str
    type: str
    meaning: str | Promise


@dataclass(frozen=True)
class OpenFile:
    """A file with a stable address."""

    name: str
    about: str | Promise
    columns: tuple[Column, ...] = ()

    @property
    def form(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.form]


_NUMBER = _("The number of the dream. It never changes and is never used again.")
_TEXT = _("The words of the dreamer. Blocks (█) stand for personal data that we masked.")
_DREAM = (
    Column("number", "integer", _NUMBER),
    Column("text", "string", _TEXT),
    Column("language", "string", _("The language of the text, such as nl or fr.")),
    Column("channel", "string", _("How it came in: online, session, school or import.")),
    Column("district", "string", _(
        "The part of the city. Empty if unknown, or with fewer than 5 public dreams."
    )),
    Column("day", "date", _("The day it was handed in, without the hour.")),
    Column("latitude", "number", _("The place it is about, to about a hundred metres.")),
    Column("longitude", "number", _("The place it is about, to about a hundred metres.")),
    Column("campaign", "string", _("The short name of the campaign.")),
)  # fmt: skip
_COMMENTS = (
    Column("timestamp", "integer", _("The day in milliseconds since 1970, always at noon.")),
    Column("comment-id", "integer", _NUMBER),
    Column("author-id", "integer", _("Always empty: we do not say who wrote what.")),
    Column("agrees", "integer", _("People who dream of this. Empty under 30 scores.")),
    Column("disagrees", "integer", _("People whose dream it is not. Empty under 30 scores.")),
    Column("moderated", "integer", _("Always 1: only placed dreams are in the file.")),
    Column("is-meta", "boolean", _("Always false.")),
    Column("is-seed", "boolean", _("Always false: people wrote every dream.")),
    Column("comment-body", "string", _TEXT),
)
_VOTES = (
    Column("timestamp", "integer", _("The day in milliseconds since 1970, always at noon.")),
    Column("datetime", "date", _("The day of the score, without the hour.")),
    Column("comment-id", "integer", _NUMBER),
    Column("voter-id", "integer", _("A number within this file only. Each new file counts anew.")),
    Column("vote", "integer", _("1: I dream of this. 0: lovely dream. -1: not my dream.")),
)
_SCORES = (
    Column("number", "integer", _NUMBER),
    Column("scores", "integer", _("How many people scored. Empty under 30.")),
    Column("mine_too", "integer", _("How many said: I dream of this.")),
    Column("lovely", "integer", _("How many said: lovely dream.")),
    Column("not_mine", "integer", _("How many said: not my dream.")),
)
_TALK = (
    Column("id", "integer", _NUMBER),
    Column("interview", "string", _("The dream itself: we do not say who wrote what.")),
    Column("comment", "string", _TEXT),
)
_WORDS = (
    Column("file", "string", _("The name of the file.")),
    Column("column", "string", _("The name of the column.")),
    Column("type", "string", _("Integer, number, string, date or boolean.")),
    Column("meaning", "string", _("What stands in the column.")),
)

DREAMS_CSV = OpenFile("dromen.csv", _("All public dreams"), _DREAM)
DREAMS_JSON = OpenFile("dromen.json", _("All public dreams"), _DREAM)
DREAMS_XLSX = OpenFile("dromen.xlsx", _("All public dreams"), _DREAM)
SCORES = OpenFile("scores.csv", _("How hard people dream along, per dream"), _SCORES)
TALK = OpenFile("talk-to-the-city.csv", _("All public dreams, for Talk to the City"), _TALK)
COMMENTS = OpenFile("polis-comments.csv", _("All public dreams, for Polis"), _COMMENTS)
VOTES = OpenFile("polis-votes.csv", _("Scores of dreams with at least 30, for Polis"), _VOTES)
WORDS_CSV = OpenFile("woordenlijst.csv", _("What every column means"), _WORDS)
WORDS_JSON = OpenFile("woordenlijst.json", _("What every column means"), _WORDS)
PACKAGE = OpenFile("datapackage.json", _("A description that machines read (Frictionless)"))
FILES = (
    DREAMS_CSV, DREAMS_XLSX, DREAMS_JSON, SCORES, TALK, COMMENTS, VOTES, WORDS_CSV, WORDS_JSON,
    PACKAGE,
)  # fmt: skip
BY_NAME = {file.name: file for file in FILES}
# On the page, files with the same columns share one table.
EXPLAINED = (DREAMS_CSV, SCORES, TALK, COMMENTS, VOTES)


def dictionary_rows() -> list[tuple[str, str, str, str]]:
    """Return a row per column of every file, in the language of the moment."""
    return [
        (file.name, column.name, column.type, str(column.meaning))
        for file in FILES
        for column in file.columns
    ]


def describe_package(
    *, name: str, title: str, city: str, address: str, made_at: str,
    made: Iterable[tuple[OpenFile, int, int, str]],
) -> dict[str, Any]:  # fmt: skip
    """Return the Frictionless data package of files made: file, rows, bytes and SHA-256."""
    return {
        "profile": "data-package",
        "name": name,
        "title": title,
        "homepage": address,
        "created": made_at,
        "licenses": [LICENCE],
        "contributors": [{"title": city, "role": "publisher"}],
        "resources": [_resource(*one) for one in made],
    }


def _resource(file: OpenFile, rows: int, size: int, sha256: str) -> dict[str, Any]:
    fields: Sequence[dict[str, str]] = [
        {"name": c.name, "type": c.type, "description": str(c.meaning)} for c in file.columns
    ]
    return {
        "name": file.name.replace(".", "-"),
        "title": str(file.about),
        "path": file.name,
        "format": file.form,
        "mediatype": file.media_type.partition(";")[0],
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "rowCount": rows,
        "schema": {"fields": fields},
    }
