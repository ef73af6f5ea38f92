"""The newspaper has four pages, whatever is in it, and says in words what does not fit."""

import io
from dataclasses import replace

import page
import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override

from publications.rendering.content import DreamName, NewspaperContent, Rendered
from publications.rendering.masthead import masthead
from publications.rendering.newspaper import _Fit, render_newspaper, write_newspaper
from tests.publications.rendering_builders import CHILD, article, newspaper

pytestmark = pytest.mark.pdf


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, on one line."""
    opened = pypdfium2.PdfDocument(pdf)
    return [" ".join(opened[i].get_textpage().get_text_range().split()) for i in range(len(opened))]


@pytest.fixture(scope="module")
def printed() -> Rendered:
    return render_newspaper(newspaper())


def test_it_has_four_pages_of_tabloid_without_marks(printed: Rendered) -> None:
    assert printed.pages == 4
    assert printed.warnings == ()
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        for sheet in pdf.pages:
            width, height = (float(x) * 25.4 / 72 for x in sheet.mediabox[2:])
            assert (round(width), round(height)) == (289, 380)


def test_the_masthead_can_be_read_although_its_o_is_a_sun(printed: Rendered) -> None:
    assert "De krant van de toekomst" in texts(printed.pdf)[0]
    assert "Zaterdag 12 oktober 2030" in texts(printed.pdf)[0]


def test_the_large_first_letter_does_not_tear_the_word_apart(printed: Rendered) -> None:
    assert "Het begint met" in texts(printed.pdf)[0]


def test_the_lead_tells_where_it_came_from(printed: Rendered) -> None:
    front = texts(printed.pdf)[0]
    for part in ("3 dromen", "Samen aan tafel", "sleutel 1 van de 2", "Actie 17", "aan tafel 4"):
        assert part in front
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        links = {str(a.A.URI) for a in pdf.pages[0].Annots if "/A" in a}
    assert "https://droom.example.org/a/17" in links


def test_every_dream_stands_on_the_last_page_with_the_name_that_was_given(
    printed: Rendered,
) -> None:
    assert {c.number for c in printed.citations if c.page == 4} == {1, 2, 3, 4, 5}
    assert "1 Ines" in texts(printed.pdf)[3]


def test_a_dream_behind_an_article_is_cited_on_that_page(printed: Rendered) -> None:
    assert {c.page for c in printed.citations if c.number == 1} == {1, 2, 3, 4}


def test_a_childs_work_counts_as_quoted(printed: Rendered) -> None:
    assert {c.page for c in printed.citations if c.number == 4 and c.quoted} == {1, 4}


def test_the_newspaper_is_archivable_and_accessible(printed: Rendered) -> None:
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(printed.pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_the_same_content_gives_the_same_newspaper(printed: Rendered) -> None:
    assert render_newspaper(newspaper()).pdf == printed.pdf


def test_a_text_that_is_too_long_is_named_with_its_page_and_stays_in_its_frame() -> None:
    story = ("Daarna komen de stoelen uit keukens, klaslokalen en één kapperszaak. " * 12,) * 8
    content = newspaper(articles=(article("lead", 1, body=story), *newspaper().articles[1:]))
    printed = render_newspaper(content)
    assert printed.pages == 4
    assert len(printed.warnings) == 1
    assert printed.warnings[0].startswith("Bladzijde 1, lead: ")
    assert printed.warnings[0].endswith(" regels te lang")
    assert {c.number for c in printed.citations} == {1, 2, 3, 4, 5}


def test_a_missing_article_is_named() -> None:
    content = newspaper(
        articles=tuple(a for a in newspaper().articles if a.frame != "dream-followed")
    )
    assert render_newspaper(content).warnings == (
        "Bladzijde 2, de gevolgde droom: er is nog geen artikel",
    )


def test_a_newspaper_with_next_to_nothing_in_it_is_still_made() -> None:
    bare = NewspaperContent(
        name="Durf.", city="Stad", horizon_year=2040, dated=newspaper().dated, dreamed_in=2027,
        total=0, version="1", is_draft=True, address="https://x.example",
    )  # fmt: skip
    printed = render_newspaper(bare)
    assert printed.pages == 4
    assert len(printed.warnings) == 3
    assert printed.citations == ()
    assert all("Werkversie 1" in text for text in texts(printed.pdf))


def test_very_many_dreams_all_keep_their_place() -> None:
    dreams = tuple(DreamName(n, "Ines" if n % 3 else "") for n in range(1, 3001) if n % 10)
    printed = render_newspaper(newspaper(dreams=dreams, articles=(), children=(CHILD,) * 8))
    assert printed.pages == 4
    assert {c.number for c in printed.citations if c.page == 4} >= {d.number for d in dreams}


def test_ranges_never_claim_a_number_that_is_not_there() -> None:
    fit = _Fit(as_ranges=True, with_names=False)
    with override("nl-be"):
        html = write_newspaper(
            newspaper(dreams=tuple(DreamName(n) for n in (1, 2, 3, 7, 9, 10))), fit
        )
    assert ">1–3<" in html
    assert ">7<" in html
    assert ">9–10<" in html


def test_words_of_an_editor_are_never_read_as_markup() -> None:
    wild = '<script>x</script><img src="file:///etc/passwd">'
    with override("nl-be"):
        html = write_newspaper(
            newspaper(
                articles=(article("lead", 1, headline=wild, body=(wild, wild), deck=wild),),
                children=(replace(CHILD, title=wild, alt=wild, caption=wild, text=wild),),
            ),
            _Fit(),
        )
    assert "<script" not in html
    assert 'src="file:' not in html


def test_a_masthead_without_an_o_gets_its_sun_at_the_end() -> None:
    assert masthead("demain").count("<path") == len("demain") + 2
    assert masthead("toekomst").count("<path") == len("toekomst") - 1 + 2


def test_the_newspaper_speaks_the_language_it_is_made_in() -> None:
    assert "Le journal de demain" in texts(render_newspaper(newspaper(language="fr")).pdf)[0]
