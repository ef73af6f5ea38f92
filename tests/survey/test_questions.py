"""The core team makes questions; what people answered keeps its meaning."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Activity, Campaign, User
from survey.models import Option, Question, QuestionKind
from survey.services.questions import (
    HasReplies,
    Line,
    OptionInUse,
    OrderMatters,
    Words,
    change_question,
    delete_question,
    keep_answers,
    move_question,
    open_question,
)
from tests import factories
from tests.conftest import ClientOf
from tests.survey.builders import answer_to, make_participant, make_question

LIST = "/team/vragen/"
pytestmark = pytest.mark.django_db


def typed(**values: str) -> dict[str, str]:
    return {"kind": "single", "text": "Hoe kom je?", "options": "Te voet\nMet de fiets"} | values


def test_somebody_who_steers_adds_a_question_that_is_not_asked_yet(
    campaign: Campaign, organiser: User
) -> None:
    browser = ClientOf(organiser)
    answer = browser.post(f"{LIST}nieuw/", typed(options_fr="À pied\nÀ vélo"))
    assert answer.status_code == 302
    question = Question.objects.get()
    assert (question.campaign, question.is_open, question.position) == (campaign, False, 0)
    stored = [(row.text, row.text_fr) for row in question.options.all()]
    assert stored == [("Te voet", "À pied"), ("Met de fiets", "À vélo")]
    assert Activity.objects.get(verb="add_question").by == organiser
    assert browser.get(f"{LIST}nieuw/").status_code == 200
    assert browser.get(f"{LIST}{question.pk}/").status_code == 200
    assert "Met de fiets" in browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"options": "Te voet"}, "options"),
        ({"options": "Te voet\nte  VOET"}, "options"),
        ({"options": "\n".join(str(n) for n in range(31))}, "options"),
        ({"options": "x" * 121 + "\ny"}, "options"),
        ({"options_fr": "À pied"}, "options_fr"),
        ({"kind": "matrix"}, "rows"),
        ({"kind": "scale", "options": "Laag"}, "options"),
        ({"kind": "poll"}, "kind"),
        ({"asked_after": "999"}, "asked_after"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_beside_its_field(
    organiser: User, values: dict[str, str], field: str
) -> None:
    answer = ClientOf(organiser).post(f"{LIST}nieuw/", typed(**values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Question.objects.exists()


def test_rewording_keeps_the_replies_with_their_answer(campaign: Campaign, organiser: User) -> None:
    question = make_question(campaign, options=("Te voet", "Met de feits"))
    bike = question.options.get(text="Met de feits")
    answer_to(question, make_participant(campaign), bike)
    words = Words(
        kind="single",
        text="Hoe?",
        options=(Line("Met de bus"), Line("Met de fiets"), Line("Te voet")),
    )
    change_question(question=question, words=words, after=(), by=organiser)
    bike.refresh_from_db()
    assert (bike.text, bike.choices.count()) == ("Met de fiets", 1)
    assert [row.text for row in question.options.all()] == ["Met de bus", "Met de fiets", "Te voet"]


@pytest.mark.parametrize("lines", [("Te voet",), ("Te voet", "Helemaal iets anders")])
def test_an_answer_people_chose_is_not_removed_or_replaced(
    campaign: Campaign, organiser: User, lines: tuple[str, ...]
) -> None:
    question = make_question(campaign, options=("Te voet", "Met de fiets"))
    answer_to(question, make_participant(campaign), question.options.get(text="Met de fiets"))
    words = Words(kind="single", text="Hoe?", options=[Line(line) for line in lines])
    with pytest.raises(OptionInUse):
        change_question(question=question, words=words, after=(), by=organiser)
    text = "\n".join((*lines, "Nog iets"))
    answer = ClientOf(organiser).post(f"{LIST}{question.pk}/", typed(options=text))
    assert answer.status_code == 422
    assert "Met de fiets" in str(answer.context["form"].errors["options"])
    assert set(question.options.values_list("text", flat=True)) == {"Te voet", "Met de fiets"}


def test_an_answer_another_question_hangs_on_is_not_removed(
    campaign: Campaign, organiser: User
) -> None:
    first = make_question(campaign, options=("Ja", "Nee"))
    make_question(campaign, after=[first.options.get(text="Ja")])
    words = Words(kind="single", text="Hoe?", options=(Line("Misschien"), Line("Nee")))
    with pytest.raises(OptionInUse):
        change_question(question=first, words=words, after=(), by=organiser)


def test_the_kind_stays_once_somebody_answered(campaign: Campaign, organiser: User) -> None:
    question = make_question(campaign)
    answer_to(question, make_participant(campaign), question.options.first())
    words = Words(kind="multiple", text="Hoe?", options=(Line("Ja"), Line("Nee")))
    with pytest.raises(HasReplies):
        change_question(question=question, words=words, after=(), by=organiser)
    values = typed(kind="multiple", options="Ja\nNee")
    ClientOf(organiser).post(f"{LIST}{question.pk}/", values)
    question.refresh_from_db()
    assert question.kind == QuestionKind.SINGLE


def test_only_answers_of_earlier_questions_lead_to_a_question(
    campaign: Campaign, organiser: User
) -> None:
    first, second = make_question(campaign), make_question(campaign)
    later, own = second.options.all()[0], first.options.all()[0]
    foreign = make_question(factories.make_campaign()).options.all()[0]
    words = Words(kind="single", text="Hoe?", options=(Line("Ja"), Line("Nee")))
    change_question(question=first, words=words, after=(later, own, foreign), by=organiser)
    assert not first.asked_after.exists()
    change_question(question=second, words=words, after=(own, foreign), by=organiser)
    assert list(second.asked_after.all()) == [own]
    with pytest.raises(OrderMatters):
        move_question(question=second, up=True, by=organiser)
    with pytest.raises(OrderMatters):
        move_question(question=first, up=False, by=organiser)
    with pytest.raises(OrderMatters):
        delete_question(question=first, by=organiser)


def test_questions_change_places_and_the_ends_stay(campaign: Campaign, organiser: User) -> None:
    rows = [make_question(campaign) for _ in range(3)]
    assert move_question(question=rows[2], up=True, by=organiser)
    assert list(campaign.questions.all()) == [rows[0], rows[2], rows[1]]
    assert not move_question(question=rows[0], up=True, by=organiser)
    assert not move_question(question=rows[1], up=False, by=organiser)


def test_steps_work_once_and_twice_and_are_in_the_logbook(
    campaign: Campaign, organiser: User
) -> None:
    question = make_question(campaign, is_open=False)
    browser, url = ClientOf(organiser), f"{LIST}{question.pk}/doe/"
    for step, verb in (
        ("open", "open_question"), ("show", "show_results"), ("close", "close_question"),
        ("hide", "hide_results"), ("delete", "delete_question"),
    ):  # fmt: skip
        assert browser.get(url).status_code == 405
        for _ in range(2):
            assert browser.post(url, {"do": step}).status_code == 302
        assert Activity.objects.filter(verb=verb).count() == 1, verb
    assert not Question.objects.exists()
    assert browser.post(url, {"do": "explode"}).status_code == 404


def test_what_people_answered_is_closed_instead_of_thrown_away(
    campaign: Campaign, organiser: User
) -> None:
    question = make_question(campaign)
    answer_to(question, make_participant(campaign), question.options.first())
    ClientOf(organiser).post(f"{LIST}{question.pk}/doe/", {"do": "delete"})
    assert Question.objects.exists()


def test_a_question_without_answers_to_choose_is_not_opened(
    campaign: Campaign, organiser: User
) -> None:
    question = make_question(campaign, is_open=False)
    Option.objects.all().delete()
    ClientOf(organiser).post(f"{LIST}{question.pk}/doe/", {"do": "open"})
    question.refresh_from_db()
    assert not question.is_open


def test_another_campaigns_question_is_out_of_reach(campaign: Campaign, organiser: User) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    question = make_question(factories.make_campaign(domain="elders.example"), is_open=False)
    browser = ClientOf(organiser)
    assert browser.get(LIST).status_code == 200
    assert browser.get(f"{LIST}{question.pk}/").status_code == 404
    browser.post(f"{LIST}{question.pk}/doe/", {"do": "open"})
    question.refresh_from_db()
    assert not question.is_open


def test_an_empty_list_is_filled_once(campaign: Campaign, organiser: User) -> None:
    browser, url = ClientOf(organiser), reverse("survey:start_questions")
    assert browser.get(url).status_code == 405
    browser.post(url)
    browser.post(url)
    assert campaign.questions.count() == 3
    assert not campaign.questions.filter(is_open=True).exists()
    for question in campaign.questions.all():
        assert open_question(question=question, is_open=True, by=organiser)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_the_preview_shows_closed_questions_and_sends_nothing(
    campaign: Campaign, organiser: User, kind: str
) -> None:
    make_question(campaign, kind=kind, text="Nog niet open?", is_open=False)
    content = ClientOf(organiser).get(f"{LIST}bekijk/").content.decode()
    assert "Nog niet open?" in content
    assert '<button type="submit" class="knop knop--groot' not in content


def test_the_list_asks_as_many_queries_for_thirty_questions_as_for_three(
    campaign: Campaign, organiser: User, client: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for amount in (3, 27):
        for _ in range(amount):
            question = make_question(campaign)
            keep_answers(participant=make_participant(campaign), answers=())
            answer_to(question, make_participant(campaign), question.options.first())
        client.force_login(organiser)
        with django_assert_max_num_queries(9):
            client.get(LIST)
