"""What stands between the newspaper and the press is found and named; red lines stop it."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from ambassadors.services import answer_naming
from campaigns.models import Campaign, User
from publications.models import Article, Issue, Page
from publications.rendering.newspaper import PageProof
from publications.rendering.newspaper.checking import PictureFit
from publications.rendering.newspaper.fitting import FrameFit
from publications.services import proofs
from publications.services.newspaper import save_article
from publications.services.pages import plan_of
from publications.services.preflight import check_newspaper
from tests.ambassadors.builders import make_ambassador
from tests.factories import make_contribution
from tests.publications.builders import make_article, make_key, make_need

CHECK = "/team/krant/controle/"


def red(campaign: Campaign) -> list[str]:
    return [line.sentence for line in check_newspaper(campaign) if line.is_red]


def measured(campaign: Campaign, number: int, **found: Any) -> Page:
    return Page.objects.create(campaign=campaign, number=number, measured=found)


def test_a_newspaper_without_faults_may_be_printed(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    make_article(campaign, make_need(make_key(campaign)))
    assert red(campaign) == []
    browser = client_of(editor)
    assert browser.get(CHECK).status_code == 200
    assert browser.post("/team/krant/maak/", {"changes": ""}).status_code == 302
    assert Issue.objects.count() == 1


def test_an_article_without_source_stops_the_press(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    make_article(campaign, headline="Zomaar")
    assert len(red(campaign)) == 1
    assert "“Zomaar”" in red(campaign)[0]
    browser = client_of(editor)
    assert "“Zomaar”" in browser.get(CHECK).content.decode()
    answer = browser.post("/team/krant/maak/", {"changes": ""})
    assert answer["Location"] == CHECK
    assert not Issue.objects.exists()


def test_a_dream_that_was_taken_back_is_missed_and_the_editor_sees_where(
    campaign: Campaign, editor: User
) -> None:
    dream = make_contribution(campaign, "Een bank")
    number = dream.number
    save_article(
        campaign=campaign, article=None, needs=[], actions=[], dreams=[dream], by=editor,
        headline="De bank", body="Er stond een bank.", page=1, frame="lead",
    )  # fmt: skip
    assert red(campaign) == []
    dream.delete()
    found = check_newspaper(campaign)
    assert any(str(number) in line.sentence and "De bank" in line.sentence for line in found)
    assert {line.page for line in found if line.is_red} == {1}


def test_a_quoted_dream_that_was_taken_back_is_shown_with_its_words(
    campaign: Campaign, editor: User
) -> None:
    dream = make_contribution(campaign, "Een bank")
    need = make_need(make_key(campaign))
    body = f"Eerst dit.\n\n“Een bank” schreef iemand [droom {dream.number}]."
    make_article(campaign, need, body=body)
    assert red(campaign) == []
    dream.delete()
    assert len(red(campaign)) == 1
    assert "“Een bank” schreef iemand" in red(campaign)[0]


def test_a_source_that_may_no_longer_be_printed_stops_the_press(campaign: Campaign) -> None:
    dream = make_contribution(campaign, consent_print=False)
    make_article(campaign, make_need(make_key(campaign)), dream_numbers=[dream.number])
    assert len(red(campaign)) == 1


def test_ambassadors_who_did_not_agree_are_told_and_an_article_that_names_one_stops_the_press(
    campaign: Campaign, ambassador: User
) -> None:
    candidate = make_ambassador(campaign, ambassador).candidate
    need = make_need(make_key(campaign))
    make_article(campaign, need, body=f"Toen kwam {candidate.first_name}\n{candidate.last_name}.")
    make_article(campaign, need, slug="ander", body=f"{candidate.full_name}ens was er ook.")
    found = check_newspaper(campaign)
    (told,) = [line for line in found if candidate.full_name in line.sentence and not line.is_red]
    plan = {page.number: page.template for page in plan_of(campaign)}
    assert plan[told.page] == "ambassadors"
    (stop,) = [line for line in found if line.is_red]
    assert candidate.full_name in stop.sentence
    assert stop.article != "ander"
    answer_naming(candidate=candidate, may_be_named=True, by=ambassador)
    assert not any(candidate.full_name in line.sentence for line in check_newspaper(campaign))


@pytest.mark.parametrize(("found", "is_red"), [
    ({"frames": {"lead": {"lines_over": 3, "words_left": 0}}}, True),
    ({"frames": {"lead": {"lines_over": 0, "words_left": 40}}}, False),
    ({"pictures": [{"number": 1, "title": "Zon", "ppi": 40, "has_alt": True}]}, True),
    ({"pictures": [{"number": 1, "title": "Zon", "ppi": 200, "has_alt": False}]}, True),
    ({"pictures": [{"number": 1, "title": "Zon", "ppi": 200, "has_alt": True}]}, False),
    ({"lonely": ["De huiskamer waar niemand vraagt"]}, False),
    ({"error": "De opmaak lukte niet."}, True),
])  # fmt: skip
def test_what_the_print_engine_saw_is_said(
    campaign: Campaign, found: dict[str, Any], is_red: bool
) -> None:
    make_article(campaign, make_need(make_key(campaign)))
    measured(campaign, 1, **found)
    assert bool(red(campaign)) is is_red


def test_a_lonely_word_is_told_but_does_not_stop_the_press(campaign: Campaign) -> None:
    measured(campaign, 1, lonely=["Kort"])
    assert any("“Kort”" in line.sentence and not line.is_red for line in check_newspaper(campaign))


def test_the_check_asks_a_fixed_number_of_queries(
    campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    need = make_need(make_key(campaign))
    for n in range(12):
        make_article(campaign, need, slug=f"stuk-{n}", dream_numbers=[n])
        make_ambassador(campaign)
    with django_assert_max_num_queries(11):
        check_newspaper(campaign)


def proof(**changes: Any) -> PageProof:
    values = {
        "pdf": b"%PDF", "frames": (FrameFit(1, "lead", 20, 4, 0),),
        "pictures": (PictureFit(3, "Zon", 40, True),), "lonely": (),
    } | changes  # fmt: skip
    return PageProof(**values)


def test_a_proof_is_made_once_for_the_same_content(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def render(content: Any, number: int) -> PageProof:
        made.append(number)
        return proof()

    monkeypatch.setattr(proofs, "render_page", render)
    monkeypatch.setattr(proofs, "_pictures", lambda pdf: (b"large", b"small"))
    make_article(campaign, make_need(make_key(campaign)))
    assert proofs.ask_proofs(campaign=campaign, numbers=[1, 2]) == 2
    proofs.make_proofs(campaign.pk)
    assert sorted(made) == [1, 2]
    page = Page.objects.get(number=1)
    assert not page.is_being_made
    assert page.measured["frames"]["lead"]["lines_over"] == 4
    assert page.preview.read() == b"large"
    assert page.preview.storage.open(proofs.small_name(page.preview.name)).read() == b"small"
    # Asked again: nothing changed, so nothing is rendered.
    proofs.ask_proofs(campaign=campaign, numbers=[1, 2], again=True)
    proofs.make_proofs(campaign.pk)
    assert len(made) == 2
    Article.objects.update(headline="Anders")
    proofs.ask_proofs(campaign=campaign, numbers=[1, 2], again=True)
    proofs.make_proofs(campaign.pk)
    assert made.count(1) == 2
    assert made.count(2) == 1
    assert not page.preview.storage.exists(str(page.preview.name))  # the old picture is gone


def test_a_worker_makes_one_page_at_a_time_and_forgotten_pages_are_found(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "render_page", lambda content, number: proof())
    monkeypatch.setattr(proofs, "_pictures", lambda pdf: (b"large", b"small"))
    proofs.ask_proofs(campaign=campaign, numbers=[1, 2])
    later = timezone.now() + proofs.FORGOTTEN_AFTER * 2
    assert proofs.find_forgotten(now=timezone.now()) == []
    assert proofs.find_forgotten(now=later) == [campaign.pk]
    assert proofs.make_proofs(campaign.pk, most=1)
    assert not proofs.make_proofs(campaign.pk, most=1)
    assert proofs.find_forgotten(now=later) == []


def test_a_page_that_cannot_be_laid_out_says_so_and_does_not_hold_up_the_others(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(content: Any, number: int) -> PageProof:
        if number == 1:
            raise ZeroDivisionError
        return proof()

    monkeypatch.setattr(proofs, "render_page", render)
    monkeypatch.setattr(proofs, "_pictures", lambda pdf: (b"large", b"small"))
    proofs.ask_proofs(campaign=campaign, numbers=[1, 2])
    assert not proofs.make_proofs(campaign.pk)
    assert Page.objects.get(number=2).preview
    assert any("ZeroDivisionError" in sentence for sentence in red(campaign))


def test_the_picture_of_a_page_is_for_editors_only(
    client_of: type, editor: User, ambassador: User, campaign: Campaign
) -> None:
    page = measured(campaign, 1)
    page.preview.save("p.webp", ContentFile(b"large"))
    page.preview.storage.save(proofs.small_name(page.preview.name), ContentFile(b"small"))
    answer = client_of(editor).get("/team/krant/1/beeld/300/")
    assert b"".join(answer.streaming_content) == b"small"
    assert client_of(ambassador).get("/team/krant/1/beeld/300/").status_code == 403
    assert client_of(editor).get("/team/krant/2/beeld/300/").status_code == 404


def test_the_plan_says_how_each_page_stands(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    make_article(campaign, make_need(make_key(campaign)))
    page = measured(campaign, 1, frames={"lead": {"lines_over": 3, "words_left": 0}})
    text = client_of(editor).get("/team/krant/").content.decode()
    assert text.count('class="blad ') == 16
    assert "blad--long" in text
    assert text.count("blad--empty") >= 4
    page.locked_by, page.locked_at = editor, timezone.now()
    page.save()
    assert "blad--busy" in client_of(editor).get("/team/krant/stand/").content.decode()


@pytest.mark.pdf
def test_a_proof_comes_from_the_print_engine_itself(campaign: Campaign) -> None:
    make_article(campaign, make_need(make_key(campaign)))
    proofs.ask_proofs(campaign=campaign, numbers=[1])
    proofs.make_proofs(campaign.pk)
    page = Page.objects.get(number=1)
    assert page.preview.read()[8:12] == b"WEBP"
    assert page.measured["frames"]["lead"]["words_left"] > 100


def test_the_check_does_not_say_all_is_well_while_pages_wait_for_their_proof(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    browser = client_of(editor)
    waiting = browser.get("/team/krant/controle/").content.decode()
    assert "Niets houdt de druk tegen" not in waiting
    assert "data-reload" in waiting
    for page in plan_of(campaign):
        Page.objects.create(campaign=campaign, number=page.number, measured={"frames": {}})
    looked_at = browser.get("/team/krant/controle/").content.decode()
    assert "Niets houdt de druk tegen" in looked_at
    assert "data-reload" not in looked_at


def test_a_proof_that_failed_is_told_where_it_is_missed(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    Page.objects.create(campaign=campaign, number=1, measured={"error": "De opmaak lukte niet."})
    assert "De opmaak lukte niet." in client_of(editor).get("/team/krant/1/").content.decode()
    assert "blad--long" in client_of(editor).get("/team/krant/").content.decode()
