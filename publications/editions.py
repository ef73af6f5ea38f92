"""The edition to read on the web: what was printed, kept beside the PDF as plain data.

A published version never changes, so its content is kept as it was. What was withdrawn since is
left out when it is read.
"""

import dataclasses
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from campaigns.models import Contribution
from publications.models import Issue
from publications.note_edition import only_readable, told_in, with_chapters
from publications.rendering.content import NoteContent
from publications.rendering.newspaper.content import NewspaperContent

# Above this many the web edition leaves its list of numbers to the CSV and the PDF.
LONGEST_INDEX = 5000


def edition_name(file: str) -> str:
    """Return where the reading edition of a PDF lies."""
    return file.removesuffix(".pdf") + ".json"


def keep_edition(storage: Storage, file: str, content: NoteContent | NewspaperContent) -> str:
    """Store the content beside its PDF; return the name it got."""
    data = json.dumps(dataclasses.asdict(content), default=_plain, ensure_ascii=False)
    return storage.save(edition_name(file), ContentFile(data.encode()))


def _plain(value: object) -> str | None:
    # Pictures stay out: the web has its own, smaller ones.
    return value.isoformat() if isinstance(value, date) else None


def read_edition(issue: Issue) -> dict[str, Any]:
    """Return the content of a finished issue, without what may not be read online (any more).

    One query; the file is read once per server while the cache remembers it.
    """
    edition = load_edition(issue)
    return _note(issue, edition) if issue.kind == "note" else _newspaper(issue, edition)


def load_edition(issue: Issue) -> dict[str, Any]:
    """Return what was printed, all of it; only for those who may see the PDF."""
    edition: dict[str, Any] | None = cache.get(f"edition:{issue.pk}:{issue.sha256}")
    if edition is None:
        with issue.file.storage.open(edition_name(str(issue.file.name)), "rb") as file:
            edition = json.loads(file.read())
        for name in ("as_of", "dated"):
            if name in edition:
                edition[name] = date.fromisoformat(edition[name])
        cache.set(f"edition:{issue.pk}:{issue.sha256}", edition, 3600)
    return edition


def _readable(issue: Issue, numbers: Iterable[int], *, everything: bool) -> set[int]:
    """Return which dreams anybody may read online."""
    public = Contribution.objects.filter(campaign=issue.campaign_id).public()
    if not everything:
        public = public.filter(number__in=set(numbers))
    return set(public.values_list("number", flat=True))


def _note(issue: Issue, edition: dict[str, Any]) -> dict[str, Any]:
    short = sum(len(group["numbers"]) for group in edition["dream_index"]) <= LONGEST_INDEX
    edition = with_chapters(edition)
    readable = _readable(issue, told_in(edition), everything=short)
    edition, told = only_readable(edition, readable)
    # An address of a dream in this page exists once: where it is told, else where it is listed.
    index = edition["dream_index"]
    groups = [{**group, "numbers": _once(group["numbers"], readable, told)} for group in index]
    return {**edition, "dream_index": groups if short else []}


def _once(numbers: list[int], readable: set[int], told: set[int]) -> list[tuple[int, bool]]:
    """Return numbers that may be read, with whether this is the place their address points to."""
    found = []
    for number in numbers:
        if number in readable:
            found.append((number, number not in told))
            told.add(number)
    return found


def _newspaper(issue: Issue, edition: dict[str, Any]) -> dict[str, Any]:
    numbers = [dream["number"] for dream in edition["dreams"]]
    short = len(numbers) <= LONGEST_INDEX
    named = [n for article in edition["articles"] for n in article["dream_numbers"]]
    drawn = [work["number"] for work in edition["children"]]
    readable = _readable(issue, [*named, *drawn], everything=short)
    works = [work for work in edition["children"] if work["number"] in readable]
    told = {work["number"] for work in works}
    articles = [
        {
            **article,
            "dream_numbers": _once(article["dream_numbers"], readable, told),
            # A paragraph of the form 'a | b' is a line of a list: a time, a question.
            "rows": [paragraph.rpartition(" | ")[::2] for paragraph in article["body"]],
        }
        for article in edition["articles"]
    ]
    names = {dream["number"]: dream["first_name"] for dream in edition["dreams"]}
    listed = [(n, names[n], first) for n, first in _once(numbers if short else [], readable, told)]
    return {**edition, "children": works, "articles": articles, "dreams": listed}


def same_edition(issue: Issue, content: NoteContent | NewspaperContent) -> bool:
    """Tell whether this content is what the issue was made of, but for its pictures."""
    with issue.file.storage.open(edition_name(str(issue.file.name)), "rb") as file:
        kept = json.loads(file.read())
    fresh = json.loads(json.dumps(dataclasses.asdict(content), default=_plain))
    return bool(kept == fresh)
