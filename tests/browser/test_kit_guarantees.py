"""What is told is never lost and never doubled: a real tablet, a real server, a line that is cut."""

import contextlib
import io
import json
import os
import re
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Error, FilePayload, Page, Route, expect

from tests.browser.kit_tablet import (
    ODD,
    Server,
    Tablet,
    digest_of,
    hardware,
    odd_texts,
    read_json,
    server,
    tablets,
)

pytestmark = pytest.mark.browser
__all__ = ["hardware", "server", "tablets"]  # fixtures

Give = Callable[..., Tablet]
SYNC = "**/ambassadeur/kit/sync/"
NOW = "2027-03-09T12:00:00+01:00"
SIGN_IN = re.compile("Meld je .*aan|Sign in again")
OFFLINE = re.compile("Geen internet|No internet")
SENT = re.compile("Alles is verstuurd|Everything is sent")
FULL = re.compile("kan niets meer bewaren|can keep nothing more")
LATE = re.compile("drie dagen|three days")


def test_three_days_offline_with_an_expired_login(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[0], "drie-dagen"
    texts = odd_texts(200, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.go_offline()
    tablet.sign_out()
    tablet.begin(session)
    for text in texts[:5]:  # with fingers, the others through the same book
        tablet.sit(3)
        tablet.tell(text)
    told = tablet.write(session, texts[5:70])
    digests = tablet.photograph(told[0], session, 7)
    for day, part in ((10, texts[70:140]), (12, texts[140:])):
        tablet.context.clock.set_system_time(f"2027-03-{day}T23:59:58+01:00")
        tablet.reopen(f"#/sessie/{session}")
        told = tablet.write(session, part)
        digests += tablet.photograph(told[-1], session, 6 + (day == 12))
    assert len(digests) == 20
    expect(tablet.badge).to_contain_text(OFFLINE)
    expect(tablet.badge).to_contain_text("200")
    expect(tablet.badge).to_contain_text(LATE)

    tablet.go_online()
    tablet.send()
    expect(tablet.badge).to_contain_text(SIGN_IN)
    assert server.notes(mark) == []
    assert tablet.waiting()["notes"] == 200

    tablet.sign_in()
    tablet.unlock()
    tablet.send_all()
    expect(tablet.badge).to_contain_text(SENT)
    server.is_exactly(mark, texts)
    media = server.rows(
        "SELECT digest, received = size, finished_at IS NOT NULL FROM dreamsessions_media"
        " WHERE session_id = ?", session,
    )  # fmt: skip
    assert sorted(media) == sorted((digest, 1, 1) for digest in digests)
    days = server.rows(
        "SELECT count(DISTINCT date(created_at)) FROM campaigns_contribution WHERE text LIKE ?",
        f"{mark} %",
    )
    assert days[0][0] >= 3  # told on three days, whatever day it arrived


def _request(tablet: Tablet, records: list[str]) -> urllib.request.Request:
    """Return a batch as the app sends it, to be sent without a browser."""
    base = tablet.server.base
    cookies = "; ".join(f"{c.get('name')}={c.get('value')}" for c in tablet.context.cookies(base))
    bag = urllib.request.Request(f"{base}/ambassadeur/kit/bagage.json", headers={"Cookie": cookies})
    with urllib.request.urlopen(bag, timeout=60) as answer:
        luggage = json.load(answer)
    device = tablet.app("(kit) => kit.book.device()")
    body = {"version": 1, "device": device, "app": "x", "user": luggage["user"], "records": records}
    headers = {
        "Cookie": cookies, "X-CSRFToken": luggage["csrf"], "Content-Type": "application/json"
    }  # fmt: skip
    return urllib.request.Request(
        f"{base}/ambassadeur/kit/sync/", json.dumps(body).encode(), headers
    )


def test_the_same_batch_ten_times_at_once(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[1], "tien-keer"
    texts = odd_texts(100, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.page.route(SYNC, lambda route: route.abort())
    tablet.write(session, texts)
    raw = [row["raw"] for row in tablet.outbox()]
    requests = [_request(tablet, raw) for _ in range(10)]
    together = threading.Barrier(10)
    answers: list[list[tuple[str, str]]] = []

    def send(request: urllib.request.Request) -> None:
        together.wait()
        with urllib.request.urlopen(request, timeout=120) as answer:
            rows = json.load(answer)["results"]
        answers.append([(row["state"], row["digest"]) for row in rows])

    threads = [threading.Thread(target=send, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 10
    assert sum(state == "stored" for rows in answers for state, _digest in rows) == 100
    assert all([digest for _state, digest in rows] == list(map(digest_of, raw)) for rows in answers)
    server.is_exactly(mark, texts)
    tablet.page.unroute(SYNC)
    tablet.send_all()
    server.is_exactly(mark, texts)


def test_the_server_is_killed_in_the_middle_of_a_batch(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[2], "stroom-weg"
    texts = odd_texts(300, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.go_offline()
    tablet.write(session, texts)
    pauses = [0.0, 0.05, 0.15]

    def cut(route: Route) -> None:
        route.continue_()
        if pauses:
            time.sleep(pauses.pop())
            server.kill()

    tablet.page.route(SYNC, cut)
    tablet.go_online()
    while pauses:
        tablet.send()
        assert tablet.waiting()["notes"] > 0
        server.start()
    tablet.send_all()
    server.is_exactly(mark, texts)


def test_the_answer_is_lost_after_the_server_wrote_it_down(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[3], "antwoord-weg"
    texts = odd_texts(150, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.go_offline()
    tablet.write(session, texts)
    tablet.photograph(tablet.outbox()[0]["note"], session)
    lost: list[int] = []

    def drop(route: Route) -> None:
        answer = route.fetch()
        if route.request.method == "GET" or len(lost) >= 5:
            route.fulfill(response=answer)
            return
        assert answer.ok
        lost.append(answer.status)
        route.abort("connectionreset")

    tablet.page.route(SYNC, drop)
    tablet.page.route("**/ambassadeur/kit/bestand/**", drop)
    tablet.go_online()
    tablet.send()
    assert len(server.notes(mark)) == 100  # written down there, and the tablet does not know
    assert tablet.waiting()["notes"] == 150
    tablet.send_all()
    assert len(lost) == 5
    server.is_exactly(mark, texts)
    media = "SELECT count(*), min(finished_at IS NOT NULL) FROM dreamsessions_media WHERE session_id = ?"
    assert server.rows(media, session) == [(1, 1)]


def _portal(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<h1>Hotel wifi</h1>")


def _stranger(route: Route) -> None:
    route.fulfill(json={"version": 1, "results": [{"id": "x", "state": "stored", "digest": "y"}]})


def _other_words(route: Route) -> None:
    """Confirm every id, with the digest of other words."""
    records = read_json(route.request.post_data)["records"]
    rows = [{"id": json.loads(r)["id"], "state": "stored", "digest": "0" * 64} for r in records]
    route.fulfill(json={"version": 1, "results": rows})


def _broken(route: Route) -> None:
    route.fulfill(status=502, body="Bad gateway")


@pytest.mark.parametrize("fault", [_portal, _stranger, _other_words, _broken])
def test_only_id_and_digest_make_a_tablet_forget(
    server: Server, tablets: Give, fault: Callable[[Route], None]
) -> None:
    session, mark = server.session_ids()[4], f"vals{fault.__name__.replace('_', '-')}"
    texts = odd_texts(10, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.page.route(SYNC, fault)
    tablet.write(session, texts)
    tablet.send()
    assert tablet.waiting()["notes"] == 10
    assert server.notes(mark) == []
    tablet.page.unroute(SYNC)
    tablet.send_all()
    server.is_exactly(mark, texts)


def test_two_tablets_correct_the_same_dream(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[5], "twee-tablets"
    first = tablets(clock=NOW).sign_in().make_ready()
    first.begin(session)
    first.sit(2)
    first.tell(f"{mark} Een bank.")
    first.send_all()
    second = tablets(clock=NOW).sign_in().make_ready()
    second.page.evaluate("(hash) => { location.hash = hash }", f"#/sessie/{session}")
    for tablet, words in ((first, f"{mark} Een rode bank."), (second, f"{mark} Een blauwe bank.")):
        tablet.go_offline()
        tablet.sit(2)
        tablet.page.click(".velden > details > summary")
        tablet.page.click(".verteld li button")
        tablet.page.fill("#droomtekst", words)
        tablet.page.click(".knoppenrij [type=submit]")
        expect(tablet.page.locator("#droomtekst")).to_have_value("")
    for tablet in (first, second):
        tablet.go_online()
        tablet.send_all()
    server.is_exactly(mark, [f"{mark} Een rode bank."])
    edits = server.rows(
        "SELECT text, conflicts FROM dreamsessions_edit WHERE text LIKE ?", f"{mark} %"
    )
    assert set(edits) == {
        (f"{mark} Een bank.", 0), (f"{mark} Een rode bank.", 0), (f"{mark} Een blauwe bank.", 1),
    }  # fmt: skip
    second.sit(2)
    second.page.click(".velden > details > summary")
    expect(second.page.locator(".verteld .pil--letop")).to_be_visible()


def test_two_tablets_in_one_session_add_up(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[6], "samen"
    pair = [tablets(clock=NOW).sign_in().make_ready() for _ in range(2)]
    for n, tablet in enumerate(pair):
        tablet.go_offline()
        tablet.write(session, [f"{mark} {n} {text}" for text in ODD], chair=n + 1)
        tablet.go_online()
        tablet.send_all()
    assert len(server.notes(mark)) == 2 * len(ODD)
    pair[0].app("(kit) => { kit.courier.packedAt = 0; return kit.courier.now() }")
    pair[0].page.evaluate("(hash) => { location.hash = hash }", f"#/sessie/{session}")
    pair[0].page.check("#toestemming")
    pair[0].page.click("main form button")
    expect(pair[0].page.locator(".blad b")).to_have_text(str(2 * len(ODD)))


def test_a_new_release_leaves_fifty_unsent_dreams_alone(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[7], "nieuwe-versie"
    texts = odd_texts(50, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    page = tablet.page
    page.route(SYNC, lambda route: route.abort())
    before = tablet.app("async () => (await caches.keys()).join()")
    tablet.begin(session)
    tablet.write(session, texts[:49])
    tablet.sit(4)
    page.fill("#droomtekst", texts[49])
    server.kill()
    server.start(release="later-1")
    tablet.app("(kit) => kit.registration.update()")
    expect(page.locator("[data-update]")).to_be_visible()
    assert tablet.waiting()["notes"] == 49
    expect(page.locator("#droomtekst")).to_have_value(texts[49])
    with page.expect_navigation():
        page.click("[data-update] button")
    tablet.unlock()
    after = tablet.app("async () => (await caches.keys()).join()")
    assert after != before
    assert after.endswith("later-1")
    # What was being typed is there again, and can be finished in the new version.
    expect(page.locator("#droomtekst")).to_have_value(texts[49])
    tablet.tell(texts[49], onward=False)
    assert tablet.waiting()["notes"] == 50
    page.unroute(SYNC)
    tablet.send_all()
    server.is_exactly(mark, texts)
    app = "SELECT count(*) FROM dreamsessions_device WHERE app_version = 'later-1'"
    assert server.rows(app)[0][0] == 1


_NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  globalThis.makeRoom = () => { IDBObjectStore.prototype.put = put; };
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def test_a_full_tablet_says_so_and_keeps_the_text_in_sight(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[8], "vol"
    tablet = tablets(clock=NOW).sign_in().make_ready()
    page = tablet.page
    tablet.begin(session)
    tablet.sit(1)
    tablet.go_offline()
    page.evaluate(_NO_ROOM)
    page.locator("#droomtekst").press_sequentially(f"{mark} Dit mag niet weg.")
    expect(page.locator("[data-alert]")).to_contain_text(FULL)
    for leave in ("[data-back]", ".afronden", "[data-chair='5']", ".knoppenrij [type=submit]"):
        page.click(leave)
        page.wait_for_timeout(200)
        expect(page.locator("#droomtekst")).to_have_value(f"{mark} Dit mag niet weg.")
        expect(page.locator("[data-alert]")).to_be_visible()
    assert page.inner_text(".blad b") == "0"
    tablet.app("(kit) => kit.lock()")
    expect(page.locator("#droomtekst")).to_have_value(f"{mark} Dit mag niet weg.")
    page.evaluate("() => makeRoom()")
    # Somebody made room: it is kept by itself, without another keystroke.
    expect(page.locator("[data-alert]")).to_be_hidden(timeout=8_000)
    page.click(".knoppenrij [type=submit]")
    expect(page.locator(".blad b")).to_have_text("1")
    tablet.go_online()
    tablet.send_all()
    server.is_exactly(mark, [f"{mark} Dit mag niet weg."])


def test_a_disk_that_is_really_full(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[9], "schijf"
    tablet = tablets(clock=NOW).sign_in()
    page = tablet.page
    line = tablet.context.new_cdp_session(page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": server.base, "quotaSize": 4_000_000})
    tablet.make_ready()
    tablet.begin(session)
    tablet.go_offline()
    tablet.sit(1)
    page.fill("#droomtekst", f"{mark} Deze zin staat er nog.")
    picture = io.BytesIO()
    Image.frombytes("RGB", (1400, 1100), os.urandom(1400 * 1100 * 3)).save(picture, "PNG")
    photo: FilePayload = {
        "name": "blad.png", "mimeType": "image/png", "buffer": picture.getvalue()
    }  # fmt: skip
    for kept in range(1, 9):
        page.set_input_files("#foto", photo)
        page.wait_for_timeout(1_500)
        if page.locator("[data-alert]").is_visible():
            break
        expect(page.locator(".bijlagen li")).to_have_count(kept)
    expect(page.locator("[data-alert]")).to_contain_text(FULL)
    expect(page.locator("#droomtekst")).to_have_value(f"{mark} Deze zin staat er nog.")
    # What is shown as kept is kept, and nothing else.
    shown = page.locator(".bijlagen li").count()
    assert shown == kept - 1 == len(tablet.app("(kit) => kit.store.keys('bytes')"))


def _crash(page: Page) -> None:
    """Kill the tab as a tablet without memory does: no goodbye, nothing is saved on the way out."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")


def test_a_tab_killed_while_typing_has_the_text_on_reopening(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[10], "gestorven"
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.begin(session)
    tablet.sit(7)
    tablet.go_offline()
    tablet.page.fill("#voornaam", "Noor")
    tablet.page.locator("#droomtekst").press_sequentially(f"{mark} Half af 🏊🏽‍♀️ שלום", delay=10)
    expect(tablet.page.locator(".bewaard")).not_to_have_text("")
    tablet.page.wait_for_timeout(350)
    _crash(tablet.page)
    tablet.reopen(f"#/sessie/{session}")
    page = tablet.page
    expect(page.locator("#droomtekst")).to_have_value(f"{mark} Half af 🏊🏽‍♀️ שלום")
    expect(page.locator("#voornaam")).to_have_value("Noor")
    expect(page.locator("[data-chair='7']")).to_have_attribute("aria-current", "true")
    tablet.tell(f"{mark} Nu wel af.")
    tablet.go_online()
    tablet.send_all()
    server.is_exactly(mark, [f"{mark} Nu wel af."])


@pytest.mark.parametrize("year", ["2025", "2029"])
def test_a_clock_two_years_off(server: Server, tablets: Give, year: str) -> None:
    session, mark = server.session_ids()[11], f"klok-{year}"
    texts = odd_texts(30, mark)
    tablet = tablets(clock=f"{year}-03-09T10:00:00+01:00").sign_in().make_ready()
    tablet.go_offline()
    tablet.write(session, texts[:15])
    # Somebody travels, and sets the clock back an hour: the order is the tablet's own.
    tablet.context.clock.set_system_time(f"{year}-03-09T09:00:00+01:00")
    tablet.write(session, texts[15:])
    tablet.go_online()
    tablet.send_all()
    server.is_exactly(mark, texts)
    told = server.rows(
        "SELECT min(created_at), max(created_at) FROM campaigns_contribution WHERE text LIKE ?",
        f"{mark} %",
    )[0]
    # The demo's city stands still on the morning of 9 March 2027.
    for moment in told:
        assert abs(datetime.fromisoformat(moment) - datetime(2027, 3, 9, 9)) < timedelta(hours=2)


def test_a_revoked_tablet_is_refused_and_keeps_its_dreams(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[13], "kwijt"
    texts = odd_texts(5, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.send()
    tablet.go_offline()
    tablet.write(session, texts)
    device = tablet.app("(kit) => kit.book.device()").replace("-", "")
    server.change("UPDATE dreamsessions_device SET revoked_at = ? WHERE id = ?", NOW, device)
    tablet.go_online()
    tablet.send()
    expect(tablet.badge).to_contain_text(re.compile("mag niets meer|signed off"))
    assert tablet.waiting()["notes"] == 5
    assert server.notes(mark) == []
    server.change("UPDATE dreamsessions_device SET revoked_at = NULL WHERE id = ?", device)
    tablet.send_all()
    server.is_exactly(mark, texts)


def test_a_colleague_who_signs_in_sends_nothing_of_mine(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[14], "ander"
    texts = odd_texts(5, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.page.route(SYNC, lambda route: route.abort())
    tablet.write(session, texts)
    tablet.sign_in("kernteam")
    tablet.page.unroute(SYNC)
    tablet.unlock()
    tablet.send()
    expect(tablet.badge).to_contain_text(re.compile("Iemand anders|Somebody else"))
    assert tablet.waiting()["notes"] == 5
    # The colleague gets a store and a PIN of her own on the same tablet.
    page = tablet.page
    page.reload()
    page.click(".wissel button")
    page.get_by_role("button", name=re.compile("nieuw op deze|new on this")).click()
    page.fill("#pin-1", "918273")
    page.fill("#pin-2", "918273")
    page.click("main form button")
    expect(page.locator(".klaarvink")).to_be_visible()
    assert tablet.waiting()["notes"] == 0
    assert server.notes(mark) == []
    tablet.sign_in()
    page.goto(f"{server.base}/ambassadeur/kit/")
    page.click(".wissel button")
    page.get_by_role("button", name="Rita").click()
    tablet.unlock()
    tablet.send_all()
    server.is_exactly(mark, texts)


def test_a_refused_record_stays_in_sight_and_holds_up_nobody(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[15], "geweigerd"
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.go_offline()
    tablet.write(session, [f"{mark} te lang " + "x" * 5001])
    tablet.write(session, [f"{mark} goed"])
    tablet.go_online()
    tablet.send()
    server.is_exactly(mark, [f"{mark} goed"])
    expect(tablet.badge).to_have_attribute("data-mood", "fout")
    tablet.page.evaluate("() => { location.hash = '#/wacht' }")
    expect(tablet.page.locator(".reden")).to_have_count(1)
    tablet.check()
    with tablet.page.expect_download() as saved:
        tablet.page.get_by_role("button", name=re.compile("als bestand|as file")).click()
    body = json.loads(saved.value.path().read_text())
    assert [json.loads(raw)["text"][:20] for raw in body["records"]] == [f"{mark} te lang xx"[:20]]
    # The team reads it and settles it: from then on the tablet may forget it.
    key = json.loads(body["records"][0])["id"].replace("-", "")
    assert server.rows("SELECT reason FROM dreamsessions_rejected WHERE id = ?", key) == [
        ("too_long",)
    ]
    server.change("UPDATE dreamsessions_rejected SET settled_at = ? WHERE id = ?", NOW, key)
    tablet.page.get_by_role("button", name=re.compile("opnieuw|again")).click()
    expect(tablet.badge).to_contain_text(SENT)


_DUMP = """async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const read = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (!value || typeof value !== "object") return String(value);
    return Object.entries(value).map(([name, part]) => `${name}=${read(part)}`).join();
  };
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows = await done(db.transaction(store).objectStore(store).getAll());
      found.push(store, ...rows.map(read));
    }
  }
  return found.join() + JSON.stringify(localStorage) + JSON.stringify(sessionStorage);
}"""


def test_what_lies_on_the_tablet_cannot_be_read_without_the_pin(
    server: Server, tablets: Give
) -> None:
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.go_offline()
    tablet.write(
        server.session_ids()[16], ["verzegeld Rita woont in de Zwaanstraat"], speaker="Rita"
    )
    tablet.begin(server.session_ids()[16])
    tablet.sit(1)
    tablet.page.fill("#droomtekst", "verzegeld ook een halve zin")
    tablet.page.wait_for_timeout(700)
    dump = tablet.app(_DUMP)
    assert all(store in dump for store in ("outbox", "notes", "drafts", "luggage"))
    for word in ("verzegeld", "Zwaanstraat", "halve zin", "De Spil", "csrf"):
        assert word not in dump


def test_five_thousand_dreams_in_one_sync(server: Server, tablets: Give) -> None:
    session, mark = server.session_ids()[17], "vijfduizend"
    texts = odd_texts(5_000, mark)
    tablet = tablets(clock=NOW).sign_in().make_ready()
    tablet.go_offline()
    tablet.write(session, texts)
    expect(tablet.badge).to_contain_text(re.compile(r"5[.\s]?000"))
    tablet.go_online()
    tablet.send_all(seconds=120)
    server.is_exactly(mark, texts)
