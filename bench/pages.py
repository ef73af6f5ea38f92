"""Requests per second, answer times and queries of the public pages."""

import random
import re
import string
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from collections.abc import Callable
from pathlib import Path

from django.core import signing

from bench import server, upsert
from bench.load import Browser, Job, Result, measure

ROOT = Path(__file__).resolve().parent.parent
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def _get(path: str) -> Job:
    return lambda browser: browser.request("GET", path)[0] == 200


def _form(text: str, after: str) -> dict[str, str]:
    """Return the hidden fields of the form that follows a mark in a page."""
    part = text[text.find(after) :]
    return dict(_FIELD.findall(part[: part.find("</form>")]))


def _post(browser: Browser, path: str, fields: dict[str, str]) -> bool:
    """Post a form; only an answer that sends on has stored something."""
    status, _text = browser.request(
        "POST", path, urllib.parse.urlencode(fields),
        **{"Content-Type": "application/x-www-form-urlencoded", "Referer": "https://127.0.0.1/"},
    )  # fmt: skip
    return status in {302, 303}


def _submit() -> Job:
    form: dict[str, str] = {}

    def job(browser: Browser) -> bool:
        if not form:
            form.update(_form(browser.request("GET", "/droom/")[1], "data-draft"))
            time.sleep(2)  # faster than this is taken for a machine
        word = "".join(random.choices(string.ascii_lowercase, k=12))
        text = f"Een bank onder elke boom, en {word} erbij"
        return _post(browser, "/droom/", form | {"submission_key": str(uuid.uuid4()), "text": text})

    return job


def _reader() -> Job:
    """Read cards as somebody who scored before: a new participant for each connection."""
    state: dict[str, str] = {}

    def job(browser: Browser) -> bool:
        if not state:
            state.update(_form(browser.request("GET", "/scoren/")[1], "data-answer"))
            _post(browser, "/scoren/geef/", state | {"value": "1"})
        return browser.request("GET", "/scoren/")[0] == 200

    return job


def _scorer(campaign: int, numbers: list[int]) -> Callable[[], Job]:
    """Score dealt cards without asking for the next page, which is measured by itself."""
    signer = signing.Signer(key=server.SECRET_KEY, fallback_keys=[], salt=f"survey.card.{campaign}")

    def make() -> Job:
        state: dict[str, str] = {}

        def job(browser: Browser) -> bool:
            if not state or random.random() < 0.005:  # somebody else sits down
                browser.cookies.clear()
                state.update(_form(browser.request("GET", "/scoren/")[1], "data-answer"))
            card = signer.sign(str(random.choice(numbers)))
            status, text = browser.request(
                "POST", "/scoren/geef/",
                urllib.parse.urlencode(state | {"card": card, "value": "1"}),
                **{"Content-Type": "application/x-www-form-urlencoded", "X-Fragment": "ack",
                   "Referer": "https://127.0.0.1/"},
            )  # fmt: skip
            return status == 200 and '"saved": true' in text

        return job

    return make


def table(port: int, url: str, size: int, seconds: float) -> str:
    """Measure each page and return the results as a table, beside a bare view and raw upserts."""
    numbers = server.public_numbers(url)
    words = ("fietspad", "bomen", "samen eten", "speelplein", "stilte")
    jobs: dict[str, Callable[[], Job]] = {
        "bare Django view, 20 KB": lambda: _get("/bench-bare"),
        "home": lambda: _get("/"),
        "list of dreams": lambda: _get("/dromen/"),
        "list, page 10,000": lambda: _get("/dromen/?bladzijde=10000"),
        "newest first, page 10,000": lambda: _get("/dromen/?orde=nieuw&bladzijde=10000"),
        "search": lambda: _search(words),
        "one dream": lambda: _get("/dromen/100/"),
        "most loved dreams": lambda: _get("/dromen/veel-gedroomd/"),
        "next card": _reader,
        "score": _scorer(server.campaign_key(url), numbers),
        "submit a dream": _submit,
    }
    results: list[Result] = [
        measure(name, port, job, seconds=seconds) for name, job in jobs.items()
    ]
    bare = results[0].per_second
    raw = upsert.per_second(url, seconds=seconds)
    scores = next(r for r in results if r.name == "score").per_second
    lines = [
        f"## Pages with {size:,} dreams and {server.count_scores(url):,} scores, 2 web workers "
        "(gthread), PostgreSQL, 4 clients",
        "",
        "| page | requests/s | of the bare view | median ms | p95 ms | failed |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {r.name} | {r.per_second:.0f} | {100 * r.per_second / bare:.0f}% | "
            f"{r.percentile(0.5):.1f} | {r.percentile(0.95):.1f} | {r.failed} |"
            for r in results
        ),
        "",
        f"PostgreSQL itself, four connections, one upsert and one sum a transaction: {raw:.0f} "
        f"scores/s. Ours, over HTTP: {scores:.0f}/s, {100 * scores / raw:.0f}%.",
    ]
    return "\n".join(lines)


def _search(words: tuple[str, ...]) -> Job:
    def job(browser: Browser) -> bool:
        query = urllib.parse.urlencode({"zoek": random.choice(words)})
        return browser.request("GET", f"/dromen/?{query}")[0] == 200

    return job


def queries(url: str, size: int) -> str:
    """Count the SQL queries of each page in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = server.environment(url, folder, "roeselare2030.settings.test")
        done = subprocess.run(
            [sys.executable, "-m", "bench.queries"],
            cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return f"## SQL queries per page with {size:,} dreams\n\n{done.stdout.strip()}"
