"""The press edition: what a screen shows, in the inks of a printing press."""

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from campaigns.press.checks import check_press, look_at
from campaigns.press.edition import to_press
from campaigns.press.newsprint import newsprint
from campaigns.press.separation import BLACK, NoProfile, Separation
from campaigns.rendering import lay_out

pytestmark = pytest.mark.pdf
LIMIT = 2.4
STYLE = """
@page { size: 100mm 120mm; margin: 0 } body { margin: 0; font: 10pt 'Schibsted Grotesk' }
.sky { background: linear-gradient(#ffd23f, #ff7a59); height: 20mm; margin: -3mm -3mm 0 }
.night { background: #17122b; color: #fff; padding: 2mm } .ink { color: #17122b }
.veil { opacity: .5; background: #2e7d32; height: 8mm } img { width: 30mm }
"""
DRAWING = (
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><defs><radialGradient id='g'>"
    b"<stop offset='0' stop-color='#ffd23f'/><stop offset='1' stop-color='#c2185b'"
    b" stop-opacity='.2'/></radialGradient></defs><circle cx='4' cy='4' r='4' fill='url(#g)'/></svg>"
)


@pytest.fixture(scope="module")
def press() -> Separation:
    return Separation(newsprint(), ink_limit=LIMIT)


def photo(wide: int = 400) -> bytes:
    shades = Image.radial_gradient("L").resize((wide, wide))
    out = io.BytesIO()
    Image.merge("RGB", (shades, shades.rotate(90), Image.new("L", (wide, wide), 90))).save(
        out, "PNG"
    )
    return out.getvalue()


def screen(extra: str = "", *, picture: bytes = b"", bleed: float = 3) -> bytes:
    html = (
        "<!doctype html><html lang='nl'><head><link rel='stylesheet' href='static:css/pdf/type.css'>"
        f"<style>{STYLE}</style></head><body><div class='sky'></div><p class='ink'>Durf dromen.</p>"
        f"<p class='night'>Wit op nacht</p><div class='veil'></div><a href='https://x.be/'>weg</a>"
        f"<img src='picture:photo' alt=''><img src='picture:drawing' alt=''>{extra}</body></html>"
    )
    pictures = {"photo": picture or photo(), "drawing": DRAWING}
    return lay_out(html, language="nl", title="K", pictures=pictures, bleed=bleed).write_for_press()


@pytest.fixture(scope="module")
def edition(press: Separation) -> bytes:
    return to_press(screen(), separation=press, title="Krant <& meer>")


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_a_screen_edition_is_refused_and_its_press_edition_is_not(edition):
    wrong = " ".join(check_press(screen(), ink_limit=LIMIT))
    for complaint in (
        "kleuren zijn schermkleuren",
        "kleurverloop",
        "kleurprofiel van de pers",
        "links",
    ):
        assert complaint in wrong
    assert check_press(edition, ink_limit=LIMIT) == []


def test_it_says_what_it_is(edition, press):
    with opened(edition) as pdf:
        intent = pdf.Root.OutputIntents[0]
        assert intent.S == Name.GTS_PDFX
        assert intent.DestOutputProfile.read_bytes() == press.profile
        assert str(intent.Info).startswith("Newsprint")
        assert "<pdfxid:GTS_PDFXVersion>PDF/X-4<" in pdf.Root.Metadata.read_bytes().decode()
        assert "Krant &lt;&amp; meer&gt;" in pdf.Root.Metadata.read_bytes().decode()
        assert pdf.docinfo.Trapped == Name("/False")
        assert pdf.pdf_version == "1.6"
        assert "/StructTreeRoot" not in pdf.Root


def test_it_is_cut_at_its_trim_with_three_millimetres_around_and_marks_outside(edition):
    with opened(edition) as pdf:
        page = pdf.pages[0].obj
        mm = [[float(side) * 25.4 / 72 for side in page[box]] for box in
              ("/TrimBox", "/BleedBox", "/MediaBox")]  # fmt: skip
    assert mm[0] == pytest.approx([0, 0, 100, 120], abs=0.01)
    assert mm[1] == pytest.approx([-3, -3, 103, 123], abs=0.01)
    assert mm[2] == pytest.approx([-11, -11, 111, 131], abs=0.01)
    drawn = pypdfium2.PdfDocument(edition)[0].render(scale=2).to_pil().convert("L")
    point = 2 * 72 / 25.4  # pixels a millimetre
    mark = drawn.crop((0, int(11 * point) - 3, int(7 * point), int(11 * point) + 3))
    assert np.asarray(mark).min() < 120  # a line stands there
    assert drawn.getpixel((int(5 * point), int(5 * point))) == 255  # nothing is drawn outside


def test_nothing_of_a_screen_is_left_in_any_stream(edition):
    with opened(edition) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image:
                assert item.ColorSpace in {Name.DeviceCMYK, Name.DeviceGray}
            if isinstance(item, (Dictionary, pikepdf.Stream)):
                assert item.get("/ColorSpace") != Name.DeviceRGB
                assert item.get("/Group", Dictionary()).get("/CS") != Name.DeviceRGB


def test_it_looks_like_the_screen(edition):
    """Paler, for it is newsprint, but the same things in the same places."""
    wanted = pypdfium2.PdfDocument(screen())[0].render(scale=1).to_pil().convert("L")
    got = pypdfium2.PdfDocument(edition)[0].render(scale=1).to_pil().convert("L")
    slug = round(8 * 72 / 25.4)
    got = got.crop((slug, slug, slug + wanted.width, slug + wanted.height))
    shown, printed = (np.asarray(image, dtype=float) for image in (wanted, got))
    far = np.abs(shown - printed).mean()
    assert far < 16
    assert far < 0.5 * np.abs(shown - 255).mean()  # an empty page would be much further off


def test_dark_letters_are_black_ink_that_overprints_and_white_ones_knock_out(edition):
    with opened(edition) as pdf:
        states, pens = [], []
        for instruction in pikepdf.parse_content_stream(pdf.pages[0]):
            name = str(instruction.operator)
            if name == "k":
                pen = tuple(float(part) for part in instruction.operands)
            elif name == "gs":
                state = str(instruction.operands[0])
            elif name in {"Tj", "TJ"}:
                states.append(state)
                pens.append(pen)
        assert (BLACK, "/PressOver") in zip(pens, states, strict=True)
        assert ((0, 0, 0, 0), "/PressKnockOut") in zip(pens, states, strict=True)
        assert ((0, 0, 0, 0), "/PressOver") not in zip(pens, states, strict=True)
        known = pdf.pages[0].Resources.ExtGState
        assert known.PressOver.op
        assert not known.PressKnockOut.op


def test_the_same_pages_give_the_same_bytes(press):
    page = screen()
    first = to_press(page, separation=press, title="K")
    assert first == to_press(page, separation=press, title="K")
    assert first == to_press(page, separation=Separation(newsprint(), ink_limit=LIMIT), title="K")


@pytest.mark.parametrize(
    ("extra", "picture", "complaint"),
    [
        ("<p style='font-size:7pt'>klein</p>", b"", "letters van 7.0 punt"),
        ("", photo(60), "een beeld van 50 punten per duim"),
    ],
)
def test_what_a_printer_would_refuse_is_named_with_its_page(press, extra, picture, complaint):
    edition = to_press(screen(extra, picture=picture), separation=press, title="K")
    (found,) = check_press(edition, ink_limit=LIMIT)
    assert found.startswith("Bladzijde 1: ")
    assert complaint in found


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "kleurprofiel van de pers ontbreekt"),
        (lambda pdf: pdf.docinfo.__delitem__("/Trapped"), "trapping"),
        (lambda pdf: pdf.pages[0].obj.__delitem__("/TrimBox"), "waar ze gesneden wordt"),
        (
            lambda pdf: pdf.pages[0].obj.__setitem__("/TrimBox", Array([0, 0, 900, 900])),
            "niet in elkaar",
        ),
        (lambda pdf: _draw(pdf, b"1 0 0 rg 0 0 9 9 re f"), "1 kleur is een schermkleur"),
        (lambda pdf: _draw(pdf, b"1 1 1 0.5 k 0 0 9 9 re f"), "350% inkt"),
        (lambda pdf: _without_font(pdf), "zit niet in het bestand"),
        (lambda pdf: _white_over(pdf), "zouden verdwijnen"),
    ],
)
def test_a_spoiled_edition_is_seen(edition, spoil, complaint):
    with opened(edition) as pdf:
        spoil(pdf)
        out = io.BytesIO()
        pdf.save(out)
    assert complaint in " ".join(check_press(out.getvalue(), ink_limit=LIMIT))


def _draw(pdf: pikepdf.Pdf, what: bytes) -> None:
    pdf.pages[0].contents_add(what)


def _without_font(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor:
            for name in ("/FontFile2", "/FontFile3"):
                if name in item:
                    del item[name]


def _white_over(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    font = next(iter(page.Resources.Font.keys()))
    _draw(pdf, f"0 0 0 0 k /PressOver gs BT {font} 12 Tf (a) Tj ET".encode())


# Inks -------------------------------------------------------------------------------------------


def test_grey_is_black_ink_alone(press):
    assert press.ink((0, 0, 0)) == BLACK
    assert press.ink((1, 1, 1)) == (0, 0, 0, 0)
    assert press.ink((0.5, 0.5, 0.5)) == (0, 0, 0, 0.5)


def test_the_yellow_sun_is_mostly_yellow_ink(press):
    cyan, magenta, yellow, black = press.ink((1.0, 0.82, 0.25))
    assert yellow > 0.8
    assert max(cyan, magenta, black) < 0.25


@pytest.mark.parametrize("limit", [2.4, 1.6])
def test_no_colour_and_no_picture_is_wetter_than_the_paper_bears(limit):
    press = Separation(newsprint(), ink_limit=limit)
    steps = [n / 4 for n in range(5)]
    most = max(sum(press.ink((r, g, b))) for r in steps for g in steps for b in steps)
    assert most <= limit + 0.005
    noise = Image.effect_noise((64, 64), 120)
    inks = press.picture(Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))))
    assert inks.mode == "CMYK"
    assert np.asarray(inks, dtype=int).sum(-1).max() <= limit * 255


def test_the_computed_profile_can_be_read_and_is_always_the_same():
    opened_profile = ImageCms.ImageCmsProfile(io.BytesIO(newsprint()))
    assert opened_profile.profile.xcolor_space == "CMYK"
    newsprint.cache_clear()
    again = newsprint()
    assert again == newsprint()
    assert len(again) < 100_000


def test_what_is_no_press_profile_is_refused_in_words():
    with pytest.raises(NoProfile, match="geen kleurprofiel"):
        Separation(b"geen profiel", ink_limit=LIMIT)
    screen_profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with pytest.raises(NoProfile, match="RGB, niet voor een pers"):
        Separation(screen_profile, ink_limit=LIMIT)


def test_letters_inside_drawings_are_measured_as_they_are_printed(press):
    small = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 40' width='20mm'>"
        "<text x='0' y='20' font-size='12'>klein</text></svg>"
    )
    edition = to_press(screen(small), separation=press, title="K")
    with opened(edition) as pdf:
        assert look_at(pdf.pages[0]).points == pytest.approx(12 * 20 / 100 / 25.4 * 72, rel=0.05)
