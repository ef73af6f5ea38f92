"""Public sessions in the shape of the UiTdatabank, as docs/sessions-export.md describes it."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from campaigns.models import Campaign, User
from dreamsessions.models import Session
from dreamsessions.services.planning import cancel_session
from tests.dreamsessions.builders import make_session
from tests.dreamsessions.chairs import take_chair

PATH = "/sessies/uitdatabank.json"
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
WEB: Final = re.compile(r"https?://\S+")
SAID: Final = {"nl": str}
WHEN: Final = {"startDate": MOMENT, "endDate": MOMENT}
STATE: Final = {"type": {"Available", "Unavailable"}}
# What an event looks like: a type, a pattern, a set of words, or the same one level down. A name
# with a question mark may be left out; nothing else may stand in it.
EVENT: Final[dict[str, Any]] = {
    "@id": WEB, "@context": {"/contexts/event"}, "mainLanguage": {"nl"}, "languages": [str],
    "completedLanguages": [str], "name": SAID, "description": SAID, "calendarType": {"single"},
    **WHEN,
    "status": STATE | {"reason?": SAID},
    "bookingAvailability": STATE,
    "subEvent": [
        {"id": int, **WHEN, "status": STATE | {"reason?": SAID},
         "bookingAvailability": STATE | {"waitingListUrl?": WEB}}
    ],
    "location": {
        "mainLanguage": {"nl"}, "name": SAID,
        "address": {
            "nl": {
                "addressCountry": {"BE"}, "addressLocality": str, "streetAddress?": str,
                "postalCode?": re.compile(r"\d{4}"),
            }
        },
        "geo?": {"latitude": float, "longitude": float},
    },
    "organizer": {"mainLanguage": {"nl"}, "name": SAID},
    "terms": [{"id": re.compile(r"[\d.]+"), "label": str, "domain": {"eventtype", "facility"}}],
    "typicalAgeRange": re.compile(r"\d*-\d*"), "audience": {"audienceType": {"everyone"}},
    "priceInfo": [{"category": {"base"}, "name": SAID, "price": int, "priceCurrency": {"EUR"}}],
    "contactPoint": {"phone": [str], "email": [str], "url": [WEB]},
    "bookingInfo": {"url": WEB, "urlLabel": SAID, "availabilityEnds": MOMENT},
    "sameAs": [WEB], "workflowStatus": {"READY_FOR_VALIDATION"}, "modified": MOMENT,
}  # fmt: skip


def faults(value: Any, shape: Any, where: str = "event") -> list[str]:
    """Return where a value does not have the shape it must have."""
    if isinstance(shape, dict):
        wanted = {name.rstrip("?"): inner for name, inner in shape.items()}
        found = [f"{where}: {name} too much" for name in value.keys() - wanted.keys()]
        found += [f"{where}: no {n}" for n in shape if not n.endswith("?") and n not in value]
        known = value.keys() & wanted.keys()
        return found + [f for n in known for f in faults(value[n], wanted[n], f"{where}.{n}")]
    if isinstance(shape, list):
        return [f for n, row in enumerate(value) for f in faults(row, shape[0], f"{where}[{n}]")]
    if isinstance(shape, set):
        fits = value in shape
    elif isinstance(shape, re.Pattern):
        fits = isinstance(value, str) and shape.fullmatch(value) is not None
    else:
        fits = type(value) is shape
    return [] if fits else [f"{where}: {value!r}"]


@pytest.fixture
def session(campaign: Campaign) -> Session:
    return make_session(
        campaign, title="Dromen in De Spil", description="Een avond over de straat.", capacity=1,
        starts_at=datetime(2027, 5, 20, 17, 30, tzinfo=UTC), minutes=90, address="Spilstraat 1",
        language="fr", accessibility="Er is een ringleiding.",
        latitude="50.946100", longitude="3.122500", host="Wijkraad Krottegem",
    )  # fmt: skip


def events(client: Client, path: str = PATH) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200
    told = answer.json()
    assert told["totalItems"] == len(told["member"])
    assert told["@type"] == "PagedCollection"
    found: list[dict[str, Any]] = told["member"]
    assert [fault for event in found for fault in faults(event, EVENT)] == []
    return found


def test_a_shape_that_is_wrong_is_found_out(client: Client, session: Session) -> None:
    (event,) = events(client)
    assert faults(event | {"calendarType": "multiple"}, EVENT) == ["event.calendarType: 'multiple'"]
    assert faults(event | {"iets": 1}, EVENT) == ["event: iets too much"]
    assert faults(event | {"startDate": "2027-05-20T19:30:00"}, EVENT)
    del event["name"]
    assert faults(event, EVENT) == ["event: no name"]


def test_a_session_says_what_when_where_and_for_whom(client: Client, session: Session) -> None:
    (event,) = events(client)
    url = f"http://testserver/sessies/{session.slug}/"
    assert event["@id"] == url
    assert event["name"] == {"nl": "Dromen in De Spil"}
    assert event["startDate"] == "2027-05-20T19:30:00+02:00"
    assert event["endDate"] == "2027-05-20T21:00:00+02:00"
    assert event["location"]["name"] == {"nl": "De Spil"}
    assert event["location"]["address"]["nl"] == {
        "addressCountry": "BE", "addressLocality": "Roeselare", "streetAddress": "Spilstraat 1",
    }  # fmt: skip
    assert event["location"]["geo"] == {"latitude": 50.9461, "longitude": 3.1225}
    assert event["organizer"]["name"] == {"nl": "Wijkraad Krottegem"}
    assert [term["id"] for term in event["terms"]] == ["0.3.2.0.0", "3.27.0.0.0"]
    assert event["contactPoint"]["phone"] == ["051 00 00 00"]
    told = event["description"]["nl"]
    for needle in (
        "Een avond over de straat.",
        "Taal: Frans.",
        "Er is een ringleiding.",
    ):
        assert needle in told


@pytest.mark.parametrize(
    ("group", "ages"), [("everybody", "-"), ("children", "6-12"), ("young", "12-25"), ("seniors", "65-")]
)  # fmt: skip
def test_ages_follow_for_whom_it_is(
    client: Client, campaign: Campaign, group: str, ages: str
) -> None:
    make_session(campaign, target_group=group, step_free=False, place="Thuis")
    (event,) = events(client)
    assert event["typicalAgeRange"] == ages
    assert [term["domain"] for term in event["terms"]] == ["eventtype"]


def test_a_full_session_says_so_and_points_at_its_waiting_list(
    client: Client, session: Session
) -> None:
    assert events(client)[0]["bookingAvailability"] == {"type": "Available"}
    take_chair(session)
    (event,) = events(client)
    assert event["bookingAvailability"] == {"type": "Unavailable"}
    assert event["subEvent"][0]["bookingAvailability"] == {
        "type": "Unavailable", "waitingListUrl": event["@id"],
    }  # fmt: skip
    assert event["status"] == {"type": "Available"}


def test_a_cancelled_session_says_why(client: Client, session: Session, organiser: User) -> None:
    cancel_session(session=session, reason="De zaal staat onder water.", by=organiser)
    (event,) = events(client)
    assert event["status"] == {
        "type": "Unavailable", "reason": {"nl": "De zaal staat onder water."},
    }  # fmt: skip
    assert event["bookingAvailability"] == {"type": "Unavailable"}
    assert "waitingListUrl" not in event["subEvent"][0]["bookingAvailability"]


@pytest.mark.parametrize(
    ("address", "street", "code", "city"),
    [
        ("Noordstraat 4", "Noordstraat 4", None, "Roeselare"),
        ("Noordstraat 4, 8800 Roeselare", "Noordstraat 4", "8800", "Roeselare"),
        ("Sint-Jansstraat 12 bus 3, 8840 Staden", "Sint-Jansstraat 12 bus 3", "8840", "Staden"),
        ("Weg 2030", "Weg 2030", None, "Roeselare"),
    ],
)
def test_an_address_on_one_line_is_taken_apart(
    client: Client, campaign: Campaign, address: str, street: str, code: str | None, city: str
) -> None:
    make_session(campaign, address=address)
    here = events(client)[0]["location"]["address"]["nl"]
    found = (here["streetAddress"], here.get("postalCode"), here["addressLocality"])
    assert found == (street, code, city)


def test_it_is_dutch_whoever_asks(client: Client, session: Session) -> None:
    assert events(client, f"/en{PATH}") == events(client)


def test_winter_and_summer_keep_their_own_hour(client: Client, campaign: Campaign) -> None:
    make_session(
        campaign, starts_at=datetime(2027, 1, 20, 19, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    )
    assert events(client)[0]["startDate"] == "2027-01-20T19:30:00+01:00"


def test_it_holds_no_person(client: Client, session: Session) -> None:
    take_chair(session, "Ines", "ines@example.org")
    told = client.get(PATH).content.decode()
    assert "Ines" not in told
    assert "ines@example.org" not in told


def test_it_asks_the_same_number_of_queries_for_many_sessions(
    client: Client, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for _n in range(30):
        make_session(campaign)
    with django_assert_max_num_queries(3):
        assert len(events(client)) == 30
