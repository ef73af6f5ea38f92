"""What a screen reader, a printer and an archive find in both publications, and that faults are seen."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from campaigns.rendering import render_pdf
from tests.publications.newspaper_builders import printed_newspaper
from tests.publications.quality import faults_of, foreign, validated
from tests.publications.rendering_builders import PNG, printed_note
from tests.publications.tagged import read_tags, tree_of

pytestmark = pytest.mark.pdf
NOTES = {
    "nl-be": ("nl-BE", "Oriëntatienota Roeselare 2030"),
    "fr": ("fr", "Note d’orientation Roeselare 2030"),
    "en": ("en", "Orientation note Roeselare 2030"),
}
TITLE = "Proef"
SHEET = (
    '<!doctype html><html lang="nl-BE"><head><title>x</title>'
    '<link rel="stylesheet" href="static:css/tokens.css">'
    '<link rel="stylesheet" href="static:css/pdf/type.css">'
    "<style>@page { size: 90mm 120mm; margin: 8mm } h1 { bookmark-level: 1 } .smal { width: 24mm;"
    " hyphens: auto }</style></head><body><h1>Een dag aan zee</h1><h2>’s Ochtends</h2>"
    '<p class="smal">Verantwoordelijkheidsgevoel en zee-eenden.</p>'
    '<blockquote lang="fr"><p>La mer, toujours recommencée.</p></blockquote>'
    '<p>Uit droom <a href="https://x.example/1">1</a> <a href="https://x.example/2">2</a></p>'
    '<img src="picture:p" alt="Een golf"><table><thead><tr><th>Wat</th><th>Hoeveel</th></tr></thead>'
    "<tbody><tr><td>Golven</td><td>7</td></tr></tbody></table>{extra}</body></html>"
)


def sheet(extra: str = "") -> bytes:
    html = SHEET.replace("{extra}", extra)
    return render_pdf(html, language="nl-BE", title=TITLE, pictures={"p": PNG}).pdf


@pytest.fixture(scope="module")
def sound() -> bytes:
    return sheet()


def spoiled(pdf: bytes, spoil: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        spoil(opened)
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def tagged(pdf: pikepdf.Pdf, kind: str) -> Dictionary:
    """Return the first element of a kind."""
    return next(
        item for item in pdf.objects
        if isinstance(item, Dictionary) and item.get("/Type") == Name.StructElem
        and item.get("/S") == Name("/" + kind)
    )  # fmt: skip


# Both publications --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", NOTES)
def test_the_note_is_sound_in_every_language(language: str) -> None:
    said, title = NOTES[language]
    pdf = printed_note(language).pdf
    assert faults_of(pdf, language=said, title=title) == []
    assert validated(pdf) == []


def test_the_newspaper_is_sound() -> None:
    pdf = printed_newspaper().pdf
    title = "De krant van de toekomst. Roeselare 2030"
    assert faults_of(pdf, language="nl-BE", title=title) == []
    assert validated(pdf) == []


def test_words_in_another_language_say_so() -> None:
    dutch, french = read_tags(printed_note().pdf), read_tags(printed_note("fr").pdf)
    assert foreign(dutch, "Une table pour toute la rue") == "fr"
    assert foreign(dutch, "Amina · Online") == "nl-BE"
    assert foreign(dutch, "Een tafel voor de hele straat") == ""
    assert foreign(french, "Mensen willen samen eten.") == "nl-BE"
    assert foreign(french, "Table des matières") == ""


# The order of reading -----------------------------------------------------------------------------

FRONT = [
    ("H1", "De krant van de toekomst"),
    ("LBody", "Ontmoeten bladzijde 4"),
    ("LBody", "Ademen bladzijde 5"),
    ("P", "Zaterdag 12 oktober 2030"),
    ("P", "Gratis in elke brievenbus van Roeselare"),
    ("P", "Gegroeid uit 5 dromen van 2027"),
    ("P", "De Ooststraat op zondag."),
    ("P", "Ontmoeten"),
    ("H2", "Tweeduizend stoelen en één lange tafel"),
    ("P", "Morgen gebeurt het weer."),
    ("P", "Het begint met gerammel."),
    ("P", "Daarna komen de stoelen."),
    ("P", "Iedereen schuift aan."),
    ("P", "“Niemand ging naar huis.”"),
    ("P", "Martine, 63"),
    ("P", "Uit droom 1 2"),
    ("H2", "Ook waar geworden"),
    ("H3", "Tweeduizend stoelen en één lange tafel"),
    ("P", "De beek stroomt weer. Lees bladzijde 4"),
    ("Figure", "Spaghetti voor de straat. Een lange tafel met poppetjes."),
    ("H3", "Spaghetti voor de straat"),
    ("P", "Iedereen krijgt spaghetti."),
    ("P", "Mauro, 6 · De Vlieger"),
    ("P", "Kinderkunst: 8 en 9"),
    ("H2", "Zo kwam dit op de voorpagina"),
    ("LBody", "3 dromen Online 2"),
    ("LBody", "Samen aan tafel de behoefte achter die dromen"),
    ("LBody", "Ontmoeten sleutel 1 van de 2"),
    ("LBody", "Actie 17 bedacht aan tafel 4 op het stadsdebat"),
    ("P", "Staat jouw droom erin?"),
]
# Of the interview: a quote stands after the third paragraph, where it is drawn too.
INTERVIEW = [
    ("P", "Ontmoeten"),
    ("H1", "Tweeduizend stoelen en één lange tafel"),
    ("P", "Morgen gebeurt het weer."),
    ("P", "Ze zit op haar stoep en schilt aardappelen."),
    ("P", "Is het nog druk?"),
    ("P", "Elke zondag meer."),
    ("P", "Wie dekt er?"),
    ("P", "Wie het eerst wakker is."),
    ("P", "“Niemand ging naar huis.”"),
    ("P", "Martine, 63"),
    ("P", "Wat mist u?"),
    ("P", "Niets, behalve peper."),
    ("P", "Dan gaat ze weer verder met schillen."),
    ("P", "Uit droom 1 2"),
    ("H2", "Leeswijzer"),
]
CHILDREN = [
    ("H1", "Kinderkunst"),
    ("Figure", "Spaghetti voor de straat. Een lange tafel met poppetjes."),
    ("Caption", "Spaghetti voor de straat Mauro, 6 · De Vlieger"),
    ("H2", "Niks"),
    ("P", "Boven in de boom is een kamer voor niks."),
    ("P", "Mauro, 6 · De Vlieger"),
]
OF_A_KEY = [
    ("H2", "Wat we hoorden"),
    ("P", "We hoorden veel over eten."),
    ("H3", "Hoe we onze stad vandaag voelen"),
    ("P", "We wonen dicht bij elkaar."),
    ("H3", "Beelden van 2030"),
    ("LBody", "Een tafel door de straat."),
    ("H3", "Wat ons uniek maakt"),
    ("P", "Bij ons staat er altijd een stoel te veel."),
    ("H2", "Wat mensen nodig hebben"),
    ("Figure", "Dromen per behoefte, sleutel Ontmoeten. Samen aan tafel: 3"),
    (
        "P",
        "Dromen achter elke behoefte, geteld op 20 september 2027. Een droom kan achter meer dan één"
        " behoefte staan. De cijfers",
    ),
    ("H3", "Samen aan tafel 3"),
    ("P", "Mensen willen samen eten."),
    ("P", "Praten gaat dan vanzelf."),
    ("P", "Onder meer droom 1 2"),
    ("H2", "Waarden"),
    ("H3", "Eenvoud"),
    ("P", "Een pot soep doet veel."),
    ("H2", "Kwaliteiten"),
    ("H3", "Gastvrij"),
    ("P", "Er is altijd een stoel vrij."),
    ("H2", "Stemmen"),
    ("P", "“Een tafel voor de hele straat”"),
    ("P", "Ines · Online [droom 1]"),
    ("P", "“Une table pour toute la rue”"),
    ("P", "Amina · Online [droom 2]"),
]


def test_the_front_page_is_read_from_headline_to_strip() -> None:
    *read, foot, number = read_tags(printed_newspaper().pdf).spoken(1)
    assert read == FRONT
    assert foot[1].startswith("De krant van de toekomst. Roeselare 2030.")
    assert number == ("P", "1")


def test_an_interview_is_read_with_its_quote_where_it_stands() -> None:
    read = list(read_tags(printed_newspaper().pdf).spoken(3))
    assert read[: len(INTERVIEW)] == INTERVIEW


def test_a_childs_work_is_read_with_its_caption() -> None:
    read = list(read_tags(printed_newspaper().pdf).spoken(8))
    assert read[: len(CHILDREN)] == CHILDREN


def test_the_chapter_of_a_key_is_read_from_story_to_voices_without_its_running_head() -> None:
    assert list(read_tags(printed_note().pdf).spoken(7)) == OF_A_KEY


def test_a_headline_read_after_its_text_is_seen() -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        headline = next(
            item for item in pdf.objects
            if isinstance(item, Dictionary) and item.get("/S") == Name.H2
            and Name.Art == item.P.P.S and item.Pg.objgen == pdf.pages[0].objgen
        )  # fmt: skip
        around = headline.P.K
        at = next(n for n, kid in enumerate(around) if kid.objgen == headline.objgen)
        around[at], around[at + 1] = around[at + 1], around[at]

    *read, _foot, _number = read_tags(spoiled(printed_newspaper().pdf, swap)).spoken(1)
    assert read != FRONT
    assert sorted(read) == sorted(FRONT)


def test_decoration_that_is_read_is_seen() -> None:
    def say(pdf: pikepdf.Pdf) -> None:
        tagged(pdf, "Sect").K.append(pdf.make_indirect(Dictionary(
            Type=Name.StructElem, S=Name.Figure, Alt="Vlaggetjes", K=Array(), Pg=pdf.pages[0].obj
        )))  # fmt: skip

    read = list(read_tags(spoiled(printed_newspaper().pdf, say)).spoken(1))
    assert ("Figure", "Vlaggetjes") in read
    assert ("Figure", "Vlaggetjes") not in FRONT


def test_a_word_broken_over_two_lines_is_one_word_and_a_hyphen_of_its_own_is_kept(
    sound: bytes,
) -> None:
    read = [text for _kind, text in read_tags(sound).spoken(1)]
    assert "Verantwoordelijkheidsgevoel en zee-eenden." in read
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        drawn = b" ".join(sheet.Contents.read_bytes() for sheet in pdf.pages)
    # It is really broken: more lines than paragraphs.
    assert drawn.count(b" Tm") > 14


# Faults are seen ----------------------------------------------------------------------------------


def test_a_sound_file_has_no_faults(sound: bytes) -> None:
    assert faults_of(sound, language="nl-BE", title=TITLE) == []
    assert validated(sound) == []
    assert foreign(read_tags(sound), "La mer") == "fr"


def _without(name: str, *, of: str = "") -> Callable[[pikepdf.Pdf], object]:
    return lambda pdf: (tagged(pdf, of) if of else pdf.Root).__delitem__(name)


def _of_first_page(name: str) -> Callable[[pikepdf.Pdf], object]:
    return lambda pdf: pdf.pages[0].obj.__delitem__(name)


def _fonts_out(name: str) -> Callable[[pikepdf.Pdf], object]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, Dictionary) and name in item:
                del item[name]

    return spoil


def _off_the_page(pdf: pikepdf.Pdf) -> None:
    tagged(pdf, "Figure").A.BBox = Array([10, 900, 60, 950])


def _link_without_line(pdf: pikepdf.Pdf) -> None:
    link = tagged(pdf, "Link")
    link.K = Array([kid for kid in link.K if isinstance(kid, int)])


def _words_loose(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.keys()))
    pdf.pages[0].contents_add(f"BT {font} 12 Tf (xx) Tj ET".encode())


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_without("/Lang"), "its language is nothing"),
        (lambda pdf: pdf.docinfo.__delitem__("/Title"), "its title is nothing"),
        (_without("/Metadata"), "not in the description for archives"),
        (_without("/ViewerPreferences"), "the name of the file instead of its title"),
        (_without("/MarkInfo"), "does not say that it is tagged"),
        (_without("/OutputIntents"), "what its colours mean"),
        (_without("/Outlines"), "no bookmark leads to “Een dag aan zee”"),
        (lambda pdf: tagged(pdf, "H2").__setitem__("/S", Name.H4), "jumps from H1 to H4"),
        (lambda pdf: tagged(pdf, "LBody").__setitem__("/S", Name.P), "P “een” stands right in LI"),
        (_without("/Alt", of="Figure"), "a figure without words"),
        (_off_the_page, "does not lie on its page"),
        (lambda pdf: tagged(pdf, "TH").A.__delitem__("/Scope"), "does not say what it heads"),
        (lambda pdf: pdf.Root.StructTreeRoot.__delitem__("/IDTree"), "names a header that is not"),
        (_link_without_line, "“1” is called a link and leads nowhere"),
        (lambda pdf: pdf.pages[0].Annots[0].__delitem__("/StructParent"), "not read aloud"),
        (lambda pdf: pdf.pages[0].Annots[0].__delitem__("/A"), "a link that leads nowhere"),
        (_fonts_out("/FontFile2"), "is not in the file"),
        (_fonts_out("/ToUnicode"), "which letters"),
        (_of_first_page("/TrimBox"), "it has no TrimBox"),
        (_of_first_page("/BleedBox"), "it has no BleedBox"),
        (lambda pdf: _words_loose(pdf), "outside what is read"),
    ],
)
def test_a_fault_is_seen(spoil: Callable[[pikepdf.Pdf], object], fault: str) -> None:
    pdf = spoiled(sheet("<ul><li>een</li></ul>"), spoil)
    found = faults_of(pdf, language="nl-BE", title=TITLE)
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("extra", "fault"),
    [
        ('<p style="font-size:7pt">klein</p>', "letters of 7.0 points"),
        ("<table><tr><td>los</td></tr></table>", "a table without headers"),
        ('<ol style="columns:2"><li>a</li></ol>', "a list without items"),
        ("<h2></h2><h3>x</h3><h2> </h2>", None),
    ],
)
def test_a_fault_of_a_template_is_seen(extra: str, fault: str | None) -> None:
    found = faults_of(sheet(extra), language="nl-BE", title=TITLE)
    assert any(fault in one for one in found) if fault else found


def test_words_in_another_language_that_do_not_say_so_are_seen(sound: bytes) -> None:
    pdf = spoiled(sound, lambda pdf: tagged(pdf, "BlockQuote").__delitem__("/Lang"))
    assert foreign(read_tags(pdf), "La mer") == ""


def test_a_space_between_two_links_is_said(sound: bytes) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        assert "Uit droom 1 2" in [text for _kind, text in tree_of(pdf).spoken(1)]
    silent = spoiled(sound, _fonts_out("/ActualText"))
    assert "Uit droom 12" in [text for _kind, text in read_tags(silent).spoken(1)]
