"""The newspaper in every mailbox: how many, where, and proof that it went."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, User
from publications.models import Delivery, Route, StickerRule
from publications.services.delivery import RouteLine, UnknownDistricts, write_routes
from tests.factories import make_campaign, make_district

ROOM = "/team/krant/bezorging/"
LIST = "wijk;route;bussen;nee-nee;nee-ja\nKrottegem;K1;1.200;40;100\n;Centrum 2;800\n"
pytestmark = pytest.mark.django_db


def make_route(campaign: Campaign, name: str = "K1", mailboxes: int = 100, **fields: Any) -> Route:
    return Route.objects.create(campaign=campaign, name=name, mailboxes=mailboxes, **fields)


def paste(client: Any, text: str) -> Any:
    return client.post(f"{ROOM}routes/", {"lines": text})


def test_routes_come_from_a_spreadsheet_and_are_changed_by_the_next(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    district = make_district(campaign, "Krottegem")
    client = client_of(editor)
    assert paste(client, LIST).status_code == 302
    first, second = Route.objects.order_by("pk")
    assert (first.district, first.mailboxes, first.no_press, first.no_ads) == (
        district, 1200, 40, 100,
    )  # fmt: skip
    assert (second.district, second.name, second.mailboxes) == (None, "Centrum 2", 800)
    client.post(
        f"{ROOM}{first.pk}/", {f"r{first.pk}-delivered_by": "Jan", f"r{first.pk}-left_over": "3"}
    )
    assert paste(client, "Krottegem\tK1\t1300").status_code == 302
    first.refresh_from_db()
    assert (first.mailboxes, first.delivered_by, first.left_over) == (1300, "Jan", 3)
    assert Route.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Krottegem;K1;1200\nMarsstad;M1;5", "Lijn 2: we kennen de wijk “Marsstad” niet."),
        ("Krottegem;;1200", "Lijn 1: de naam van de route ontbreekt."),
        ("Krottegem;K1;veel", "geen getal"),
        ("Krottegem;K1;12000000", "geen getal"),
        ("Krottegem;K1;10;8;5", "meer stickers dan brievenbussen"),
        ("Krottegem", "de naam van de route ontbreekt"),
        ("   ", "Plak minstens één route"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(
    client_of: Any, editor: User, campaign: Campaign, text: str, sentence: str
) -> None:
    make_district(campaign, "Krottegem")
    answer = paste(client_of(editor), text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Route.objects.exists()


def test_the_service_takes_no_unknown_district_either(campaign: Campaign, editor: User) -> None:
    with pytest.raises(UnknownDistricts, match="Mars"):
        write_routes(campaign=campaign, lines=[RouteLine("A", 1, district="Mars")], by=editor)
    assert not Route.objects.exists()


@pytest.mark.parametrize(
    ("rule", "copies", "run"),
    [
        (StickerRule.EVERYBODY, 1000, 1250),  # 1,000 + 3 % + 200 = 1,230
        (StickerRule.NO_PRESS, 960, 1200),  # 960 + 29 + 200 = 1,189
        (StickerRule.NO_ADS, 860, 1100),  # 860 + 26 + 200 = 1,086
    ],
)
def test_stickers_are_heeded_as_the_city_decides(
    campaign: Campaign, rule: StickerRule, copies: int, run: int
) -> None:
    route = make_route(campaign, mailboxes=1000, no_press=40, no_ads=100)
    delivery = Delivery(campaign=campaign, rule=rule)
    assert delivery.copies(route) == copies
    assert delivery.print_run([route]) == run


def test_a_round_number_is_not_rounded_up_again(campaign: Campaign) -> None:
    route = make_route(campaign, mailboxes=100)
    assert Delivery(campaign=campaign, spare=3, counters=47).print_run([route]) == 150


def test_a_delivery_is_noted_once_and_can_be_taken_back(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    route, client = make_route(campaign), client_of(editor)
    where, data = f"{ROOM}{route.pk}/", {
        f"r{route.pk}-delivered_by": "Jan", f"r{route.pk}-left_over": "3",
    }  # fmt: skip
    assert client.post(where, data).status_code == 302
    assert client.post(where, data | {f"r{route.pk}-delivered_by": "Piet"}).status_code == 302
    route.refresh_from_db()
    assert (route.delivered_by, route.left_over, route.noted_by) == ("Jan", 3, editor)
    assert campaign.activities.filter(verb="note_delivered").count() == 1
    client.post(where, {"terug": "1"})
    route.refresh_from_db()
    assert (route.delivered_at, route.delivered_by) == (None, "")
    client.post(where, {"weg": "1"})
    assert not Route.objects.exists()


def test_without_a_name_nothing_is_noted(client_of: Any, editor: User, campaign: Campaign) -> None:
    route = make_route(campaign)
    answer = client_of(editor).post(f"{ROOM}{route.pk}/", {f"r{route.pk}-left_over": "0"})
    assert answer.status_code == 422
    assert "Wie bezorgde ze?" in answer.content.decode()
    route.refresh_from_db()
    assert route.delivered_at is None


def test_another_citys_routes_are_not_there(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    other = make_route(make_campaign(domain="elders.be"), "Elders")
    client = client_of(editor)
    assert client.post(f"{ROOM}{other.pk}/", {"weg": "1"}).status_code == 404
    assert "Elders" not in client.get(ROOM).content.decode()


def test_the_list_escapes_what_a_spreadsheet_would_run(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    make_route(campaign, "=HYPERLINK(1)", 12)
    answer = client_of(editor).get(f"{ROOM}lijst.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    _heads, row = csv.reader(io.StringIO(text))
    assert row[1].startswith("'=")
    assert row[2:4] == ["12", "12"]


def test_the_rule_is_kept_and_nonsense_is_not(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    client = client_of(editor)
    good = {"rule": "no-press", "spare": "5", "counters": "300"}
    assert client.post(ROOM, good).status_code == 302
    assert client.post(ROOM, good | {"spare": "80"}).status_code == 422
    kept = Delivery.objects.get()
    assert (kept.rule, kept.spare, kept.counters) == ("no-press", 5, 300)


def test_a_thousand_routes_cost_as_many_questions_as_one(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    client = client_of(editor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ROOM).status_code == 200
        return len(queries)

    make_route(campaign)
    few = asked()
    district = make_district(campaign, "Krottegem")
    Route.objects.bulk_create(
        Route(campaign=campaign, name=f"R{n}", mailboxes=n, district=district) for n in range(1000)
    )
    assert asked() == few
