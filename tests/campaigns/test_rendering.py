"""Paper is made of our own files only, readable by ear, kept by archives, the same every time."""

import io
import re

import page
import pikepdf
import pytest
from django.contrib.staticfiles import finders

from campaigns import rendering
from campaigns.illustration.people import long_table
from campaigns.illustration.prints import cover, day_arc, horizon
from campaigns.rendering import ForbiddenFetch, RenderingUnavailable, lay_out, render_pdf

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS"
    b"\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


def sheet(body: str, css: str = "") -> str:
    return (
        '<!doctype html><html lang="nl-BE"><head><title>x</title>'
        '<link rel="stylesheet" href="static:css/tokens.css">'
        '<link rel="stylesheet" href="static:css/pdf/type.css">'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )


def render(body: str, css: str = "", **pictures: bytes) -> rendering.Document:
    return render_pdf(sheet(body, css), language="nl-BE", title="Proef", pictures=pictures)


def fonts(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(item.BaseFont).partition("+")[2].partition("-")[0]
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="/etc/passwd" alt="x">',
        '<img src="../manage.py" alt="x">',
        '<img src="static:../manage.py" alt="x">',
        '<img src="static:css/site.css" alt="x">',
        '<img src="picture:unknown" alt="x">',
        '<img src="data:text/html,x" alt="x">',
        '<div style="background: url(https://example.org/x.svg)">x</div>',
        "<style>@import url(https://example.org/x.css);</style><p>x</p>",
        "<style>@font-face{font-family:F;src:url(file:///etc/passwd)}p{font-family:F}</style><p>x</p>",
        '<link rel="stylesheet" href="ftp://example.org/x.css"><p>x</p>',
        '<svg viewBox="0 0 9 9"><title>x</title><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<object data="file:///etc/passwd">x</object>',
        '<embed src="http://example.org/x">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<a rel="attachment" href="https://example.org/x">x</a>',
        '<link rel="attachment" href="file:///etc/passwd"><p>x</p>',
    ],
)
def test_a_document_cannot_ask_for_anything_from_outside(body: str) -> None:
    with pytest.raises(ForbiddenFetch):
        render(body)


def test_a_drawing_handed_over_cannot_pull_in_a_file_either() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        b'<image href="file:///etc/passwd" width="9" height="9"/></svg>'
    )
    with pytest.raises(ForbiddenFetch):
        render('<img src="picture:p" alt="x">', p=drawing)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ForbiddenFetch):
        render('<img src="picture:p" alt="x">', p=b"%PDF-1.7")


def test_pictures_handed_over_are_drawn() -> None:
    document = render('<img src="picture:p" alt="Een stip">', p=PNG)
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        assert any(
            isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
            for item in pdf.objects
        )


@pytest.mark.pdf
def test_one_file_is_archivable_and_accessible_at_once() -> None:
    document = render(
        '<h1>Titel</h1><p>Tekst met <a href="https://example.org/d/1">een link</a>.</p>'
        '<img src="picture:p" alt="Een stip"><div class="d"></div>'
        "<table><tr><th>Wat</th></tr><tr><td>Iets</td></tr></table><ul><li>een</li></ul>",
        ".d { height: 40mm; background: url(picture:d) }",
        p=PNG,
        d=horizon().encode(),
    )
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(document.pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.pdf
def test_the_accessibility_check_sees_a_picture_without_words() -> None:
    document = render('<h1>Titel</h1><img src="picture:p">', p=PNG)
    assert not page.is_pdf_compliant_bytes(document.pdf, profile=page.ValidationProfile.PDF_UA_1)


def test_the_same_document_gives_the_same_bytes() -> None:
    body = (
        '<h1 style="font-family:var(--toon)">Droom</h1><p style="font-family:var(--krant)">één</p>'
    )
    assert render(body).pdf == render(body).pdf


def test_no_moment_of_making_is_written_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(render("<p>x</p>").pdf)) as pdf:
        assert "/CreationDate" not in pdf.docinfo
        assert "/ModDate" not in pdf.docinfo
        assert pdf.docinfo["/Title"] == "Proef"
        assert pdf.Root.Lang == "nl-BE"


def test_only_our_own_letters_are_used() -> None:
    body = (
        '<p lang="nl-BE" style="width:30mm;hyphens:auto;font-family:var(--krant)">'
        "Verantwoordelijkheidsgevoel vergadering “België” ’s ochtends … 5 × 3 – één</p>"
        '<p style="font-family:var(--lees)">Ça va, Ĉu vi? Łódź</p>'
        '<p style="font-family:var(--toon)">Eén stad</p>'
    )
    assert fonts(render(body).pdf) == {
        "Newsreader", "Schibsted", "Dela",
    }  # fmt: skip


def test_the_letter_check_sees_a_stranger() -> None:
    assert fonts(render('<p style="font-family:var(--lees)">Ж</p>').pdf) == {"DejaVu"}


def test_every_id_is_found_on_its_page() -> None:
    document = render(
        '<p id="a">een</p><p id="b" style="break-before:page">twee</p>'
        '<p>met <span id="c">drie</span></p>'
    )
    assert document.pages == 2
    assert document.anchors == {"a": 1, "b": 2, "c": 2}


def test_a_layout_can_be_measured_in_millimetres() -> None:
    laid_out = lay_out(
        sheet(
            '<div id="v" style="position:absolute;left:20mm;top:30mm;width:50mm;height:40mm"></div>',
            "@page { margin: 0 }",
        ),
        language="nl-BE",
        title="Proef",
    )
    place = laid_out.places["v"]
    assert (place.left, place.top, place.right, place.bottom) == pytest.approx((20, 30, 70, 70))


def test_a_long_layout_is_seen_to_be_alive() -> None:
    heard: list[int] = []
    body = "".join(f'<p style="break-after:page">{n}</p>' for n in range(12))
    render_pdf(
        sheet(body),
        language="nl-BE",
        title="x",
        progress=lambda percent, stage: heard.append(percent),
    )
    assert len(heard) >= 3
    assert heard == sorted(heard)


def test_a_machine_without_pango_says_so_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "weasyprint", None)
    with pytest.raises(RenderingUnavailable, match="Pango"):
        render("<p>x</p>")
    assert not rendering.is_available()


def test_every_name_on_the_closed_list_exists() -> None:
    for name in (*rendering._STYLES, *rendering._FONTS):
        assert finders.find(name), name
        assert rendering.read_static(name)


def test_print_style_sheets_name_only_the_closed_list() -> None:
    for name in rendering._STYLES:
        if name.startswith("css/pdf/"):
            for address in re.findall(r"url\(([^)]+)\)", rendering.read_static(name).decode()):
                scheme, _colon, rest = address.partition(":")
                assert scheme in {"static", "picture"}, address
                assert scheme == "picture" or rest in rendering._FONTS


@pytest.mark.parametrize("drawn", [long_table(), cover(0.5), horizon(), day_arc()])
def test_pictures_for_paper_stand_on_their_own(drawn: str) -> None:
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "var(" not in drawn
    assert "currentColor" not in drawn


def test_the_long_table_is_the_same_every_time() -> None:
    long_table.cache_clear()
    first = long_table()
    long_table.cache_clear()
    assert long_table() == first
