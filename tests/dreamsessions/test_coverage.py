"""Whom the sessions reach, beside whom we want to reach and who lives here."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import clock
from campaigns.models import Activity, Campaign, Channel, District, User
from dreamsessions.models import Note, Session, Target
from dreamsessions.rendering.reach import Amount, draw_bars
from dreamsessions.services.coverage import measure_coverage
from tests.dreamsessions.builders import live_here, make_session
from tests.factories import make_campaign, make_contribution, make_district

PAGE, IMPORT, FILE = (
    f"/team/sessies/{path}" for path in ("bereik/", "bereik/invoer/", "bereik.csv")
)


def held(campaign: Campaign, people: int, **fields: Any) -> Session:
    return make_session(campaign, closed_at=clock.now(), participants=people, **fields)


def told(campaign: Campaign, age: str, session: Session | None = None) -> None:
    make_contribution(
        campaign, f"Droom {Note.objects.count()}", model=Note, session=session, age_group=age,
        channel=Channel.SESSION,
    )  # fmt: skip


# Counting ----------------------------------------------------------------------------------------
def test_sessions_people_and_dreams_are_counted_apart(campaign: Campaign) -> None:
    rumbeke, oekene = make_district(campaign), make_district(campaign, "Oekene", population=2000)
    first = held(campaign, 9, district=rumbeke, target_group="seniors")
    held(campaign, 5, district=rumbeke)
    make_session(campaign, district=oekene, participants=7)
    held(campaign, 40, district=rumbeke, cancelled_at=clock.now())
    held(campaign, 3)
    for age in ("80+", "80+", ""):
        told(campaign, age, first)
    told(campaign, "12-17")
    made = measure_coverage(campaign)
    lines = {line.label: line for line in (*made.districts, *made.ages)}
    groups = {line.value: line for line in made.groups}
    assert (lines["Rumbeke"].held, lines["Rumbeke"].people) == (2, 14)
    assert lines["Rumbeke"].per_thousand == 1.4
    # Planned is not held, and who is expected was not there.
    assert (lines["Oekene"].held, lines["Oekene"].planned, lines["Oekene"].people) == (0, 1, 0)
    assert (made.elsewhere.held, made.elsewhere.people) == (1, 3)
    assert (groups["seniors"].people, groups["everybody"].people) == (9, 8)
    assert {line.value: line.dreams for line in made.ages if line.dreams} == {"80+": 2, "12-17": 1}
    assert made.ageless == 1


def test_the_gaps_are_named_the_largest_first(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    make_district(campaign, "Oekene", population=2100)
    beveren = make_district(campaign, "Beveren", population=7600)
    held(campaign, 8, district=make_district(campaign, population=100))
    make_session(campaign, district=beveren)
    Target.objects.create(campaign=campaign, dimension="group", value="newcomers", people=40)
    Target.objects.create(campaign=campaign, dimension="district", value="rumbeke", sessions=3)
    gaps = measure_coverage(campaign).gaps
    assert len(gaps) == 4
    assert [name in gap for name, gap in zip(("Beveren", "Oekene", "Rumbeke"), gaps, strict=False)]
    assert "Beveren" in gaps[0]
    assert "Oekene" in gaps[1]
    assert "2.100" in gaps[1]
    assert "Rumbeke" in gaps[2]
    page = client_of(organiser).get(PAGE).content.decode()
    assert all(gap in page for gap in gaps)


def test_ages_are_no_gap_while_nobody_told_an_age(campaign: Campaign) -> None:
    assert measure_coverage(campaign).gaps == []
    told(campaign, "80+")
    assert len(measure_coverage(campaign).gaps) == 6


def test_bars_start_at_zero_and_show_what_is_wanted() -> None:
    chart = draw_bars(
        [Amount("B", 0, wanted=8), Amount("A", 4, coming=2), Amount("C", 2, wanted=2)], measure="X"
    )
    assert [bar.label for bar in chart.bars] == ["A", "C", "B"]
    assert [bar.done for bar in chart.bars] == ["50.00%", "25.00%", "0.00%"]
    assert chart.bars[0].coming == "25.00%"
    assert [bar.mark for bar in chart.bars] == ["", "25.00%", "100.00%"]
    assert draw_bars([Amount("A", 0)], measure="X").bars[0].done == "0.00%"


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?als=tabel", FILE])
def test_ten_times_the_rows_ask_as_many_queries(
    client_of: Any, organiser: User, campaign: Campaign, path: str
) -> None:
    browser = client_of(organiser)

    def fill(amount: int, word: str) -> None:
        for n in range(amount):
            session = held(campaign, 5, district=make_district(campaign, f"{word}{n}"))
            told(campaign, "80+", session)

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(path)
            assert answer.status_code == 200
            if answer.streaming:
                list(answer)
        return len(queries)

    fill(2, "a")
    ask()
    few = ask()
    fill(18, "b")
    assert ask() == few
    assert few <= 9


# The file ----------------------------------------------------------------------------------------
def rows_of(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_says_what_the_page_says_and_runs_no_formula(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    evil = make_district(campaign, '=HYPERLINK("x")', slug="evil", population=1000)
    held(campaign, 7, district=evil)
    rows = rows_of(client_of(organiser).get(FILE))
    assert len(rows) == 1 + 10 + 7
    assert rows[0]["naam"] == '\'=HYPERLINK("x")'
    assert (rows[0]["sessies_gehouden"], rows[0]["mensen_aanwezig"]) == ("1", "7")
    assert rows[0]["mensen_per_1000"] == "7.0"
    # An age has dreams and no people; a district has people and no dreams.
    assert rows[0]["dromen_met_leeftijd"] == ""
    assert {row["mensen_aanwezig"] for row in rows if row["dimensie"] == "leeftijd"} == {""}


def upload(browser: Any, text: str | bytes, name: str = "doelen.csv") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def take_over(browser: Any, text: str) -> Any:
    return browser.post(IMPORT, {"text": upload(browser, text).context["text"]})


GOOD = (
    "dimensie;waarde;inwoners;sessies;mensen\nwijk;Oekene;2.100;2;20\nleeftijd;12–17;4 600;;60\n"
    "Doelgroep;newcomers;3200,0;4;\n"
)


def test_a_file_is_looked_at_first_and_then_taken_over(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    make_district(campaign, "Oekene", population=1)
    browser = client_of(organiser)
    looked = upload(browser, GOOD)
    assert [row.problem for row in looked.context["rows"]] == ["", "", ""]
    assert not Target.objects.exists()
    assert District.objects.get().population == 1
    for _ in range(2):
        assert browser.post(IMPORT, {"text": looked.context["text"]}).status_code == 302
    assert District.objects.get().population == 2100
    found = Target.objects.order_by("dimension").values_list(
        "dimension", "value", "sessions", "people", "population"
    )
    assert list(found) == [
        ("age", "12-17", 0, 60, 4600), ("district", "oekene", 2, 20, 0),
        ("group", "newcomers", 4, 0, 3200),
    ]  # fmt: skip
    # The second time changed nothing, and says nothing in the logbook.
    assert Activity.objects.filter(verb="set_targets").count() == 3


def test_broken_rows_are_told_one_by_one_and_the_others_come_in(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    make_district(campaign, "Oekene")
    text = (
        "dimensie;waarde;inwoners;sessies;mensen\n"
        "wijk;oekene;2100;2;20\n"
        "wijk;nergens;1;1;1\n"
        "straat;oekene;1;1;1\n"
        "doelgroep;young;;veel;\n"
        "doelgroep;seniors;;-3;\n"
        "doelgroep;families;2.5;;\n"
        "doelgroep;business;;40000;\n"
        "doelgroep;poverty;;;\n"
        "wijk;Oekene;9;9;9\n"
        "leeftijd;80+;5100;;50\n"
    )
    browser = client_of(organiser)
    rows = upload(browser, text).context["rows"]
    assert [row.number for row in rows if row.problem] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert len({row.problem for row in rows}) >= 6
    take_over(browser, text)
    take_over(browser, text)
    assert set(Target.objects.values_list("dimension", "value", "people")) == {
        ("district", "oekene", 20), ("age", "80+", 50),
    }  # fmt: skip


def test_an_empty_cell_changes_nothing(client_of: Any, organiser: User, campaign: Campaign) -> None:
    Target.objects.create(campaign=campaign, dimension="group", value="young", sessions=4, people=9)
    take_over(client_of(organiser), "dimensie;waarde;sessies;mensen\ndoelgroep;young;;12\n")
    assert Target.objects.values_list("sessions", "people").get() == (4, 12)


def test_what_we_hand_out_comes_in_again(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    make_district(campaign, "Oekene", population=2100)
    Target.objects.create(campaign=campaign, dimension="age", value="80+", people=9)
    browser = client_of(organiser)
    text = b"".join(browser.get(FILE).streaming_content)
    looked = upload(browser, text)
    assert not [row for row in looked.context["rows"] if row.problem]
    browser.post(IMPORT, {"text": looked.context["text"]})
    assert Target.objects.exclude(people=0).values_list("value", "people").get() == ("80+", 9)
    assert District.objects.get().population == 2100


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x00\x01\x02%PDF-1.7", "x.csv"), (b"naam;aantal\nx;1\n", "x.csv"), (b"", "x.csv"),
        (b"x" * 500_001, "x.csv"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_targets_is_asked_again(
    client_of: Any, organiser: User, campaign: Campaign, data: bytes, name: str
) -> None:
    answer = upload(client_of(organiser), data, name)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert client_of(organiser).post(IMPORT, {"text": "\x00"}).status_code == 302
    assert not Target.objects.exists()


# Typing targets ----------------------------------------------------------------------------------
def test_targets_are_typed_in_and_twice_is_harmless(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    make_district(campaign, "Oekene")
    data = {
        "dimension": "district", "district-oekene:sessions": "3", "district-oekene:people": "30",
    }  # fmt: skip
    for _ in range(2):
        assert client_of(organiser).post(PAGE, data).status_code == 302
    assert Target.objects.values_list("value", "sessions", "people").get() == ("oekene", 3, 30)
    assert Activity.objects.filter(verb="set_targets").count() == 1


@pytest.mark.parametrize("value", ["-1", "veel", "99999", "99999999999"])
def test_a_target_is_a_number_that_fits(
    client_of: Any, organiser: User, campaign: Campaign, value: str
) -> None:
    make_district(campaign, "Oekene")
    data = {"dimension": "district", "district-oekene:sessions": value}
    answer = client_of(organiser).post(PAGE, data)
    assert answer.status_code == 422
    assert 'aria-describedby="id_district-oekene:sessions_error"' in answer.content.decode()
    assert not Target.objects.exists()


def test_looking_changes_nothing_and_only_who_plans_may(
    client_of: Any, organiser: User, ambassador: User, campaign: Campaign
) -> None:
    for path in (PAGE, IMPORT, FILE):
        assert client_of(organiser).get(path).status_code == 200
        assert client_of(ambassador).get(path).status_code == 403
    for path in (PAGE, IMPORT):
        assert client_of(ambassador).post(path, {"text": GOOD}).status_code == 403
    assert client_of(organiser).post(FILE).status_code == 405
    assert not Target.objects.exists()


def test_another_campaign_is_not_counted_and_not_touched(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    live_here(campaign)
    other = make_campaign()
    far = make_district(other, "Oekene", population=5)
    held(other, 99, district=far)
    told(other, "80+")
    made = measure_coverage(campaign)
    assert (made.districts, made.elsewhere.people, made.ageless) == ([], 0, 0)
    rows = upload(client_of(organiser), GOOD).context["rows"]
    assert rows[0].problem
    take_over(client_of(organiser), GOOD)
    far.refresh_from_db()
    assert far.population == 5
    assert not Target.objects.filter(campaign=other).exists()
