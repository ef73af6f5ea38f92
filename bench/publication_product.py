"""What the bench of the note and the newspaper has done in a process of the product.

    python -m bench.publication_product more          ten times what editors and tables wrote
    python -m bench.publication_product note nl       make a note in a language, as the worker does
    python -m bench.publication_product newspaper     make the newspaper
    python -m bench.publication_product press         make the press edition of the newest newspaper
    python -m bench.publication_product web           the first and the next reader of both on the web

Each prints what it took as JSON: seconds and processor seconds of the work alone, peak memory of
the process and what it was before the work began.
"""

import gzip
import io
import json
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import pikepdf

TIMES = 10


def memory(line: str) -> float:
    """Return a line of what Linux says of this process in MiB: VmHWM is the most it ever had."""
    for told in Path("/proc/self/status").read_text().splitlines():
        if told.startswith(f"{line}:"):
            return int(told.split()[1]) / 1024
    raise RuntimeError(line)


def take(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do something and return what it told with what it took."""
    before, began, worked = memory("VmRSS"), time.perf_counter(), time.process_time()
    told = work()
    return told | {
        "seconds": time.perf_counter() - began, "processor": time.process_time() - worked,
        "before": before, "peak": memory("VmHWM"),
    }  # fmt: skip


def make_more(campaign: Any) -> dict[str, Any]:
    """Give the campaign ten times the dreams, cards, actions, texts of the note and articles.

    A copy of a dream lies in the same needs; a copy of an action answers the same dreams; a copy
    of a block or an article stands behind its original.
    """
    copies = range(2, TIMES + 1)
    _more_dreams(campaign)
    last = max(Action.objects.of(campaign).values_list("number", flat=True))
    for action in list(Action.objects.of(campaign).order_by("number")):
        answered = list(action.answers.values_list("contribution_id", flat=True))
        for n in copies:
            last += 1
            action.pk, action.number, action.submission_key = None, last, uuid.uuid4()
            action.title = f"{action.title[:74]} {n}"
            action.save(force_insert=True)
            Answer.objects.bulk_create(Answer(action=action, contribution_id=pk) for pk in answered)
    for block in list(_texts(campaign)):
        for n in copies:
            # Behind everything of its chapter, in its own order.
            block.pk, block.position = None, block.position % 1000 + 1000 * n
            block.save(force_insert=True)
    for article in list(Article.objects.filter(campaign=campaign, page__gt=0)):
        sources = [list(rows.all()) for rows in (article.needs, article.actions, article.dreams)]
        slug = article.slug[:70]
        for n in copies:
            article.pk, article.slug = None, f"{slug}-{n}"
            article.position = article.position % 1000 + 1000 * n
            article.save(force_insert=True)
            for rows, found in zip(
                (article.needs, article.actions, article.dreams), sources, strict=True
            ):
                rows.set(found)
    return counted(campaign)


def _more_dreams(campaign: Any) -> None:
    dreams = list(Contribution.objects.of(campaign).order_by("number"))
    cards = list(Card.objects.filter(campaign=campaign).order_by("pk"))
    number = max(dream.number for dream in dreams)
    for _copy in range(2, TIMES + 1):
        made: dict[int, int] = {}
        for dream in dreams:
            number += 1
            fields = {f.attname: getattr(dream, f.attname) for f in Contribution._meta.local_fields}
            fields |= {"id": None, "number": number, "code": f"x{number:06d}", "source_id": "",
                       "submission_key": uuid.uuid4()}  # fmt: skip
            made[dream.pk] = Contribution.objects.create(**fields).pk
        rows = []
        for card in cards:
            fields = {f.attname: getattr(card, f.attname) for f in Card._meta.local_fields}
            rows.append(
                Card(**fields | {"id": None, "contribution_id": made[card.contribution_id]})
            )
        Card.objects.bulk_create(rows)
    Campaign.objects.filter(pk=campaign.pk).update(last_number=number)


def _texts(campaign: Any) -> Any:
    """Return the blocks an editor writes or picks; the others draw from the campaign themselves."""
    return Block.objects.of(campaign).standing().filter(kind__in=[BlockKind.TEXT, BlockKind.QUOTE])


def counted(campaign: Any) -> dict[str, Any]:
    """Return how much there is of what grows."""
    return {
        "dreams": Contribution.objects.of(campaign).placed().count(),
        "cards": Card.objects.live(campaign).count(),
        "actions": Action.objects.of(campaign).count(),
        "texts and quotes of the note": _texts(campaign).count(),
        "articles": Article.objects.filter(campaign=campaign, page__gt=0).count(),
    }


def make(campaign: Any, kind: str, language: str) -> dict[str, Any]:
    """Make a version and publish it, so that it can be read."""
    issue, _new = request_issue(campaign=campaign, kind=kind, by=editor(), language=language)
    took = take(lambda: render_issue(issue.pk) or {})
    issue = Issue.objects.get(pk=issue.pk)
    assert issue.is_finished, issue.error
    publish_issue(issue=issue, by=editor())
    named = issue.citations.values("contribution").distinct().count()
    with issue.file.open("rb") as file:
        pdf = file.read()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = {"language": str(opened.Root.Lang), "title": str(opened.docinfo.Title)}
    faults = [*faults_of(pdf, **names), *validated(pdf)]
    return took | {"pages": issue.pages, "dreams": named, "size": len(pdf), "findings": faults}


def make_press_edition(campaign: Any) -> dict[str, Any]:
    issue = Issue.objects.filter(campaign=campaign, kind=Kind.NEWSPAPER).latest("version")
    press, _waits = request_press(issue=issue, by=editor())
    took = take(lambda: make_press(press.pk) or {})
    press.refresh_from_db()
    assert press.is_finished, press.error
    return took | {"pages": issue.pages, "size": press.size, "findings": press.findings}


def read(campaign: Any) -> list[dict[str, Any]]:
    """Ask for both on the web: nobody read them yet, then somebody did."""
    rows = []
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[COOKIE] = "8"
    client.get("/cijfers/")  # the first page of a process loads templates and addresses
    for kind, path in (("note", "/nota/"), ("newspaper", "/krant/")):
        for who in ("first", "next"):
            with CaptureQueriesContext(connection) as seen:
                took = take(lambda path=path: {"page": client.get(path)})
            page = took.pop("page")
            assert page.status_code == 200, (path, page.status_code)
            assert b"<h1" in page.content, path
            rows.append(
                took | {
                    "kind": kind, "who": who, "queries": len(seen), "size": len(page.content),
                    "zipped": len(gzip.compress(page.content, 6)),
                }
            )  # fmt: skip
    return rows


def editor() -> Any:
    return User.objects.get(email=next(p.email for p in LOGINS if p.slug == "redactie"))


def main() -> None:
    command, *more = sys.argv[1:]
    campaign = Campaign.objects.get()
    commands: dict[str, Callable[[], Any]] = {
        "count": lambda: counted(campaign),
        "more": lambda: make_more(campaign),
        "note": lambda: make(campaign, Kind.NOTE, more[0]),
        "newspaper": lambda: make(campaign, Kind.NEWSPAPER, "nl"),
        "press": lambda: make_press_edition(campaign),
        "web": lambda: read(campaign),
        "proofs": lambda: proofs(campaign, editor(), int(more[0])),
    }
    with clock.travel(MOMENTS[8]):
        told = commands[command]()
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.publication_newsroom import proofs
    from campaigns import clock
    from campaigns.models import Campaign, Contribution, User
    from clustering.models import Card
    from debate.models import Action, Answer
    from publications.models import Article, Block, BlockKind, Issue, Kind
    from publications.services.issues import publish_issue, render_issue, request_issue
    from publications.services.press import make_press, request_press
    from roeselare2030.demo.logins import LOGINS
    from roeselare2030.demo.middleware import COOKIE, MOMENTS
    from tests.publications.quality import faults_of, validated

    main()
