"""What came out: added up once for each person, hidden while few answered, safe in a file."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from campaigns import clock
from campaigns.models import Campaign, User
from survey.models import Option, Participant, Question, QuestionKind, Reply
from survey.services.results import Group, question_results
from survey.services.retention import FORGET_AFTER, forget_browsers
from tests.conftest import ClientOf
from tests.survey.builders import answer_to, make_dream, make_participant, make_question

TEAM, PUBLIC, FILE = "/team/vragen/uitslag/", "/vragen/uitslag/", "/team/vragen/bestand/"
pytestmark = pytest.mark.django_db


def bars_of(question: Question, **more: Any) -> list[tuple[str, str, str, str]]:
    (result,) = question_results(questions=[question], fewest=1, **more)
    return [
        (bar.label, bar.shown, bar.width, bar.note) for chart in result.charts for bar in chart.bars
    ]


def ask(campaign: Campaign, question: Question, *choices: Option) -> Participant:
    browser = make_participant(campaign)
    answer_to(question, browser, *choices)
    return browser


def test_shares_are_of_people_and_start_at_zero_the_longest_first(campaign: Campaign) -> None:
    question = make_question(campaign, kind="multiple", options=("A", "B", "C"))
    a, b, _c = question.options.all()
    for choices in ((a, b), (b,), (b,), (a, b)):
        ask(campaign, question, *choices)
    assert bars_of(question) == [
        ("B", "4", "100.00%", "100 %"), ("A", "2", "50.00%", "50 %"), ("C", "0", "0.00%", "0 %"),
    ]  # fmt: skip


def test_a_scale_stays_in_its_order_with_its_mean(campaign: Campaign) -> None:
    question = make_question(campaign, kind="scale")
    for number in (5, 5, 4, 1):
        answer_to(question, make_participant(campaign), number=number)
    assert [shown for _label, shown, _width, _note in bars_of(question)] == list("10012")
    assert question_results(questions=[question], fewest=1)[0].mean == "3,8"


def test_a_ranking_is_counted_as_borda_did(campaign: Campaign) -> None:
    question = make_question(campaign, kind="ranking", options=("A", "B", "C"))
    a, b, c = question.options.all()
    for order in ((a, b, c), (b, a), (b,)):
        ask(campaign, question, *order)
    # A: 3 + 2 + 0, B: 2 + 3 + 3, C: 1 + 0 + 0, each divided by three people.
    assert [(label, shown, note) for label, shown, _width, note in bars_of(question)] == [
        ("B", "2,7", "2"), ("A", "1,7", "1"), ("C", "0,3", "0"),
    ]  # fmt: skip


def test_a_table_has_a_chart_for_each_line(campaign: Campaign) -> None:
    question = make_question(campaign, kind="matrix", options=("Ja", "Nee"), rows=("Dag", "Nacht"))
    yes, no = question.options.filter(is_row=False)
    day, night = question.options.filter(is_row=True)
    for choice in (yes, no):
        reply = Reply.objects.create(question=question, participant=make_participant(campaign))
        reply.choices.create(option=yes, row=day)
        reply.choices.create(option=choice, row=night)
    assert [row[:2] for row in bars_of(question)] == [
        ("Ja", "2"), ("Nee", "0"), ("Ja", "1"), ("Nee", "1"),
    ]  # fmt: skip


def test_everybody_sees_only_shared_results_of_five_people_or_more(
    campaign: Campaign, client: Client
) -> None:
    shared = make_question(campaign, text="Gedeeld?", results_public=True, options=("Ja", "Nee"))
    make_question(campaign, text="Geheim?")
    make_question(campaign, text="Woorden?", kind="open", results_public=True)
    yes = shared.options.all()[0]
    for _ in range(4):
        ask(campaign, shared, yes)
    content = client.get(PUBLIC).content.decode()
    assert "Gedeeld?" in content
    assert "Geheim?" not in content
    assert "Woorden?" not in content
    assert '<svg class="balken__staaf' not in content
    ask(campaign, shared, yes)
    content = client.get(PUBLIC).content.decode()
    assert '<svg class="balken__staaf' in content
    assert 'width="100.00%"' in content
    table = client.get(PUBLIC, {"als": "tabel"}).content.decode()
    assert "<table" in table
    assert "balken__staaf" not in table
    assert client.get("/fr/vragen/uitslag/").status_code == 200


def test_the_team_narrows_to_dreamers_and_small_groups_stay_hidden(
    campaign: Campaign, organiser: User
) -> None:
    question = make_question(campaign, options=("Ja", "Nee"))
    yes, no = question.options.all()
    for _ in range(5):
        browser = ask(campaign, question, yes)
        make_dream(campaign, participant=browser, age_group="12-17")
        make_dream(campaign, participant=browser, age_group="12-17")
    make_dream(campaign, participant=ask(campaign, question, no), age_group="65-79")
    assert bars_of(question, group=Group("12-17"))[0][:2] == ("Ja", "5")
    team = ClientOf(organiser)
    for age, shown in (("12-17", True), ("65-79", False), ("", True), ("'--", True)):
        (result,) = team.get(TEAM, {"leeftijd": age}).context["results"]
        assert result.is_shown is shown, age


def test_the_team_reads_open_answers_page_by_page(campaign: Campaign, moderator: User) -> None:
    question = make_question(campaign, kind="open")
    for n in range(30):
        answer_to(question, make_participant(campaign), text=f"<b>Tekst {n}</b>")
    team = ClientOf(moderator)
    content = team.get(f"{TEAM}{question.pk}/").content.decode()
    assert content.count("&lt;b&gt;Tekst") == 25
    assert "<b>Tekst" not in content
    assert (
        team.get(f"{TEAM}{question.pk}/", {"bladzijde": "2"}).content.decode().count("Tekst") == 5
    )
    assert team.get(f"{TEAM}{make_question(campaign).pk}/").status_code == 404


def test_results_ask_as_many_queries_for_many_as_for_few(
    campaign: Campaign, organiser: User, django_assert_max_num_queries: Any
) -> None:
    team = ClientOf(organiser)
    for amount in (3, 27):
        for n in range(amount):
            question = make_question(campaign, kind=QuestionKind.values[n % 6])
            ask(campaign, question, *question.options.filter(is_row=False)[:1])
        with django_assert_max_num_queries(11):
            assert team.get(TEAM).status_code == 200


@pytest.fixture
def answered(campaign: Campaign) -> Participant:
    multiple = make_question(campaign, kind="multiple", options=("=1+1", "B"))
    words = make_question(campaign, kind="open", text="Waarom?")
    scale = make_question(campaign, kind="scale")
    browser = ask(campaign, multiple, multiple.options.all()[0])
    answer_to(words, browser, text='=HYPERLINK("x")')
    answer_to(scale, make_participant(campaign), number=5)
    return browser


def test_the_files_hold_one_row_for_each_person_and_lead_to_nobody(
    campaign: Campaign, organiser: User, answered: Participant
) -> None:
    team = ClientOf(organiser)
    told = json.loads(b"".join(team.get(f"{FILE}antwoorden.json")))  # type: ignore[arg-type]
    assert [row["nummer"] for row in told["antwoorden"]] == [1, 2]
    row = next(row for row in told["antwoorden"] if row["v2"])
    assert (row["v1_1"], row["v1_2"], row["v3"]) == (1, 0, None)
    assert row["datum"] == clock.today().isoformat()
    assert [line["kolom"] for line in told["uitleg"]] == list(row)
    assert str(answered.pk) not in str(told)
    assert answered.pk.hex not in str(told)
    text = b"".join(team.get(f"{FILE}antwoorden.csv")).decode()  # type: ignore[arg-type]
    assert "'=HYPERLINK" in text
    assert len(text.splitlines()) == 3
    book = load_workbook(io.BytesIO(b"".join(team.get(f"{FILE}antwoorden.xlsx"))))  # type: ignore[arg-type]
    cells = [cell for line in book["antwoorden"].iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert book["uitleg"].max_row == len(told["uitleg"]) + 1
    assert b"Waarom?" in b"".join(team.get(f"{FILE}uitleg.csv"))  # type: ignore[arg-type]
    assert team.get(f"{FILE}geheim.csv").status_code == 404


def test_only_who_steers_downloads_answers(moderator: User, answered: Participant) -> None:
    assert ClientOf(moderator).get(f"{FILE}antwoorden.csv").status_code == 403
    assert ClientOf(moderator).get(TEAM).status_code == 200


def test_answers_stay_when_their_browser_is_forgotten(
    campaign: Campaign, answered: Participant
) -> None:
    Reply.objects.filter(participant=answered).update(replied_at=clock.now() + timedelta(days=3))
    with clock.travel(clock.now() + FORGET_AFTER + timedelta(days=2)):
        assert forget_browsers(campaign=campaign) == 1
        assert Participant.objects.filter(pk=answered.pk).exists()
    with clock.travel(clock.now() + FORGET_AFTER + timedelta(days=4)):
        assert forget_browsers(campaign=campaign) == 1
    assert not Participant.objects.filter(pk=answered.pk).exists()
    assert Reply.objects.count() == 3
    assert Reply.objects.values("participant").distinct().count() == 2
