"""Tables record actions linked to dreams; everybody can follow them."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from campaigns.phases import PhaseClosed
from clustering.models import Card, Key, Need
from debate.models import Action, Table
from debate.services import add_table, change_action, record_action
from tests.conftest import MOMENTS
from tests.factories import make_contribution

pytestmark = pytest.mark.phase(7)


@pytest.fixture
def key(campaign: Campaign) -> Key:
    return Key.objects.create(
        campaign=campaign, position=1, slug="ontmoeten", name="Ontmoeten", shape="ontmoeten"
    )


@pytest.fixture
def need(campaign: Campaign, key: Key) -> Need:
    return Need.objects.create(campaign=campaign, key=key, slug="samen", name="Samen aan tafel")


@pytest.fixture
def dream(campaign: Campaign, need: Need) -> Contribution:
    row = make_contribution(campaign, "Een lange tafel op zondag.")
    Card.objects.create(campaign=campaign, contribution=row, end=len(row.text), need=need)
    return row


@pytest.fixture
def table(campaign: Campaign, key: Key, organiser: User) -> Table:
    return add_table(campaign=campaign, key=key, by=organiser)


def words(**changes: object) -> dict[str, object]:
    return {
        "title": "De langste tafel", "what": "Elke tweede zondag één tafel.", "who": "Dienst Feesten",
        "first_step": "Stoelen tellen.", "year": 2028, "when": "",
    } | changes  # fmt: skip


def form(dream: Contribution | None = None, **changes: object) -> dict[str, object]:
    data = {"submission_key": str(uuid.uuid4())} | words() | changes
    if dream is not None:
        data["dreams"] = [dream.pk]
    return data


def record(campaign: Campaign, table: Table, by: User, **changes: object) -> Action:
    values = {"need": None, "dreams": [], "submission_key": uuid.uuid4()} | words() | changes
    return record_action(campaign=campaign, key=table.key, table=table, by=by, **values)[0]


def test_a_scribe_records_an_action_linked_to_a_dream(
    client_of: type, client: Client, scribe: User, table: Table, need: Need, dream: Contribution
) -> None:
    answer = client_of(scribe).post(table.get_absolute_url(), form(dream, need=need.pk))
    assert answer.status_code == 302
    action = Action.objects.get()
    assert list(action.dreams.all()) == [dream]
    page = client.get(f"/acties/{action.number}/").content.decode()
    assert "Een lange tafel op zondag." in page
    assert "Gegroeid uit 1 droom" in page
    assert client.get(f"/a/{action.number}/").headers["Location"] == action.get_absolute_url()


def test_recording_twice_makes_one_action(client_of: type, scribe: User, table: Table) -> None:
    data = form()
    for _ in range(2):
        client_of(scribe).post(table.get_absolute_url(), data)
    assert Action.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_tables_that_record_at_once_get_different_numbers(
    campaign: Campaign, table: Table, scribe: User
) -> None:
    def run() -> None:
        try:
            # A thread starts with a clock of its own.
            with clock.travel(MOMENTS[7]):
                record(campaign, table, scribe)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Action.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("field", "sentence"), [
    ("title", "Geef de actie een titel."), ("what", "Zeg in één zin wat er moet gebeuren."),
    ("who", "Zeg wie het doet."), ("first_step", "Zeg wat de eerste stap is."),
])  # fmt: skip
def test_a_missing_field_is_asked_for_and_the_rest_is_kept(
    client_of: type, scribe: User, table: Table, dream: Contribution, field: str, sentence: str
) -> None:
    data = form(dream, **{field: ""})
    answer = client_of(scribe).post(table.get_absolute_url(), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{dream.pk}" checked' in page
    assert Action.objects.count() == 0


def test_a_dream_of_another_key_cannot_be_linked(
    client_of: type, scribe: User, table: Table, campaign: Campaign
) -> None:
    elsewhere = make_contribution(campaign, "Een fietspad.")
    answer = client_of(scribe).post(table.get_absolute_url(), form(elsewhere))
    assert answer.status_code == 422
    assert Action.objects.count() == 0


def test_changing_keeps_number_and_key(
    client_of: type, scribe: User, campaign: Campaign, table: Table, dream: Contribution
) -> None:
    action = record(campaign, table, scribe)
    url = f"{table.get_absolute_url()}acties/{action.number}/"
    assert client_of(scribe).get(url).status_code == 200
    assert client_of(scribe).post(url, form(dream, title="Nog langer")).status_code == 302
    changed = Action.objects.get()
    assert (changed.number, changed.title) == (action.number, "Nog langer")
    assert list(changed.dreams.all()) == [dream]


@pytest.mark.phase(6)
def test_before_the_debate_nothing_is_recorded(
    campaign: Campaign, table: Table, scribe: User, client_of: type
) -> None:
    with pytest.raises(PhaseClosed):
        record(campaign, table, scribe)
    assert client_of(scribe).post(table.get_absolute_url(), form()).status_code == 409
    assert Action.objects.count() == 0


@pytest.mark.phase(8)
def test_after_the_debate_nothing_is_changed(
    campaign: Campaign, key: Key, table: Table, scribe: User
) -> None:
    action = Action.objects.create(
        campaign=campaign, number=1, key=key, table=table, submission_key=uuid.uuid4(), **words()
    )
    with pytest.raises(PhaseClosed):
        change_action(action=action, dreams=[], by=scribe, **words(title="Anders"))


def test_the_tables_are_for_scribes(
    client_of: type, client: Client, ambassador: User, stranger: User, table: Table
) -> None:
    url = table.get_absolute_url()
    assert client_of(ambassador).get(url).status_code == 403
    assert client_of(ambassador).post(url, form()).status_code == 403
    assert client_of(stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302
    assert Action.objects.count() == 0


def test_directing_is_for_the_core_team(
    client_of: type, organiser: User, scribe: User, key: Key
) -> None:
    assert client_of(scribe).get("/team/debat/").status_code == 403
    assert client_of(organiser).post("/team/debat/", {"key": key.pk}).status_code == 302
    assert Table.objects.get().number == 1


def test_live_pages_answer_304_until_something_changes(
    client: Client, campaign: Campaign, table: Table, scribe: User
) -> None:
    first = client.get("/nu/")
    mark = first.headers["ETag"]
    assert client.get("/nu/", headers={"If-None-Match": mark}).status_code == 304
    record(campaign, table, scribe, title="Een sleutelkast")
    fresh = client.get("/nu/", headers={"If-None-Match": mark})
    assert fresh.status_code == 200
    assert "Een sleutelkast" in fresh.content.decode()


@pytest.mark.parametrize("url", ["/acties/", "/nu/", "/scherm/"])
def test_lists_ask_the_same_number_of_queries_for_many_actions(
    client: Client,
    campaign: Campaign,
    table: Table,
    scribe: User,
    django_assert_max_num_queries: object,
    url: str,
) -> None:
    for _ in range(12):
        record(campaign, table, scribe)
    with django_assert_max_num_queries(6):
        assert client.get(url).status_code == 200


def test_the_table_page_asks_the_same_number_of_queries_for_many_needs(
    client_of: type,
    scribe: User,
    campaign: Campaign,
    key: Key,
    table: Table,
    django_assert_max_num_queries: object,
) -> None:
    for n in range(14):
        need = Need.objects.create(campaign=campaign, key=key, slug=f"n{n}", name=f"Behoefte {n}")
        for k in range(3):
            row = make_contribution(campaign, f"Droom {n} {k}")
            Card.objects.create(campaign=campaign, contribution=row, end=len(row.text), need=need)
    browser = client_of(scribe)
    with django_assert_max_num_queries(13):
        page = browser.get(table.get_absolute_url())
    assert page.content.decode().count('name="dreams"') == 36


@pytest.mark.phase(6)
def test_actions_are_not_public_before_the_debate(client: Client, campaign: Campaign) -> None:
    assert client.get("/acties/").status_code == 409
