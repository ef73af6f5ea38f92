"""Blocks of the note: nobody overwrites anybody, quotes say what the dreamer said, signatures fall."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign, User
from campaigns.services.ledger import withdraw_contribution
from publications.comparing import compare_words
from publications.content.note import collect_note
from publications.models import Block, BlockKind, BlockVersion, Issue, Kind, Place, Remark, SignOff
from publications.plan import ChapterOf, chapters_of
from publications.quoting import NotInTheDream, cut, find_spans, problem_of
from publications.services.blocks import (
    Conflict,
    KindNotTaken,
    Words,
    add_block,
    begin_chapter,
    choose_card,
    move_block,
    remove_block,
    restore_block,
    save_block,
)
from publications.services.note import sign_chapter
from tests.publications.builders import make_card, make_key, make_laid, make_need

pytestmark = pytest.mark.phase(8)
DREAM = "Een lange tafel door de Ooststraat, met soep en brood, en iedereen schuift aan."


@pytest.fixture
def listened(campaign: Campaign) -> ChapterOf:
    return next(c for c in chapters_of([]) if c.place == Place.LISTENED)


@pytest.fixture
def block(campaign: Campaign, listened: ChapterOf, editor: User) -> Block:
    return add_block(campaign=campaign, chapter=listened, kind=BlockKind.TEXT, by=editor)


def quote_of(campaign: Campaign, editor: User) -> Block:
    dream = make_laid(campaign, make_need(make_key(campaign)), DREAM)
    listened = next(c for c in chapters_of([]) if c.place == Place.LISTENED)
    block = add_block(campaign=campaign, chapter=listened, kind=BlockKind.QUOTE, by=editor)
    return choose_card(block=block, card=dream.cards.get(), by=editor)


def make_version(campaign: Campaign) -> Issue:
    return Issue.objects.create(campaign=campaign, kind=Kind.NOTE, version=1)


def test_a_chapter_begins_with_the_standard_blocks_once(
    campaign: Campaign, listened: ChapterOf, editor: User
) -> None:
    begun = [begin_chapter(campaign=campaign, chapter=listened, by=editor) for _ in range(2)]
    assert begun == [True, False]
    kinds = list(Block.objects.of(campaign).standing().values_list("kind", flat=True))
    assert kinds == ["text", "phases", "reach"]


def test_the_first_block_added_keeps_the_standard_ones(block: Block) -> None:
    kinds = list(Block.objects.of(block.campaign).standing().values_list("kind", flat=True))
    assert kinds == ["text", "phases", "reach", "text"]


def test_a_chapter_refuses_what_it_does_not_take(
    campaign: Campaign, listened: ChapterOf, editor: User
) -> None:
    with pytest.raises(KindNotTaken):
        add_block(campaign=campaign, chapter=listened, kind=BlockKind.OPEN, by=editor)


def test_two_editors_never_overwrite_each_other(block: Block, editor: User) -> None:
    read = block.revision
    save_block(block=block, revision=read, words=Words(text="Van An."), by=editor)
    with pytest.raises(Conflict) as clash:
        save_block(block=block, revision=read, words=Words(text="Van Wim."), by=editor)
    assert clash.value.block.text == "Van An."
    assert Block.objects.get(pk=block.pk).text == "Van An."


def test_every_save_is_a_version_and_the_same_words_are_none(block: Block, editor: User) -> None:
    one = save_block(block=block, revision=1, words=Words(text="Eén."), by=editor)
    save_block(block=one, revision=one.revision, words=Words(text="Eén."), by=editor)
    save_block(block=one, revision=one.revision, words=Words(text="Twee."), by=editor)
    texts = list(BlockVersion.objects.filter(block=block).values_list("text", flat=True))
    assert texts == ["Twee.", "Eén.", ""]


def test_what_is_saved_while_typing_becomes_one_version(block: Block, editor: User) -> None:
    now = block
    for text in ("D", "Dr", "Dro"):
        now = save_block(
            block=now, revision=now.revision, words=Words(text=text), by=editor, auto=True
        )
    versions = BlockVersion.objects.filter(block=block)
    assert [(v.text, v.revision) for v in versions] == [("Dro", 4), ("", 1)]


def test_blocks_change_places_and_stop_at_the_ends(block: Block, editor: User) -> None:
    for _ in range(9):
        move_block(block=block, up=True, by=editor)
    rows = list(Block.objects.of(block.campaign).standing())
    assert rows[0] == block
    move_block(block=block, up=False, by=editor)
    assert list(Block.objects.of(block.campaign).standing())[1] == block


def test_a_block_taken_out_is_not_printed_and_can_come_back(block: Block, editor: User) -> None:
    save_block(block=block, revision=1, words=Words(text="Dit staat erin."), by=editor)

    def printed() -> bool:
        note = collect_note(Issue(campaign=block.campaign, kind=Kind.NOTE, version=1))
        return any(b.text == "Dit staat erin." for c in note.chapters for b in c.blocks)

    assert printed()
    remove_block(block=block, by=editor)
    assert not printed()
    restore_block(block=block, by=editor)
    assert printed()


@pytest.mark.parametrize("change", ["save", "move", "remove"])
def test_a_signature_falls_when_the_chapter_changes(
    campaign: Campaign, listened: ChapterOf, block: Block, editor: User, change: str
) -> None:
    for _ in range(2):
        sign_chapter(campaign=campaign, chapter=listened, by=editor)
    assert SignOff.objects.count() == 1
    if change == "save":
        save_block(block=block, revision=1, words=Words(text="Nieuw."), by=editor)
    elif change == "move":
        move_block(block=block, up=True, by=editor)
    else:
        remove_block(block=block, by=editor)
    assert not SignOff.objects.exists()


def test_a_quote_is_shortened_with_marks_only(campaign: Campaign) -> None:
    card = make_laid(campaign, make_need(make_key(campaign)), DREAM).cards.get()
    spans = find_spans(card, "Een lange tafel […] en iedereen schuift aan.")
    assert cut(card, spans) == "Een lange tafel […] en iedereen schuift aan."
    assert cut(card, find_spans(card, "met soep")) == "[…] met soep […]"
    assert cut(card, []) == DREAM


@pytest.mark.parametrize(
    "excerpt",
    ["Een korte tafel", "tafel soep", "en iedereen […] Een lange", "lange taf", "", "[…]"],
)
def test_words_that_are_not_in_the_dream_are_refused(campaign: Campaign, excerpt: str) -> None:
    card = make_laid(campaign, make_need(make_key(campaign)), DREAM).cards.get()
    with pytest.raises(NotInTheDream):
        find_spans(card, excerpt)


def test_a_quote_never_leaves_its_own_card(campaign: Campaign) -> None:
    dream = make_laid(campaign, make_need(make_key(campaign)), DREAM)
    card = make_card(dream, start=0, end=15)
    with pytest.raises(NotInTheDream):
        find_spans(card, "met soep")


def test_a_withdrawn_dream_is_left_out_and_the_editor_is_told_where(
    campaign: Campaign, editor: User
) -> None:
    block = quote_of(campaign, editor)
    assert block.card is not None
    note = collect_note(make_version(campaign))
    assert any(b.quote and b.quote.text == DREAM for c in note.chapters for b in c.blocks)
    withdraw_contribution(contribution=block.card.contribution, by=editor)
    block = Block.objects.with_sources().get(pk=block.pk)
    assert problem_of(block)
    # Nothing of the words stays behind, in no version.
    for row in (block, *block.versions.all()):
        assert "tafel" not in f"{row.text}{row.heading}{row.spans}"
    note = collect_note(Issue.objects.get())
    assert not any(b.quote for c in note.chapters for b in c.blocks)
    assert any("Hoe we luisterden" in line for line in note.warnings)


def test_a_dream_that_changed_after_it_was_quoted_is_looked_at_again(
    campaign: Campaign, editor: User
) -> None:
    block = quote_of(campaign, editor)
    assert block.card is not None
    dream = block.card.contribution
    dream.text = "Iets heel anders, en net zo lang als daarnet, zodat het nog zou passen hier wel."
    dream.save()
    assert problem_of(Block.objects.with_sources().get(pk=block.pk))


def test_a_dream_that_may_not_be_printed_is_not(campaign: Campaign, editor: User) -> None:
    block = quote_of(campaign, editor)
    assert block.card is not None
    type(block.card.contribution).objects.update(consent_print=False)
    assert problem_of(Block.objects.with_sources().get(pk=block.pk))


def test_words_are_compared_one_by_one() -> None:
    pieces = compare_words("de stad slaapt", "de hele stad droomt")
    assert [(p.change, p.text.strip()) for p in pieces if p.change] == [
        ("new", "hele"), ("gone", "slaapt"), ("new", "droomt"),
    ]  # fmt: skip


def form(block: Block, **fields: Any) -> dict[str, Any]:
    return {"revision": block.revision, "heading": "", "text": ""} | fields


def test_a_text_is_written_and_shown(client_of: type, block: Block, editor: User) -> None:
    browser = client_of(editor)
    url = f"/team/nota/blok/{block.pk}/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, form(block, text="Wij **luisteren**.")).status_code == 302
    page = browser.get("/team/nota/hoofdstuk/geluisterd/").content.decode()
    assert "Wij <strong>luisteren</strong>." in page


def test_the_page_saves_by_itself_and_gets_a_preview(
    client_of: type, block: Block, editor: User
) -> None:
    answer = client_of(editor).post(
        f"/team/nota/blok/{block.pk}/", form(block, text="Dag *jij* <script>"),
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert answer.json()["revision"] == 2
    assert answer.json()["html"].strip() == "<p>Dag <em>jij</em> &lt;script&gt;</p>"
    assert BlockVersion.objects.get(block=block, revision=2).is_auto


def test_a_clash_shows_both_texts(client_of: type, block: Block, editor: User) -> None:
    browser = client_of(editor)
    save_block(block=block, revision=1, words=Words(text="De tekst van An."), by=editor)
    url = f"/team/nota/blok/{block.pk}/"
    asked = browser.post(
        url, form(block, text="De tekst van Wim."), headers={"accept": "application/json"}
    )
    assert asked.status_code == 409
    answer = browser.post(url, form(block, text="De tekst van Wim."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "De tekst van An." in page
    assert "De tekst van Wim." in page
    # Keeping one's own text is a choice, made knowing the other.
    assert 'name="revision" value="2"' in page
    assert browser.post(url, form(block, revision=2, text="Samen.")).status_code == 302
    assert Block.objects.get(pk=block.pk).text == "Samen."


def test_a_source_that_is_not_there_cannot_be_cited(
    client_of: type, campaign: Campaign, block: Block, editor: User
) -> None:
    dream = make_laid(campaign, make_need(make_key(campaign)), DREAM)
    browser, url = client_of(editor), f"/team/nota/blok/{block.pk}/"
    refused = browser.post(url, form(block, text="Zie [droom 99999]."))
    assert refused.status_code == 422
    assert "[droom 99999]" in refused.content.decode()
    assert browser.post(url, form(block, text=f"Zie [droom {dream.number}].")).status_code == 302
    cited = collect_note(make_version(campaign)).cited
    assert [(c.kind, c.ref, c.text) for c in cited] == [("droom", str(dream.number), DREAM)]


def test_a_cited_dream_that_is_withdrawn_leaves_the_next_version(
    campaign: Campaign, block: Block, editor: User
) -> None:
    dream = make_laid(campaign, make_need(make_key(campaign)), DREAM)
    save_block(block=block, revision=1, words=Words(text=f"[droom {dream.number}]"), by=editor)
    number = dream.number
    withdraw_contribution(contribution=dream, by=editor)
    note = collect_note(make_version(campaign))
    assert note.cited == ()
    assert any(f"[droom {number}]" in line for line in note.warnings)


def test_a_quote_is_chosen_and_cut_in_the_browser(
    client_of: type, campaign: Campaign, editor: User
) -> None:
    block = quote_of(campaign, editor)
    browser = client_of(editor)
    found = browser.get(f"/team/nota/blok/{block.pk}/kies/?q=soep").content.decode()
    assert "schuift aan" in found
    url = f"/team/nota/blok/{block.pk}/"
    wrong = browser.post(url, {"revision": block.revision, "excerpt": "Een korte tafel"})
    assert wrong.status_code == 422
    right = {"revision": block.revision, "excerpt": "Een lange tafel […] iedereen schuift aan."}
    assert browser.post(url, right).status_code == 302
    block = Block.objects.with_sources().get(pk=block.pk)
    assert block.card is not None
    assert cut(block.card, block.spans) == "Een lange tafel […] iedereen schuift aan."


def test_comments_and_tasks_are_written_and_done(
    client_of: type, block: Block, editor: User
) -> None:
    browser = client_of(editor)
    url = f"/team/nota/blok/{block.pk}/opmerking/"
    assert browser.post(url, {"text": ""}).status_code == 422
    browser.post(url, {"text": "Mooi."})
    browser.post(url, {"text": "Kijk dit na.", "assignee": editor.pk})
    assert "Kijk dit na." in browser.get("/team/nota/").content.decode()
    task = Remark.objects.get(assignee=editor)
    for _ in range(2):
        assert browser.post(f"/team/nota/opmerking/{task.pk}/klaar/").status_code == 302
    task.refresh_from_db()
    assert task.done_by == editor
    assert "Kijk dit na." not in browser.get("/team/nota/").content.decode()


def test_signing_names_who_and_can_be_taken_back(
    client_of: type, campaign: Campaign, editor: User
) -> None:
    browser, url = client_of(editor), "/team/nota/hoofdstuk/niet/teken/"
    for _ in range(2):
        browser.post(url)
    assert SignOff.objects.get().by == editor
    browser.post(url, {"terug": "1"})
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["hoofdstuk/niet/begin/", "hoofdstuk/niet/nieuw/", "hoofdstuk/niet/teken/",
     "blok/{pk}/omhoog/", "blok/{pk}/weg/", "blok/{pk}/opmerking/"],
)  # fmt: skip
def test_looking_changes_nothing(client_of: type, block: Block, editor: User, path: str) -> None:
    before = list(Block.objects.values_list("pk", "position", "removed_at"))
    assert client_of(editor).get(f"/team/nota/{path.format(pk=block.pk)}").status_code == 405
    assert list(Block.objects.values_list("pk", "position", "removed_at")) == before


def test_a_block_of_another_campaign_is_out_of_reach(
    client_of: type, block: Block, editor: User
) -> None:
    assert client_of(editor).get(f"/team/nota/blok/{block.pk + 1000}/").status_code == 404


def test_a_chapter_asks_a_fixed_number_of_queries(
    client_of: type, campaign: Campaign, listened: ChapterOf, editor: User,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for _ in range(6):
        made = add_block(campaign=campaign, chapter=listened, kind=BlockKind.TEXT, by=editor)
        Remark.objects.create(block=made, text="Mooi.", by=editor, assignee=editor)
    browser = client_of(editor)
    with django_assert_max_num_queries(15):
        browser.get("/team/nota/hoofdstuk/geluisterd/")
    with django_assert_max_num_queries(14):
        browser.get("/team/nota/")


def test_texts_of_another_language_are_used_where_they_were_written(
    campaign: Campaign, block: Block, editor: User
) -> None:
    words = Words(text="Wij luisteren.", translations={"fr": {"heading": "", "text": "On écoute."}})
    save_block(block=block, revision=1, words=words, by=editor)
    said = {}
    for language in ("nl", "fr", "en"):
        issue = Issue(campaign=campaign, kind=Kind.NOTE, version=1, language=language)
        blocks = [b for c in collect_note(issue).chapters for b in c.blocks if b.id == block.pk]
        said[language] = (blocks[0].text, blocks[0].language)
    assert said == {
        "nl": ("Wij luisteren.", ""), "fr": ("On écoute.", ""), "en": ("Wij luisteren.", "nl"),
    }  # fmt: skip


def test_strangers_find_nothing_here(client: Client, block: Block) -> None:
    assert client.get(f"/team/nota/blok/{block.pk}/").status_code == 302
