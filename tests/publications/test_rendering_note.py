"""The note prints every dream on a page, and reads that page from what was printed."""

import io

import page
import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override

from publications.rendering.content import (
    Block,
    Chapter,
    Cited,
    DreamGroup,
    NoteContent,
    Quote,
    Rendered,
)
from publications.rendering.note import render_note, write_note
from tests.publications.quality import faults_of, validated
from tests.publications.rendering_builders import SHAPES, chapter, chapters, note, printed_note

pytestmark = pytest.mark.pdf


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    opened = pypdfium2.PdfDocument(pdf)
    return [opened[i].get_textpage().get_text_range() for i in range(len(opened))]


@pytest.fixture(scope="module")
def printed() -> Rendered:
    return printed_note()


def test_every_dream_of_the_index_has_a_page(printed: Rendered) -> None:
    assert {citation.number for citation in printed.citations} == {1, 2, 3, 4, 5}
    assert all(1 <= citation.page <= printed.pages for citation in printed.citations)


def test_a_quoted_dream_is_named_on_the_page_where_its_words_stand(printed: Rendered) -> None:
    pages = texts(printed.pdf)
    quoted = next(c for c in printed.citations if c.number == 1 and c.quoted)
    assert "Een tafel voor de hele straat" in pages[quoted.page - 1].replace("\r\n", " ")


def test_a_dream_that_is_only_listed_is_not_called_quoted(printed: Rendered) -> None:
    assert not any(c.quoted for c in printed.citations if c.number == 5)
    listed = next(c for c in printed.citations if c.number == 5)
    assert "Opzij gelegd" in texts(printed.pdf)[listed.page - 1]


def test_a_childs_work_counts_as_quoted(printed: Rendered) -> None:
    assert any(c.number == 4 and c.quoted for c in printed.citations)


def test_a_dream_stands_once_per_page_in_the_list(printed: Rendered) -> None:
    pairs = [(c.number, c.page) for c in printed.citations]
    assert len(pairs) == len(set(pairs))


def test_the_contents_name_the_page_where_a_chapter_starts(printed: Rendered) -> None:
    pages = texts(printed.pdf)
    opener = next(i for i, text in enumerate(pages, 1) if "Wie eet er mee?" in text)
    contents = next(text for text in pages if "Inhoud" in text)
    line = next(line for line in contents.splitlines() if line.startswith("Ontmoeten"))
    assert line.split()[-1] == str(opener)


def test_it_says_page_x_of_y_and_knows_its_language(printed: Rendered) -> None:
    assert f"3 / {printed.pages}" in texts(printed.pdf)[2]
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert pdf.Root.Lang == "nl-BE"
        with pdf.open_outline() as outline:
            assert "Ontmoeten" in [item.title for item in outline.root]


def test_the_note_is_archivable_and_accessible(printed: Rendered) -> None:
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(printed.pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_the_same_content_gives_the_same_note(printed: Rendered) -> None:
    assert render_note(note()).pdf == printed.pdf


def test_a_draft_says_so_on_every_page_with_a_head() -> None:
    drafted = texts(render_note(note(is_draft=True, version="0.9")).pdf)
    final = texts(printed_note().pdf)
    assert all("Werkversie 0.9" in text for text in drafted)
    assert not any("Werkversie" in text for text in final)


def test_an_empty_campaign_still_gives_a_note() -> None:
    bare = NoteContent(
        name="Durf.", city="Stad", horizon_year=2040, version="1", as_of=note().as_of,
        is_draft=False, address="https://x.example", total=0, chapters=chapters(()),
    )  # fmt: skip
    printed = render_note(bare)
    assert printed.citations == ()
    whole = " ".join(texts(printed.pdf))
    for absent in ("Wat kinderen tekenden", "Alle acties", "Alle dromen, op nummer"):
        assert absent not in whole


def test_parts_without_content_leave_no_heading_behind() -> None:
    bare = chapter(values=(), qualities=(), quotes=(), actions=(), open_questions=(), images=())
    with override("nl-be"):
        html = write_note(note(keys=(bare,), children=()))
    for absent in (
        "Waarden",
        "Kwaliteiten",
        "Stemmen",
        "Van dromen naar acties",
        "Wat open blijft",
    ):
        assert f">{absent}</h2>" not in html
    assert ">Wat mensen nodig hebben</h2>" in html


@pytest.mark.parametrize("amount", [1, 8])
def test_it_holds_from_one_key_to_eight(amount: int) -> None:
    keys = tuple(chapter(shape) for shape in SHAPES[:amount])
    assert render_note(note(keys=keys)).pages >= 10 + amount


def test_words_of_dreamers_are_never_read_as_markup() -> None:
    wild = '<script>alert(1)</script><img src="file:///etc/passwd">'
    quotes = (chapter().quotes[0].__class__(1, wild, wild, "nl"),)
    with override("nl-be"):
        html = write_note(note(keys=(chapter(quotes=quotes, name=wild),), dna=wild))
    assert "<script" not in html
    assert 'src="file:' not in html


def test_a_quote_in_another_language_says_so() -> None:
    with override("nl-be"):
        html = write_note(note())
    assert 'lang="fr"' in html.split("Une table pour toute la rue")[0].rsplit("<blockquote", 1)[1]


def test_the_note_speaks_the_language_it_is_made_in() -> None:
    whole = " ".join(texts(printed_note("fr").pdf))
    assert "Table des matières" in whole
    assert "Inhoud" not in whole


def with_text(text: str, *cited: Cited) -> NoteContent:
    """Return a note whose chapter on listening says this."""
    told = Chapter("geluisterd", "Hoe we luisterden", "", (Block(6, "text", text=text),))
    others = tuple(c for c in note().chapters if c.place != "geluisterd")
    return note(chapters=(*others[:2], told, *others[2:]), cited=cited)


def test_a_cited_dream_stands_in_a_footnote_of_its_page() -> None:
    dream = Cited("droom", "77", "Een hangmat aan het kanaal.", "/d/77", "Bo · Online")
    made = render_note(with_text("Wij luisterden. [droom 77] Echt.", dream))
    page_of = next(c for c in made.citations if c.number == 77)
    said = texts(made.pdf)[page_of.page - 1].replace("\r\n", " ")
    assert page_of.quoted
    assert "Een hangmat aan het kanaal." in said
    assert validated(made.pdf) == []
    assert faults_of(made.pdf, language="nl-BE", title="Oriëntatienota Roeselare 2030") == []


def test_what_cannot_be_cited_leaves_no_mark() -> None:
    with override("nl-be"):
        html = write_note(with_text("Wij luisterden. [droom 78] Echt."))
    assert "[droom 78]" not in html
    assert "Wij luisterden. Echt." in html.replace("\n", " ")


def test_an_editors_text_is_markup_of_ours_and_never_html() -> None:
    wild = (
        "**Vet** <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://x.example/y.png)"
    )
    with override("nl-be"):
        html = write_note(with_text(wild))
    assert "<strong>Vet</strong>" in html
    for bad in ("<script", 'href="javascript', '<img src="https'):
        assert bad not in html


def test_blocks_are_printed_in_their_order() -> None:
    blocks = (Block(31, "open"), Block(32, "text", text="Hier tussenin."), Block(33, "story"))
    others = [c for c in note().chapters if c.place != "sleutel"]
    with override("nl-be"):
        html = write_note(
            note(chapters=(*others, Chapter("sleutel", "Ontmoeten", "ontmoeten", blocks)))
        )
    at = [html.index(words) for words in ("Wie wast af?", "Hier tussenin.", "We hoorden veel")]
    assert at == sorted(at)


def test_dutch_text_in_a_french_note_says_it_is_dutch() -> None:
    told = Block(6, "text", text="Wij luisteren.", language="nl")
    with override("fr"):
        html = write_note(
            note(language="fr", chapters=(Chapter("geluisterd", "Écouter", "", (told,)),))
        )
    assert 'lang="nl"' in html.split("Wij luisteren.")[0].rsplit("<div", 1)[1]


def test_dutch_texts_of_the_keys_say_so_in_a_french_note() -> None:
    key = chapter(name="Se rencontrer", in_dutch=("vision", "story"))
    with override("fr"):
        html = write_note(note(language="fr", keys=(key,), dna_in_dutch=("statement",)))
    assert '<p class="op-visie" lang="nl-BE">' in html
    assert '<p class="dna-zin" lang="nl-BE">' in html
    assert '<h1 class="op-naam">Se rencontrer</h1>' in html
    # In a table that is Dutch as a whole, a French name says that it is French.
    assert '<span class="zacht" lang="fr">Se rencontrer</span>' in html
    with override("nl-be"):
        assert 'lang="nl-BE">In 2030' not in write_note(note())


def test_where_a_page_stays_white_more_dreams_are_told() -> None:
    more = tuple(Quote(n, f"Een korte droom, de {n}e al.", "Bo · Online") for n in range(100, 112))
    made = render_note(note(keys=(chapter(more_quotes=more),)))
    told = {c.number for c in made.citations if c.quoted} & set(range(100, 112))
    assert len(told) >= 2
    assert made.pages == printed_note().pages


def test_progress_is_told_and_never_goes_back() -> None:
    heard: list[tuple[int, str]] = []
    render_note(note(), progress=lambda percent, stage: heard.append((percent, stage)))
    percents = [percent for percent, _stage in heard]
    assert percents[0] < percents[-1] <= 100
    assert all(stage for _percent, stage in heard)


def test_a_thousand_dreams_all_find_a_page() -> None:
    groups = tuple(
        DreamGroup(f"Behoefte {i}", tuple(range(i * 100 + 1, i * 100 + 101)), "ontmoeten")
        for i in range(10)
    )
    printed = render_note(note(dream_index=groups, children=(), total=1000))
    assert {c.number for c in printed.citations} == set(range(1, 1001))
    last = next(c for c in printed.citations if c.number == 1000)
    assert "1.000" in texts(printed.pdf)[last.page - 1]
