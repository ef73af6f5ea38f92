"""The labelled sets: those of ../shared/data when they are there, and the demo's own dreams."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
DEMO = ROOT / "roeselare2030" / "demo" / "data"


@dataclass(frozen=True)
class Labelled:
    """Texts with one human label each. A set to choose on is never one to report on."""

    name: str
    texts: list[str]
    labels: list[str]
    is_for_choosing: bool


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def _set(
    name: str, rows: list[dict[str, str]], text: str, label: str, *, choosing: bool, least: int = 8
) -> Labelled:
    sizes = Counter(row[label] for row in rows)
    kept = [row for row in rows if row[label] and sizes[row[label]] >= least]
    return Labelled(name, [row[text] for row in kept], [row[label] for row in kept], choosing)


def _rarest(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give rows with several labels one: the one that fewest rows have, as it says most."""
    labels = [[one for one in row["labels"].split("|") if one] for row in rows]
    seen = Counter(label for some in labels for label in some)
    return [
        row | {"label": min(some, key=lambda label: (seen[label], label))}
        for row, some in zip(rows, labels, strict=True)
        if some
    ]


def sets() -> Iterator[Labelled]:
    """Yield the sets that are here."""
    rows = [row for path in sorted(DEMO.glob("dreams_*.csv")) for row in _rows(path)]
    rows += _rows(DEMO / "notes.csv")
    yield _set("demo-nl, 6 keys", rows, "text", "key", choosing=True)
    short = [row | {"text": " ".join(row["text"].split()[:7])} for row in rows]
    yield _set("demo-nl, 7 words", short, "text", "key", choosing=False)
    if not SHARED.exists():
        return
    read = _rows(SHARED / "sib200-nl" / "sib200_nl.csv")
    yield _set("sib200-nl", read, "text", "label", choosing=True)
    read = _rows(SHARED / "klimarat-de" / "klimarat_odd.csv")
    yield _set("klimarat-de", read, "text", "label", choosing=False)
    short = [row | {"text": " ".join(row["text"].split()[:6])} for row in read]
    yield _set("klimarat-de, 6 words", short, "text", "label", choosing=False)
    read = _rarest(_rows(SHARED / "ottensen-de" / "ottensen_multilabel.csv"))
    yield _set("ottensen-de, titles", read, "title", "label", choosing=False)
    read = _rows(SHARED / "xsid-nl" / "xsid_nl.csv")
    yield _set("xsid-nl", read, "text", "label", choosing=False, least=20)
    read = _rows(SHARED / "decidim-barcelona-caes" / "projects.csv", ";")
    yield _set("barcelona-es", read, "title/es", "category/name/es", choosing=False)
    read = _rows(SHARED / "decidim-lille-fr" / "proposals.csv", ";")
    yield _set("lille-fr", read, "title", "category/name/fr", choosing=False)
