"""A codebook: codes with a meaning, as tools for qualitative research pass it on."""

from dataclasses import dataclass, field

LONGEST_STATEMENT = 300


@dataclass(frozen=True)
class Code:
    """One code: a need, or a key with its needs below it."""

    guid: str
    name: str
    description: str = ""
    colour: str = ""
    codable: bool = True
    codes: tuple["Code", ...] = ()


@dataclass(frozen=True)
class Bundle:
    """Codes that belong together in another way: a core value or a quality."""

    guid: str
    name: str
    description: str = ""
    members: tuple[str, ...] = ()  # the guids of its codes


@dataclass(frozen=True)
class Codebook:
    codes: tuple[Code, ...] = ()
    bundles: tuple[Bundle, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One code as somebody else's file names it; `place` is where it stands, from 1."""

    place: int
    name: str
    description: str = ""
    guid: str = ""
    parent: str = ""


class BadCodebook(ValueError):
    """Raised for a file that is no codebook; `code` names why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class Entries:
    """What a file holds, in its own order."""

    kind: str
    entries: list[Entry] = field(default_factory=list)


def join_description(statement: str, summary: str) -> str:
    """Return the need in one sentence and what people said as one text."""
    return "\n\n".join(part for part in (statement.strip(), summary.strip()) if part)


def split_description(text: str) -> tuple[str, str]:
    """Return the first paragraph as the sentence and the rest as the summary, where it fits."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    first, _gap, rest = text.partition("\n\n")
    if "\n" in first or len(first) > LONGEST_STATEMENT:
        return "", text
    return first.strip(), rest.strip()
