"""The field kit: how fast tablets bring home what was told, how heavy the app is, how fast it types.

    python -m bench.kit          only this part, on a scratch database

`--people` makes the people with tablets (a process of the product, called by the bench itself).
"""

import gzip
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench import lighthouse, server
from bench.load import HEADERS, Browser

ROOT = Path(__file__).resolve().parent.parent
TABLETS, EACH, BATCH = 42, 200, 100
COOKIE = "__Host-session"
PATIENCE = 170  # seconds the app waits for an answer
SHELL_BUDGET, TYPING_BUDGET = 150, 50  # KB compressed, ms
NOTES_ON_SCREEN = 500
PIN = "274913"
_TABLES = (
    "campaigns_contribution", "dreamsessions_note", "dreamsessions_edit", "dreamsessions_receipt"
)  # fmt: skip
_FILES = re.compile(r"const FILES = \[(.*)\];")


@dataclass
class Tablet:
    """One person's tablet: its login, its session, what waits on it."""

    user: int
    cookie: str
    session: int
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    times: list[float] = field(default_factory=list)
    failed: int = 0

    def records(self, amount: int) -> list[str]:
        return [
            json.dumps({
                "id": str(uuid.uuid4()), "kind": "write", "note": str(uuid.uuid4()), "base": None,
                "session": self.session, "text": f"Een lange tafel in elke straat, en {n} stoelen erbij.",
                "chair": n % 12 + 1, "speaker": "Rita", "language": "nl", "seq": n + 1,
                "at": "2027-03-09T19:30:00.000Z",
            })
            for n in range(amount)
        ]  # fmt: skip

    def bring_home(self, port: int, records: list[str]) -> None:
        """Fetch the luggage and send the records, as the app does."""
        browser = Browser(port)
        browser.connection.timeout = PATIENCE
        browser.cookies[COOKIE] = self.cookie
        bag = json.loads(self._timed(browser, "GET", "/ambassadeur/kit/bagage.json") or "{}")
        for start in range(0, len(records), BATCH):
            part = records[start : start + BATCH]
            body = {
                "version": 1, "device": self.device, "app": "bench", "user": self.user,
                "status": {"waiting": len(records) - start - len(part), "failed": 0}, "records": part,
            }  # fmt: skip
            headers = {
                "Content-Type": "application/json", "X-CSRFToken": bag.get("csrf", ""),
                "Referer": "https://127.0.0.1/",
            }  # fmt: skip
            text = self._timed(
                browser, "POST", "/ambassadeur/kit/sync/", json.dumps(body), **headers
            )
            stored = json.loads(text or "{}").get("results", [])
            self.failed += sum(row["state"] != "stored" for row in stored) + len(part) - len(stored)

    def _timed(self, browser: Browser, *request: str, **headers: str) -> str:
        began = time.perf_counter()
        try:
            status, text = browser.request(*request, **headers)
        except OSError:
            status, text = 0, ""
        self.times.append(time.perf_counter() - began)
        if status != 200:
            self.failed += 1
            return ""
        return text


def _people(url: str) -> tuple[list[Tablet], int]:
    """Make people with a login and a session each; and count the queries of 1,000 notes."""
    with tempfile.TemporaryDirectory() as folder:
        env = server.environment(url, folder, "roeselare2030.settings.prod")
        done = subprocess.run(
            [sys.executable, "-m", "bench.kit", "--people"],
            cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    return [Tablet(**row) for row in told["people"]], int(told["queries"])


def _percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(port: int, url: str) -> str:
    """Measure all of it and return it as a table."""
    people, queries = _people(url)
    alone, crowd, typist = people[0], people[1 : TABLETS + 1], people[-1]
    began = time.perf_counter()
    alone.bring_home(port, alone.records(1_000))
    thousand = time.perf_counter() - began

    loads = [(tablet, tablet.records(EACH)) for tablet in crowd]
    workers = [
        threading.Thread(target=tablet.bring_home, args=(port, records))
        for tablet, records in loads
    ]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    together = time.perf_counter() - began
    times = [one for tablet in crowd for one in tablet.times]
    raw, rows = _raw_insert(url, [tablet.session for tablet in crowd])
    # A record, its note, its contribution and its receipt: all of them, or the figures are worth nothing.
    missing = len(_TABLES) * TABLETS * EACH - rows
    weight = _shell(port, alone.cookie)
    typing = _typing(port, typist)
    return "\n".join([
        "## The field kit, 2 web workers (gthread), PostgreSQL",
        "",
        "| what | figure | bar |",
        "|---|---:|---:|",
        f"| 1,000 notes of one tablet: seconds | {thousand:.1f} | |",
        f"| … requests | {len(alone.times)} | |",
        f"| … server queries | {queries:,} | |",
        f"| … errors | {alone.failed} | 0 |",
        f"| {TABLETS} tablets, {EACH} notes each, at once: seconds | {together:.1f} | |",
        f"| … notes per second | {TABLETS * EACH / together:.0f} | |",
        f"| … p95 of a request, ms | {_percentile(times, 0.95):.0f} | |",
        f"| … errors | {sum(tablet.failed for tablet in crowd) + abs(missing)} | 0 |",
        f"| the same {rows:,} rows by bulk INSERT in PostgreSQL: seconds | {raw:.1f} | |",
        f"| app shell, KB compressed | {weight:.1f} | {SHELL_BUDGET} |",
        f"| key to paint with {NOTES_ON_SCREEN} notes in the session: median ms | {_middle(typing):.0f} | |",
        f"| … p95 ms | {sorted(typing)[int(0.95 * len(typing))]:.0f} | {TYPING_BUDGET} |",
        f"| … slowest of {len(typing)} keys, ms | {max(typing):.0f} | |",
    ])  # fmt: skip


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _raw_insert(url: str, sessions: list[int]) -> tuple[float, int]:
    """Insert what the tablets brought once more, in tables just like them, without our product."""
    of_notes = "SELECT contribution_id FROM dreamsessions_note WHERE session_id = ANY(%s)"
    where = {
        "campaigns_contribution": f"id IN ({of_notes})",
        "dreamsessions_note": "session_id = ANY(%s)",
        "dreamsessions_edit": f"note_id IN ({of_notes})",
        "dreamsessions_receipt": f"id IN (SELECT id FROM dreamsessions_edit WHERE note_id IN ({of_notes}))",
    }
    seconds, amount = 0.0, 0
    with psycopg.connect(url) as connection:
        for name in _TABLES:
            columns = [
                column
                for (column,) in connection.execute(
                    "SELECT column_name::text FROM information_schema.columns"
                    " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                    (name,),
                )
            ]
            names = ", ".join(f'"{column}"' for column in columns)
            rows = connection.execute(
                f"SELECT {names} FROM {name} WHERE {where[name]}".encode(), (sessions,)
            ).fetchall()
            connection.execute(f"CREATE TABLE raw_{name} (LIKE {name} INCLUDING ALL)".encode())
            connection.commit()
            marks = ", ".join(["%s"] * len(columns))
            began = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO raw_{name} ({names}) VALUES ({marks})".encode(), rows
                )
            connection.commit()
            seconds += time.perf_counter() - began
            amount += len(rows)
            connection.execute(f"DROP TABLE raw_{name}".encode())
    return seconds, amount


def _shell(port: int, cookie: str) -> float:
    """Return the KB of everything the tablet keeps, as it comes over the line."""

    def size(path: str) -> tuple[int, bytes]:
        headers = HEADERS | {"Accept-Encoding": "gzip", "Cookie": f"{COOKIE}={cookie}"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            body = answer.read()
            if answer.headers.get("Content-Encoding") == "gzip":
                return len(body), gzip.decompress(body)
        # Pages are compressed by the server in front.
        return (len(gzip.compress(body)) if b"<html" in body[:400] else len(body)), body

    length, worker = size("/ambassadeur/sw.js")
    found = _FILES.search(worker.decode())
    files = json.loads(f"[{found[1]}]") if found else []
    assert files, "The worker names no files."
    return (length + sum(size(path)[0] for path in ["/ambassadeur/kit/", *files])) / 1024


def _typing(port: int, tablet: Tablet) -> list[float]:
    """Type in a session with many notes; return the ms from each key to the paint after it."""
    from playwright.sync_api import sync_playwright

    base = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=lighthouse.CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": 1180, "height": 820},
            extra_http_headers={"X-Forwarded-Proto": "https"},
        )
        context.add_cookies([{
            "name": COOKIE, "value": tablet.cookie, "domain": "127.0.0.1", "path": "/", "secure": True
        }])  # fmt: skip
        page = context.new_page()
        page.goto(f"{base}/ambassadeur/kit/#/sessie/{tablet.session}")
        page.fill("#pin-1", PIN)
        page.fill("#pin-2", PIN)
        page.click("main form button")
        # No worker over plain http here; the app itself runs all the same.
        page.wait_for_selector("[data-ready] a.knop")
        context.set_offline(True)
        page.evaluate(
            """async ([session, amount]) => {
              const { kit } = await import(document.querySelector("script[src*='kit/app']").src);
              const one = (_, n) => ({ session, text: `Droom ${n}`, chair: n % 12 + 1 });
              const told = Array.from({ length: amount }, one);
              await kit.book.writeMany(told);
              location.hash = `#/sessie/${session}`;
            }""",
            [tablet.session, NOTES_ON_SCREEN],
        )
        page.check("#toestemming")
        page.click("main form button")
        page.click("[data-chair='3']")
        page.wait_for_timeout(1_500)
        page.evaluate(
            """() => {
              globalThis.keys = [];
              document.querySelector("#droomtekst").addEventListener("keydown", (event) => {
                const began = event.timeStamp;
                // The frame after the one in which the letter stands: then it is on the screen.
                requestAnimationFrame(() => setTimeout(() => globalThis.keys.push(performance.now() - began)));
              }, true);
            }"""
        )
        page.locator("#droomtekst").press_sequentially(
            "We eten op zondag met de hele straat aan één lange tafel. ", delay=60
        )
        page.wait_for_timeout(500)
        found: list[float] = page.evaluate("() => globalThis.keys")
        browser.close()
    return found


def _make_people() -> None:
    """Print people with a login and a session each, as JSON; run as a process of the product."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.people import sign_in
    from campaigns.models import Campaign
    from campaigns.permissions import Role
    from dreamsessions.models import Session
    from tests.dreamsessions.builders import make_ambassador, make_session
    from tests.factories import make_member

    campaign = Campaign.objects.get()
    people: list[dict[str, Any]] = []
    for n in range(TABLETS + 3):
        user = make_member(campaign, Role.AMBASSADOR, email=f"bench-{n}@example.org", password=None)
        session = make_session(campaign, make_ambassador(campaign, user), title=f"Bench {n}")
        Session.objects.filter(pk=session.pk).update(slug=f"bench-{n}")
        people.append({"user": user.pk, "cookie": sign_in(user), "session": session.pk})
    counter = Tablet(**people.pop(1))
    client = Client(headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})
    client.cookies[COOKIE] = counter.cookie
    records, queries = counter.records(1_000), 0
    for start in range(0, len(records), BATCH):
        body = {
            "version": 1, "device": counter.device, "user": counter.user,
            "records": records[start : start + BATCH],
        }  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(
                "/ambassadeur/kit/sync/", json.dumps(body), content_type="application/json"
            )
        assert answer.status_code == 200, answer.content[:300]
        queries += len(seen)
    sys.stdout.write(json.dumps({"people": people, "queries": queries}) + "\n")


def main() -> None:
    if "--people" in sys.argv:
        _make_people()
        return
    with server.database(5_000) as url, server.running(url) as port:
        sys.stdout.write(table(port, url) + "\n")


if __name__ == "__main__":
    main()
