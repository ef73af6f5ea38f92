"""Versions of the note: stopped, limited, in other languages, read on the web, compared."""

import dataclasses
import importlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import F
from django.test import Client

from campaigns.models import Campaign, User
from campaigns.services.ledger import withdraw_contribution
from clustering.models import Key
from publications.comparing import compare_figures, compare_texts
from publications.content.note import collect_note
from publications.editions import keep_edition
from publications.models import Block, Issue, Kind, Passage, Status
from publications.rendering.content import Rendered
from publications.services import issues as services
from publications.services.issues import render_issue, request_issue, retry_issue, stop_issue
from tests.publications.builders import make_issue, make_key, make_laid, make_need, rendered
from tests.publications.rendering_builders import chapter, note

pytestmark = pytest.mark.phase(8)
Layout = Callable[..., Rendered]


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> Callable[[Layout], None]:
    def put(made: Layout) -> None:
        monkeypatch.setattr(services, "render_note", made)

    return put


@pytest.fixture
def issue(campaign: Campaign, editor: User) -> Issue:
    return request_issue(campaign=campaign, kind=Kind.NOTE, by=editor)[0]


def test_passages_become_blocks_and_blocks_passages_again(campaign: Campaign) -> None:
    migration = importlib.import_module("publications.migrations.0004_passages_into_blocks")
    texts = {
        "promise": "Wij beloven.", "listened": "Wij luisterden.\n\nEcht.", "method": "Hardop.",
        "not-taken": "Strand | Nee", "glossary": "Droom | Wens", "colofon": "Door ons.",
        "summary": "Kort.", "plate": "De straat.",
    }  # fmt: skip
    for slot, text in texts.items():
        Passage.objects.create(campaign=campaign, slot=slot, text=text)
    migration.lay_blocks(apps, None)
    laid = Block.objects.of(campaign)
    assert {block.text for block in laid if block.text} == set(texts.values()) - {"De straat."}
    assert [b.kind for b in laid.filter(place="geluisterd").standing()] == [
        "text", "phases", "reach",
    ]  # fmt: skip
    assert Passage.objects.get().slot == "plate"
    assert laid.get(text="Wij beloven.").versions.get().text == "Wij beloven."
    migration.lay_passages(apps, None)
    assert dict(Passage.objects.values_list("slot", "text")) == texts
    assert not Block.objects.exists()


def test_stopping_a_version_ends_the_work_at_its_next_page(
    issue: Issue, editor: User, layout: Callable[[Layout], None]
) -> None:
    def made(content: Any, *, progress: Any) -> Rendered:
        progress(30, "Bladzijde 8.")
        stop_issue(issue=issue, by=editor)
        progress(40, "Bladzijde 12.")
        pytest.fail("it went on")

    layout(made)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.FAILED
    assert str(editor) in issue.error
    assert not issue.file


def test_a_worker_that_was_stopped_leaves_the_next_try_alone(
    issue: Issue, editor: User, layout: Callable[[Layout], None]
) -> None:
    def made(content: Any, *, progress: Any) -> Rendered:
        stop_issue(issue=issue, by=editor)
        retry_issue(issue=issue, by=editor)
        # Another worker takes the new try while this one still believes it is at work.
        Issue.objects.filter(pk=issue.pk).update(
            status=Status.RENDERING, attempts=1, run=F("run") + 1
        )
        progress(40, "Bladzijde 12.")
        pytest.fail("it went on")

    layout(made)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert (issue.status, issue.progress) == (Status.RENDERING, 0)


@pytest.mark.parametrize("error", [SoftTimeLimitExceeded(), MemoryError()])
def test_what_takes_too_much_fails_in_words(
    issue: Issue, layout: Callable[[Layout], None], error: Exception
) -> None:
    def made(content: Any, *, progress: Any) -> Rendered:
        raise error

    layout(made)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.FAILED
    assert len(issue.error) > 40
    assert type(error).__name__ not in issue.error


def test_above_its_memory_a_version_stops_before_the_worker_does(
    issue: Issue, layout: Callable[[Layout], None], settings: Any
) -> None:
    settings.RENDERING_MEMORY_LIMIT = 1

    def made(content: Any, *, progress: Any) -> Rendered:
        progress(30, "Bladzijde 8.")
        return rendered()

    layout(made)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.FAILED


def test_the_same_rows_give_the_same_content(campaign: Campaign, issue: Issue) -> None:
    make_laid(campaign, make_need(make_key(campaign)), "Een lange tafel in de straat op zondag.")
    assert collect_note(issue) == collect_note(issue)


def publish(campaign: Campaign, content: Any, version: int = 1, **fields: Any) -> Issue:
    issue = make_issue(campaign, version=version, status=Status.PUBLISHED, **fields)
    keep_edition(issue.file.storage, str(issue.file.name), content)
    return issue


def test_the_page_has_the_addresses_of_the_paper(campaign: Campaign, client: Client) -> None:
    publish(campaign, note())
    page = client.get("/nota/").content.decode()
    for anchor in ("belofte", "kort", "geluisterd", "s-ontmoeten", "niet", "cijfers", "methode"):
        assert f'id="{anchor}"' in page
    assert "We lazen alles hardop." in page


def test_a_version_from_before_there_were_blocks_is_still_read(
    campaign: Campaign, client: Client
) -> None:
    issue = make_issue(campaign, status=Status.PUBLISHED)
    old = {
        "name": "Durf.", "city": "Roeselare", "horizon_year": 2030, "total": 0, "keys": [],
        "as_of": "2027-10-12", "promise": ["Wij *beloven* te luisteren."], "signed_by": "",
        "how_we_listened": [], "reach": {"channels": [], "districts": [], "ages": [], "gaps": []},
        "children": [], "not_taken": [{"name": "Strand", "text": "Te veel water."}],
        "dream_index": [], "dna": "", "dna_story": [], "phases": [],
    }  # fmt: skip
    name = str(issue.file.name).removesuffix(".pdf") + ".json"
    issue.file.storage.save(name, ContentFile(json.dumps(old).encode()))
    page = client.get("/nota/").content.decode()
    assert "Wij *beloven* te luisteren." in page
    assert "Te veel water." in page


def test_a_quote_taken_back_since_is_not_read_on_the_web(
    campaign: Campaign, client: Client, editor: User
) -> None:
    need = make_need(make_key(campaign))
    dream = make_laid(campaign, need, "Een lange tafel in de straat op zondag.")
    publish(campaign, collect_note(Issue(campaign=campaign, kind=Kind.NOTE, version=1)))
    assert "Een lange tafel" in client.get("/nota/").content.decode()
    withdraw_contribution(contribution=dream, by=editor)
    assert "Een lange tafel" not in client.get("/nota/").content.decode()


def test_visitors_read_their_own_language_and_else_the_dutch(
    campaign: Campaign, client: Client
) -> None:
    publish(campaign, note(dna="De Nederlandse."), 1)
    assert 'lang="nl-be"' in client.get("/fr/nota/").content.decode()
    publish(campaign, note(dna="La française.", language="fr"), 2, language="fr")
    assert "La française." in client.get("/fr/nota/").content.decode()
    page = client.get("/nota/").content.decode()
    assert "De Nederlandse." in page
    assert "La française." not in page


def test_a_french_note_on_the_web_says_which_texts_are_dutch(
    campaign: Campaign, client: Client
) -> None:
    key = chapter(name="Se rencontrer", in_dutch=("vision", "unique"))
    told = note(keys=(key,), language="fr", dna="Faiseurs.", dna_in_dutch=("story",))
    publish(campaign, told, 1, language="fr")
    page = client.get("/fr/nota/").content.decode()
    assert ">Se rencontrer</h2>" in page
    assert 'lang="nl-be">Se rencontrer' not in page
    assert f'<p lang="nl-be">{key.vision}</p>' in page
    assert f'<p lang="nl-be">{key.unique}</p>' in page
    assert '<p class="groot"><b>Faiseurs.</b></p>' in page
    # Needs are told in Dutch in every note.
    assert '<ul class="behoeften" lang="nl-be">' in page


def test_figures_and_words_of_two_versions_are_compared(
    campaign: Campaign, client_of: type, editor: User
) -> None:
    publish(campaign, note(), 1)
    publish(campaign, note(total=9, keys=(chapter(total=7),)), 2)
    page = client_of(editor).get("/team/nota/vergelijk/?van=1&tot=2").content.decode()
    assert page.count('class="getal"><b>') == 2
    assert "Ontmoeten" in page


def test_only_what_changed_is_listed() -> None:
    before = dataclasses.asdict(note())
    after = dataclasses.asdict(note(total=6))
    after["chapters"][1]["blocks"][0]["text"] = "Twee sleutels openen de stad."
    assert [(row.before, row.after) for row in compare_figures(before, after)] == [(5, 6)]
    ((title, pieces),) = compare_texts(before, after)
    assert title == "In twee bladzijden"
    assert "Twee sleutels openen " in "".join(p.text for p in pieces if p.change == "new")
    assert compare_figures(before, before) == []
    assert compare_texts(before, before) == []


def test_the_keys_of_the_board_can_go_without_their_texts(
    campaign: Campaign, client_of: type, editor: User
) -> None:
    key = make_key(campaign)
    Block.objects.create(campaign=campaign, place="sleutel", key=key, kind="text", text="Bewaar.")
    Key.objects.filter(pk=key.pk).delete()
    block = Block.objects.get()
    page = client_of(editor).get("/team/nota/").content.decode()
    assert f"/team/nota/blok/{block.pk}/" in page
