"""The newspaper has sixteen pages, whatever is in it, and says in words what does not fit."""

import io
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override

from campaigns.rendering import Layout
from publications.rendering.content import Rendered
from publications.rendering.masthead import masthead
from publications.rendering.newspaper import (
    fitting,
    page_digest,
    pictures,
    render_newspaper,
    render_page,
)
from publications.rendering.newspaper.content import DreamName, NewspaperContent
from publications.rendering.newspaper.fitting import lay_pages
from publications.rendering.newspaper.frames import TEMPLATES, plan_pages
from publications.rendering.newspaper.making import ready
from publications.rendering.newspaper.numbers import Index, pages_named
from publications.rendering.newspaper.pictures import pictures_of
from publications.rendering.newspaper.writing import PageFit, write_page
from tests.publications.newspaper_builders import article, newspaper, printed_newspaper
from tests.publications.rendering_builders import CHILD

pytestmark = pytest.mark.pdf
OURS = {"Dela-Gothic-One", "Schibsted-Grotesk", "Newsreader"}


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, on one line."""
    opened = pypdfium2.PdfDocument(pdf)
    return [" ".join(opened[i].get_textpage().get_text_range().split()) for i in range(len(opened))]


def fonts(pdf: bytes) -> set[str]:
    """Return the families embedded in a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = {
            str(item.FontName).lstrip("/").split("+")[-1]
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    return {
        next((own for own in (*OURS, "DejaVu") if name.startswith(own)), name) for name in names
    }


def html_of(content: NewspaperContent, number: int, fit: PageFit | None = None) -> str:
    with override("nl-be"):
        content = ready(content)
        return str(write_page(content, content.pages[number - 1], fit or PageFit()))


@pytest.fixture(scope="module")
def printed() -> Rendered:
    return printed_newspaper()


def test_it_has_sixteen_pages_of_tabloid_without_marks(printed: Rendered) -> None:
    assert printed.pages == 16
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


def test_every_page_says_what_it_is_and_carries_its_number(printed: Rendered) -> None:
    for number, text in enumerate(texts(printed.pdf), start=1):
        assert "Dit is een droomkrant" in text
        assert text.endswith(str(number)) or f"mensen. {number}" in text


def test_each_page_holds_what_its_template_promises(printed: Rendered) -> None:
    pages = texts(printed.pdf)
    for number, words in {
        4: "Ontmoeten", 5: "Ademen", 6: "Een bank met rugleuning", 7: "Krottegem: samen aan tafel.",
        8: "Niks", 13: "Rita", 14: "De langste tafel", 15: "19 graden", 16: "Gemaakt door de kerngroep",
    }.items():  # fmt: skip
        assert words in pages[number - 1], number


def test_every_dream_stands_on_the_last_page_with_name_and_the_page_that_tells_about_it(
    printed: Rendered,
) -> None:
    assert {c.number for c in printed.citations if c.page == 16} == {1, 2, 3, 4, 5}
    # Dream 1 is named first on page 1; dream 5, a poem, stands in words on page 8.
    assert "1 Ines 1" in texts(printed.pdf)[15]
    assert "5 8" in texts(printed.pdf)[15]


def test_a_dream_behind_an_article_is_cited_on_that_page(printed: Rendered) -> None:
    assert {1, 2, 3, 4, 5, 7, 13, 15, 16} <= {c.page for c in printed.citations if c.number == 1}


def test_a_childs_work_counts_as_quoted(printed: Rendered) -> None:
    assert {c.page for c in printed.citations if c.number == 4 and c.quoted} == {1, 8}


def test_the_newspaper_is_archivable_and_accessible(printed: Rendered) -> None:
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(printed.pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_the_same_content_gives_the_same_newspaper(printed: Rendered) -> None:
    assert render_newspaper(newspaper()).pdf == printed.pdf


def test_only_our_own_fonts_are_embedded(printed: Rendered) -> None:
    assert fonts(printed.pdf) == OURS


def test_emoji_stay_off_the_paper_and_other_scripts_fall_back_on_one_font() -> None:
    headline = "Dromen 😀 مرحبا שלום 🏳️‍🌈 👩‍🚒 Ωμέγα 漢"
    content = newspaper(articles=(article("lead", 1, headline=headline),))
    proof = render_page(content, 1)
    assert fonts(proof.pdf) == OURS | {"DejaVu"}
    text = texts(proof.pdf)[0]
    assert "Dromen" in text
    assert "Ωμέγα" in text
    assert not {"😀", "漢", "👩", "\u200d", "\ufe0f"} & set(text)
    report = page.validate_pdf_bytes(proof.pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant


def test_a_text_that_is_too_long_is_named_with_its_page_and_stays_in_its_frame() -> None:
    story = ("Daarna komen de stoelen uit keukens, klaslokalen en één kapperszaak. " * 12,) * 23
    content = newspaper(articles=(article("lead", 1, body=story), *newspaper().articles[1:]))
    assert sum(len(p.split()) for p in story) > 2500
    proof = render_page(content, 1)
    lead = next(fit for fit in proof.frames if fit.frame == "lead")
    assert lead.lines_over > 100
    with override("nl-be"):
        assert lead.sentence("lead") == f"Bladzijde 1, lead: {lead.lines_over} regels te lang"
    assert len(pypdfium2.PdfDocument(proof.pdf)) == 1


def test_a_short_text_says_how_many_words_there_is_room_for() -> None:
    proof = render_page(newspaper(), 4)
    report = next(fit for fit in proof.frames if fit.frame == "report")
    assert report.lines_over == 0
    # The frame holds about 350 words in its largest letters; the story has ten.
    assert 150 < report.words_left < 500


def test_a_page_alone_is_the_same_as_among_the_others(printed: Rendered) -> None:
    assert texts(render_page(newspaper(), 4).pdf)[0] == texts(printed.pdf)[3]


def test_the_digest_of_a_page_changes_with_what_stands_on_it() -> None:
    other = newspaper(
        articles=tuple(
            replace(a, headline="Anders") if a.frame == "lead" else a for a in newspaper().articles
        )
    )
    assert page_digest(newspaper(), 1) != page_digest(other, 1)
    assert page_digest(newspaper(), 14) == page_digest(other, 14)


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
    assert printed.pages == 16
    assert printed.citations == ()
    assert all("Werkversie 1" in text for text in texts(printed.pdf))


def test_two_thousand_dreams_all_keep_their_place() -> None:
    dreams = tuple(DreamName(n, "Ines" if n % 3 else "") for n in range(1, 3001) if n % 10)
    assert len(dreams) > 2000
    proof = render_page(newspaper(dreams=dreams), 16)
    assert [fit.lines_over for fit in proof.frames] == [0]
    html = html_of(newspaper(dreams=dreams), 16)
    assert set(pages_named([(16, html)])) == {dream.number for dream in dreams}


def test_ranges_never_claim_a_number_that_is_not_there() -> None:
    fit = PageFit(index=Index(as_ranges=True, with_names=False, with_pages=False))
    html = html_of(newspaper(dreams=tuple(DreamName(n) for n in (1, 2, 3, 7, 9, 10))), 16, fit)
    assert ">1–3<" in html
    assert ">7<" in html
    assert ">9–10<" in html
    assert set(pages_named([(16, html)])) == {1, 2, 3, 7, 9, 10}


def test_one_mark_for_numbers_that_follow_each_other_claims_no_other_number() -> None:
    html = html_of(newspaper(dreams=tuple(DreamName(n) for n in (*range(1, 40), 45, 47))), 16)
    assert set(pages_named([(16, html)])) == {*range(1, 40), 45, 47}
    assert html.count('class="dr"') < 20


def test_a_frame_whose_size_is_known_is_not_laid_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[list[str]] = []

    def seen(*args: Any, tall: Iterable[str] = (), **more: Any) -> Layout:
        rounds.append(list(tall))
        return lay_pages(*args, tall=tall, **more)

    monkeypatch.setattr(fitting, "lay_pages", seen)
    letter = article("letter", 3, body=("Wij eten op zondag met de hele straat. " * 6,) * 4)
    content = ready(newspaper(articles=(*newspaper().articles[:5], letter)))
    with override("nl-be"):
        fits, frames = fitting.fit_pages(content, [content.pages[2]], {})
    assert {"vak-3-letter", "vak-3-interview", "vak-3-guide"} == set(rounds[0])
    assert len(rounds) > 1
    assert all(set(after) <= set(before) for before, after in pairwise(rounds))
    assert set(rounds[-1]) < set(rounds[0])
    fit = next(frame for frame in frames if frame.frame == "letter")
    assert fit.lines_over == 0
    # One size larger would be too large.
    larger = PageFit(levels={"letter": fits[content.pages[2]].levels["letter"] - 1})
    with override("nl-be"):
        html = {content.pages[2]: write_page(content, content.pages[2], larger)}
        layout = lay_pages(content, html, pictures_of(content), tall=["vak-3-letter"])
    assert layout.places["in-3-letter"].bottom > layout.places["vak-3-letter"].bottom


def test_a_page_draws_only_the_pictures_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(pictures, "qr_code", lambda address: drawn.append(address) or "<svg/>")
    found = pictures_of(newspaper())
    assert "qr-lead" in found
    assert not drawn
    assert found["qr-lead"] == found["qr-lead"] == b"<svg/>"
    assert drawn == ["https://droom.example.org/a/17"]


def test_words_of_an_editor_are_never_read_as_markup() -> None:
    wild = '<script>x</script><img src="file:///etc/passwd">'
    work = replace(CHILD, title=wild, alt=wild, caption=wild, text=wild)
    content = newspaper(
        articles=tuple(
            replace(a, headline=wild, body=(wild, f"{wild} | {wild}"), deck=wild, rubric=wild)
            for a in newspaper().articles
        ),
        children=(work,) * 3, poems=(work,), plate_caption=wild, colofon=(wild,),
    )  # fmt: skip
    for number in range(1, 17):
        html = html_of(content, number)
        assert "<script" not in html
        assert 'src="file:' not in html


@pytest.mark.parametrize(("keys", "pages"), [(0, 16), (4, 16), (5, 16), (6, 16), (7, 20), (8, 20)])
def test_the_pages_adapt_to_the_number_of_keys(keys: int, pages: int) -> None:
    slugs = tuple(f"k{n}" for n in range(keys))
    plan = plan_pages(slugs)
    assert len(plan) == pages
    assert tuple(p.key for p in plan if p.template == "key") == slugs
    middle = [p.number for p in plan if p.template == "children"]
    assert middle == [pages // 2, pages // 2 + 1]
    assert (plan[0].template, plan[-1].template) == ("front", "back")


def test_frames_of_a_template_lie_on_the_paper_and_not_on_each_other() -> None:
    for template in TEMPLATES.values():
        for n, a in enumerate(template.frames):
            assert a.x >= 0
            assert a.x + a.w <= 289 - 12 + 0.1, (template.name, a.name)
            assert a.y + a.h <= 367, (template.name, a.name)
            for b in template.frames[n + 1 :]:
                apart = a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
                assert apart, (template.name, a.name, b.name)


def test_no_text_of_the_childrens_spread_comes_near_the_fold() -> None:
    frame = TEMPLATES["children"].by_name["works"]
    assert frame.x >= 8
    assert frame.x + frame.w <= 289 - 8


def test_a_masthead_without_an_o_gets_its_sun_at_the_end() -> None:
    assert masthead("demain").count("<path") == len("demain") + 2
    assert masthead("toekomst").count("<path") == len("toekomst") - 1 + 2


def test_the_newspaper_speaks_the_language_it_is_made_in() -> None:
    proof = render_page(newspaper(language="fr"), 1)
    assert "Le journal de demain" in texts(proof.pdf)[0]
