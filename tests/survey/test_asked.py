"""Anybody answers the questions, without an account; only what was asked counts."""

import uuid
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign
from survey.models import Choice, Participant, Question, QuestionKind, Reply
from survey.participants import COOKIE
from tests import factories
from tests.survey.builders import client_as, make_participant, make_question

ASKED = "/vragen/"
pytestmark = pytest.mark.django_db


def send(browser: Client, **values: Any) -> Any:
    return browser.post(ASKED, {"key": str(uuid.uuid4()), "warned": ""} | values)


def options_of(question: Question) -> list[int]:
    return list(question.options.filter(is_row=False).values_list("pk", flat=True))


def test_every_kind_of_question_is_answered_on_one_page(campaign: Campaign, client: Client) -> None:
    asked = {kind: make_question(campaign, kind=kind) for kind in QuestionKind}
    content = client.get(ASKED).content.decode()
    assert content.count("<h1") == 1
    assert content.count("data-question") == 6
    assert not Participant.objects.exists()
    single, multiple = asked[QuestionKind.SINGLE], asked[QuestionKind.MULTIPLE]
    scale, ranking = asked[QuestionKind.SCALE], asked[QuestionKind.RANKING]
    words, matrix = asked[QuestionKind.OPEN], asked[QuestionKind.MATRIX]
    first, second, _third = options_of(ranking)
    lines = list(matrix.options.filter(is_row=True))
    answer = send(client, **{
        f"v{single.pk}": options_of(single)[0], f"v{multiple.pk}": options_of(multiple)[:2],
        f"v{scale.pk}": "4", f"v{words.pk}": " Op de Grote Markt. ",
        f"v{ranking.pk}_{first}": "2", f"v{ranking.pk}_{second}": "1",
        **{f"v{matrix.pk}_{line.pk}": options_of(matrix)[2] for line in lines},
    })  # fmt: skip
    assert (answer.status_code, answer.headers["Location"]) == (302, "/vragen/dank/")
    assert client.cookies[COOKIE].value
    assert client.get("/vragen/dank/").status_code == 200
    assert Reply.objects.count() == 6
    assert Reply.objects.get(question=scale).number == 4
    assert Reply.objects.get(question=words).text == "Op de Grote Markt."
    places = Choice.objects.filter(reply__question=ranking).order_by("rank")
    assert list(places.values_list("option", "rank")) == [(second, 1), (first, 2)]
    assert Choice.objects.filter(reply__question=matrix, row__in=lines).count() == 2
    again = client.get(ASKED).content.decode()
    assert "Op de Grote Markt." in again
    assert again.count(" checked") == 6


def test_sending_again_changes_the_answer_and_counts_once(campaign: Campaign) -> None:
    question = make_question(campaign)
    yes, no, _maybe = options_of(question)
    browser = client_as(make_participant(campaign))
    for option in (yes, no, no):
        send(browser, **{f"v{question.pk}": option})
    assert Choice.objects.get().option_id == no
    send(browser)
    assert not Reply.objects.exists()


def test_two_clicks_of_a_new_browser_are_one_person(campaign: Campaign) -> None:
    question = make_question(campaign)
    values = {f"v{question.pk}": options_of(question)[0], "key": str(uuid.uuid4())}
    for _ in range(2):
        assert send(Client(), **values).status_code == 302
    assert (Participant.objects.count(), Reply.objects.count()) == (1, 1)
    assert str(Participant.objects.get().pk) != values["key"]


def test_what_was_not_asked_of_somebody_is_not_kept(campaign: Campaign) -> None:
    first = make_question(campaign)
    yes, no, _maybe = options_of(first)
    second = make_question(campaign, after=[first.options.get(pk=yes)], is_required=True)
    third = make_question(campaign, after=[second.options.all()[0]])
    later, last = options_of(second)[0], options_of(third)[0]
    browser = client_as(make_participant(campaign))
    deep = {f"v{second.pk}": later, f"v{third.pk}": last}
    assert "vraag__als" in browser.get(ASKED).content.decode()
    send(browser, **{f"v{first.pk}": no}, **deep)
    assert Reply.objects.get().question == first
    assert send(browser, **{f"v{first.pk}": yes}).status_code == 422
    send(browser, **{f"v{first.pk}": yes}, **deep)
    assert Reply.objects.count() == 3
    send(browser, **{f"v{first.pk}": no}, **deep)
    assert Reply.objects.get().question == first


def test_a_question_after_a_closed_one_is_only_for_who_chose_that(campaign: Campaign) -> None:
    first = make_question(campaign)
    second = make_question(campaign, after=[first.options.all()[0]], text="En waarom dan?")
    browser = client_as(make_participant(campaign))
    send(browser, **{f"v{first.pk}": options_of(first)[0]})
    Question.objects.filter(pk=first.pk).update(is_open=False)
    assert "En waarom dan?" in browser.get(ASKED).content.decode()
    assert "En waarom dan?" not in Client().get(ASKED).content.decode()
    send(browser, **{f"v{second.pk}": options_of(second)[0]})
    assert Reply.objects.count() == 2


BAD = [
    ("single", ["0", "1"]), ("single", "999999"), ("single", "<b>"), ("multiple", "999999"),
    ("scale", "9"), ("scale", "0"), ("scale", "vijf"), ("scale", ["1", "2"]), ("open", "x" * 1001),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(
    campaign: Campaign, client: Client, kind: str, value: Any
) -> None:
    question = make_question(campaign, kind=kind)
    if kind == "single" and isinstance(value, list):
        value = options_of(question)
    answer = send(client, **{f"v{question.pk}": value})
    assert answer.status_code == 422
    content = answer.content.decode()
    assert f'href="#{answer.context["form"].fields[0].id_for_label}"' in content
    assert f'id="v{question.pk}-error"' in content
    assert not Reply.objects.exists()
    assert not Participant.objects.exists()


@pytest.mark.parametrize("places", [("1", "1", ""), ("2", "", ""), ("1", "3", ""), ("4", "", "")])
def test_a_ranking_gives_each_place_once_and_leaves_none_out(
    campaign: Campaign, client: Client, places: tuple[str, ...]
) -> None:
    question = make_question(campaign, kind="ranking")
    names = [f"v{question.pk}_{pk}" for pk in options_of(question)]
    answer = send(client, **dict(zip(names, places, strict=True)))
    assert answer.status_code == 422
    assert not Reply.objects.exists()


def test_what_was_typed_stays_when_something_else_is_missing(
    campaign: Campaign, client: Client
) -> None:
    must = make_question(campaign, is_required=True)
    words = make_question(campaign, kind="open")
    answer = send(client, **{f"v{words.pk}": "<script>alert(1)</script>"})
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "&lt;script&gt;alert(1)" in content
    assert "<script>alert" not in content
    assert list(answer.context["form"].errors) == [f"v{must.pk}"]


def test_an_option_of_another_question_or_campaign_does_not_count(
    campaign: Campaign, client: Client
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    first, second = make_question(campaign), make_question(campaign)
    foreign = make_question(factories.make_campaign(domain="elders.example"))
    for wrong in (options_of(second)[0], options_of(foreign)[0]):
        assert send(client, **{f"v{first.pk}": wrong}).status_code == 422
    send(client, **{f"v{foreign.pk}": options_of(foreign)[0]})
    assert not Reply.objects.exists()


def test_a_closed_question_takes_no_answer(campaign: Campaign, client: Client) -> None:
    make_question(campaign)
    closed = make_question(campaign, is_open=False)
    assert send(client, **{f"v{closed.pk}": options_of(closed)[0]}).status_code == 422
    Question.objects.update(is_open=False)
    assert send(client, **{f"v{closed.pk}": options_of(closed)[0]}).status_code == 200
    assert not Reply.objects.exists()


def test_personal_data_is_warned_for_once(campaign: Campaign, client: Client) -> None:
    question = make_question(campaign, kind="open")
    values = {f"v{question.pk}": "Bel mij op 0475 12 34 56."}
    answer = send(client, **values)
    assert answer.status_code == 422
    assert 'id="letop"' in answer.content.decode()
    assert 'name="warned" value="1"' in answer.content.decode()
    assert send(client, **values, warned="1").status_code == 302
    assert Reply.objects.get().text.startswith("Bel mij")


def test_five_thousand_fields_are_refused(campaign: Campaign, client: Client) -> None:
    make_question(campaign)
    assert send(client, **{f"v{n}": "1" for n in range(5000)}).status_code == 400


@pytest.mark.phase(6)
def test_after_the_dream_phase_nobody_answers(campaign: Campaign, client: Client) -> None:
    question = make_question(campaign)
    assert client.get(ASKED).status_code == 409
    assert send(client, **{f"v{question.pk}": options_of(question)[0]}).status_code == 409
    assert not Reply.objects.exists()


def test_the_page_asks_as_many_queries_for_thirty_questions_as_for_three(
    campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    browser = client_as(make_participant(campaign))
    for amount in (3, 27):
        rows = [make_question(campaign) for _ in range(amount)]
        values = {f"v{row.pk}": options_of(row)[0] for row in rows}
        with django_assert_max_num_queries(8):
            browser.get(ASKED)
        with django_assert_max_num_queries(22):
            send(browser, **values)
