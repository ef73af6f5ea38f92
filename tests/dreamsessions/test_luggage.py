"""A tablet takes along all the table needs without a network, and not a word too many."""

import json
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, User
from dreamsessions.models import Session
from dreamsessions.services.noting import close_session
from dreamsessions.shell import SHELL, app_version
from dreamsessions.wording import kit_words
from tests.dreamsessions.builders import make_ambassador, make_session, record

LUGGAGE = "/ambassadeur/kit/bagage.json"
SYNC = "/ambassadeur/kit/sync/"


def fetch(user: User) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    answer = client.get(LUGGAGE)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def write(user: User, session: Session, text: str, amount: int = 1) -> None:
    client = Client()
    client.force_login(user)
    records = [record("write", session=session.pk, text=text, chair=2) for _ in range(amount)]
    body = {
        "version": 1, "device": "7f1f1bb4-6f2f-4b63-9df9-0d6f2a5f1a11", "user": user.pk,
        "records": records,
    }  # fmt: skip
    assert client.post(SYNC, json.dumps(body), content_type="application/json").status_code == 200


def test_my_sessions_with_script_questions_and_whom_to_call(
    campaign: Campaign, ambassador: User
) -> None:
    session = make_session(campaign, make_ambassador(campaign, ambassador), materials="Stiften")
    bag = fetch(ambassador)
    assert (bag["version"], bag["user"], bag["first_name"]) == (
        1,
        ambassador.pk,
        ambassador.first_name,
    )
    assert bag["help"] == {"name": "An", "phone": "051 00 00 00"}
    assert [row["id"] for row in bag["sessions"]] == [session.pk]
    assert bag["sessions"][0]["materials"] == "Stiften"
    assert len(bag["script"]) == 6
    assert all("2030" in q or "%" not in q for q in bag["questions"])
    assert bag["csrf"]


def test_what_another_tablet_wrote_comes_along(campaign: Campaign, ambassador: User) -> None:
    session = make_session(campaign, make_ambassador(campaign, ambassador))
    write(ambassador, session, "Een bank 🏡")
    (row,) = fetch(ambassador)["sessions"]
    assert [(n["text"], n["chair"]) for n in row["notes"]] == [("Een bank 🏡", 2)]


def test_not_the_sessions_of_others_nor_cancelled_ones_nor_closed_notes(
    campaign: Campaign, ambassador: User
) -> None:
    me = make_ambassador(campaign, ambassador)
    make_session(campaign)
    make_session(campaign, me, cancelled_at=clock.now())
    session = make_session(campaign, me)
    write(ambassador, session, "Van toen.")
    close_session(session=session, participants=3, by=ambassador)
    (row,) = fetch(ambassador)["sessions"]
    assert (row["id"], row["closed"], row["notes"]) == (session.pk, True, [])


def test_a_stranger_and_a_visitor_get_no_luggage(
    client: Client, campaign: Campaign, stranger: User
) -> None:
    assert client.get(LUGGAGE).status_code == 302
    client.force_login(stranger)
    assert client.get(LUGGAGE).status_code == 404


def test_more_sessions_and_notes_cost_no_more_queries(
    campaign: Campaign, ambassador: User, django_assert_num_queries: Any
) -> None:
    me = make_ambassador(campaign, ambassador)
    client = Client()
    client.force_login(ambassador)
    write(ambassador, make_session(campaign, me), "Eerste.")
    client.get(LUGGAGE)
    with django_assert_num_queries(7):
        client.get(LUGGAGE)
    for day in range(5):
        session = make_session(campaign, me, starts_at=clock.now() + timedelta(days=day))
        write(ambassador, session, "Meer.", 10)
    with django_assert_num_queries(7):
        assert len(client.get(LUGGAGE).json()["sessions"]) == 6


def test_the_page_of_the_app_names_nobody(campaign: Campaign, ambassador: User) -> None:
    make_session(campaign, make_ambassador(campaign, ambassador), title="Geheime sessie")
    client = Client()
    client.force_login(ambassador)
    page = client.get("/ambassadeur/kit/").content.decode()
    for word in (ambassador.email, "Geheime sessie", "csrfmiddlewaretoken"):
        assert word not in page
    assert 'class="demo' not in page


def test_the_worker_keeps_every_file_of_the_app(client: Client, campaign: Campaign) -> None:
    worker = client.get("/ambassadeur/sw.js")
    text = worker.content.decode()
    assert worker["Service-Worker-Allowed"] == "/ambassadeur/"
    assert app_version() in text
    for name in SHELL:
        assert f'"/static/{name}"' in text


def test_every_module_of_the_app_is_in_the_shell() -> None:
    folder = settings.BASE_DIR / "static" / "js" / "kit"
    modules = {f"js/kit/{path.name}" for path in folder.glob("*.js")} - {"js/kit/door.js"}
    assert modules <= set(SHELL)


def test_every_sentence_the_app_says_exists() -> None:
    words = kit_words()
    asked = set()
    for path in (settings.BASE_DIR / "static" / "js" / "kit").glob("*.js"):
        code = path.read_text()
        asked |= set(re.findall(r'\bsay\("(\w+)"', code))
        for name in re.findall(r'\bcount\("(\w+)"', code):
            asked |= {f"{name}_one", f"{name}_other"}
    assert len(asked) > 80
    assert asked - set(words) == set()
