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
from pathlib import Path

from bench import server
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


def _score() -> Job:
    def job(browser: Browser) -> bool:
        form = _form(browser.request("GET", "/scoren/")[1], "data-answer")
        return _post(browser, "/scoren/geef/", form | {"value": "1"})

    return job


def table(port: int, size: int, seconds: float) -> str:
    """Measure each page and return the results as a table."""
    jobs = {
        "bare Django view, 20 KB": lambda: _get("/bench-bare"),
        "home": lambda: _get("/"),
        "list of dreams": lambda: _get("/dromen/"),
        "one dream": lambda: _get("/dromen/100/"),
        "submit a dream": _submit,
        "score a dream (page + post)": _score,
    }
    results: list[Result] = [
        measure(name, port, job, seconds=seconds) for name, job in jobs.items()
    ]
    bare = results[0].per_second
    lines = [
        f"## Pages with {size:,} dreams, 2 web workers (gthread), PostgreSQL, 4 clients",
        "| page | requests/s | of the bare view | median ms | p95 ms | failed |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r.name} | {r.per_second:.0f} | {100 * r.per_second / bare:.0f}% | "
        f"{r.percentile(0.5):.1f} | {r.percentile(0.95):.1f} | {r.failed} |"
        for r in results
    ]
    return "\n".join([lines[0], "", *lines[1:]])


def queries(url: str, size: int) -> str:
    """Count the SQL queries of each page in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = server.environment(url, folder, "roeselare2030.settings.test")
        done = subprocess.run(
            [sys.executable, "-m", "bench.queries"],
            cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return f"## SQL queries per page with {size:,} dreams\n\n{done.stdout.strip()}"
