"""What every file is for, and what is the matter with a file that comes in."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clustering.interchange.codebook import BadCodebook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class BoardFile:
    """A file the team can take along; `dreams` says whether texts of dreamers are in it."""

    name: str
    kind: str
    about: str | Promise
    goes_to: str | Promise
    dreams: bool = True


FILES = (
    BoardFile(
        "bord.xlsx", XLSX, _("Everything on the board: cards, needs, keys, values and moves."),
        _("For a spreadsheet, and to keep."),
    ),
    BoardFile(
        "codeboek.qdc", "application/xml; charset=utf-8",
        _("The keys with their needs, colours and meanings. No dreams."),
        _("For NVivo, ATLAS.ti, MAXQDA, QualCoder and others that know REFI-QDA."), dreams=False,
    ),
    BoardFile(
        "taguette-codeboek.csv", CSV, _("The needs with their meanings. No dreams."),
        _("For Taguette, under “Import codebook”. You can read it in here as well."), dreams=False,
    ),
    BoardFile(
        "taguette-fragmenten.csv", CSV, _("Every card that lies in a need, with that need."),
        _("For those who read the highlights of Taguette."),
    ),
    BoardFile(
        "talk-to-the-city.csv", CSV, _("Every card with words, placed or not."),
        _("For Talk to the City, which makes a map of it."),
    ),
)  # fmt: skip
BY_NAME = {file.name: file for file in FILES}

_WRONG: dict[str, str | Promise] = {
    "too_large": _("This codebook is too large. It may be %(megabytes)s MB at most."),
    "too_many": _("This codebook has more than %(limit)s codes. Split it in parts."),
    "not_xml": _("From line %(line)s on we cannot read this file. Export the codebook once more."),
    "not_a_codebook": _("This is no codebook. Export it as REFI-QDA codebook (.qdc)."),
    "doctype": _("This file holds more than a codebook (DOCTYPE). We do not open it."),
    "too_deep": _("The codes in this file lie too deep in each other."),
    "no_codes": _("There are no codes in this file."),
    "no_column": _("We find no column “tag”, “name” or “path”. The columns are: %(columns)s."),
    "two_columns": _("Which column holds the name? Keep one of these: %(columns)s."),
}
OUTCOMES: dict[str, str | Promise] = {
    "new": _("Comes on the board"),
    "kept": _("Is here already and stays as it is"),
    "twice": _("Stands twice in the file"),
    "no_name": _("Has no name, so it stays out"),
}


def explain_codebook(error: BadCodebook) -> str:
    """Return in a kind sentence why nothing of a codebook can come in."""
    return str(_WRONG[error.code]) % error.params
