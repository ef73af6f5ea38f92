"""How long an editor waits for the proof of a page: saved in the newsroom, made by a real worker.

The page asks as `static/js/newsroom.js` does: half a second after it came, then every 0.7 seconds.
"""

import re
import time
from typing import Any

from django.test import Client

from bench.board import cost
from bench.people import sign_in
from publications.models import Article, Page
from publications.services.proofs import ask_proofs
from publications.tasks import make_proofs

FIRST, AGAIN = 0.5, 0.7  # seconds after which the page asks, and asks again
PATIENCE = 180
_FIELDS = ("version", "rubric", "headline", "deck", "body", "pull_quote", "pull_quote_by")


def proofs(campaign: Any, editor: Any, worker: int) -> dict[str, Any]:
    """Save a page of every kind, one after the other, and wait for its proof."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = sign_in(editor)
    # Whoever opens the newsroom asks for all: here only what was saved must be waited for.
    numbers = _written(campaign)
    ask_proofs(campaign=campaign, numbers=[numbers[0]], again=True)
    began, worked = time.perf_counter(), cost.processor(cost.family(worker))
    make_proofs.delay(campaign.pk)
    _wait(client, numbers[0])
    cold = time.perf_counter() - began
    cold_work = cost.processor(cost.family(worker)) - worked
    rows = []
    for number in numbers:
        before = Page.objects.filter(campaign=campaign, number=number).first()
        worked = cost.processor(cost.family(worker))
        began = time.perf_counter()
        _save(client, campaign, number)
        _wait(client, number)
        seconds = time.perf_counter() - began
        page = Page.objects.get(campaign=campaign, number=number)
        assert page.preview_digest, page.measured
        assert before is None or page.preview_digest != before.preview_digest
        rows.append({
            "page": number, "seconds": seconds,
            "processor": cost.processor(cost.family(worker)) - worked,
        })  # fmt: skip
    return {"cold": cold, "cold_work": cold_work, "cold_page": numbers[0], "warm": rows}


def _written(campaign: Any) -> list[int]:
    """Return the pages that articles lie in."""
    rows = Article.objects.filter(campaign=campaign, page__gt=0).order_by("page")
    return sorted(set(rows.values_list("page", flat=True)))


def _save(client: Client, campaign: Any, number: int) -> None:
    """Write a word more in the first article of a page, as an editor does."""
    room = client.get(f"/team/krant/{number}/").content.decode()
    found = re.search(r'name="version" value="(\d+)"', room)
    assert found, "The page does not say which version it is."
    article = Article.objects.filter(campaign=campaign, page=number).order_by("position", "pk")[0]
    fields = {f"{article.slug}-{name}": getattr(article, name) for name in _FIELDS}
    fields[f"{article.slug}-body"] += " Echt waar."
    answer = client.post(f"/team/krant/{number}/", {"version": found[1], **fields})
    assert answer.status_code == 302, (answer.status_code, answer.content[:300])


def _wait(client: Client, number: int) -> None:
    """Ask for the proof as the page does, until it is there."""
    until = time.perf_counter() + PATIENCE
    time.sleep(FIRST)
    while "data-pending" in client.get(f"/team/krant/{number}/stand/").content.decode():
        assert time.perf_counter() < until, f"No proof of page {number} after {PATIENCE} seconds."
        time.sleep(AGAIN)
