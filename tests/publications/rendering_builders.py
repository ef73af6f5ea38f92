"""Small publications to print: one key, one need, a few dreams."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from publications.rendering.content import (
    ActionLine,
    Block,
    Chapter,
    Count,
    DreamGroup,
    KeyChapter,
    NeedLine,
    NoteContent,
    PhaseLine,
    Picture,
    Quote,
    ReachTable,
    Rendered,
    Statement,
)
from publications.rendering.note import render_note

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS"
    b"\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)
SHAPES = (
    "ademen", "ontmoeten", "genieten", "bewegen", "groeien", "schitteren", "driehoek", "vierkant",
)  # fmt: skip

NEED = NeedLine(
    slug="samen-aan-tafel", name="Samen aan tafel", statement="Mensen willen samen eten.",
    summary="Praten gaat dan vanzelf.", count=3,
    channels=(Count("Online", 2), Count("Droomsessie", 1)), dream_numbers=(1, 2),
)  # fmt: skip
ACTION = ActionLine(
    number=17, title="De langste tafel", what="Een tafel door de hele Ooststraat.",
    who="De dienst evenementen", first_step="Tachtig buren eten op een proeftafel.",
    when="Zondag 9 april 2028", dream_numbers=(1, 3), table=4, key="ontmoeten",
)  # fmt: skip
CHILD = Picture(
    number=4, data=PNG, alt="Een lange tafel met poppetjes.", title="Spaghetti voor de straat",
    caption="Mauro, 6 · De Vlieger", text="Iedereen krijgt spaghetti.",
)  # fmt: skip


def chapter(shape: str = "ontmoeten", **changes: object) -> KeyChapter:
    key = KeyChapter(
        slug=shape, name=shape.capitalize(), shape=shape, question="Wie eet er mee?",
        vision="In 2030 is niemand alleen aan tafel.", story=("We hoorden veel over eten.",),
        experience="We wonen dicht bij elkaar.", images=("Een tafel door de straat.",),
        unique="Bij ons staat er altijd een stoel te veel.", needs=(NEED,),
        values=(Statement("Eenvoud", "Een pot soep doet veel."),),
        qualities=(Statement("Gastvrij", "Er is altijd een stoel vrij."),),
        quotes=(
            Quote(1, "Een tafel voor de hele straat", "Ines · Online"),
            Quote(2, "Une table pour toute la rue", "Amina · Online", "fr"),
        ),
        actions=(ACTION,), open_questions=("Wie wast af?",), total=4,
    )  # fmt: skip
    return replace(key, **changes)  # type: ignore[arg-type]


def note(**changes: object) -> NoteContent:
    content = NoteContent(
        name="Durf dromen.", city="Roeselare", horizon_year=2030, version="2",
        as_of=date(2027, 9, 20), is_draft=False, address="https://droom.example.org", total=5,
        signed_by="De burgemeester",
        phases=(PhaseLine(1, "Engagement", "september 2026"),),
        reach=ReachTable(
            channels=(Count("Online", 3), Count("School", 1)),
            districts=(Count("Krottegem", 3), Count("Oekene", 1, is_gap=True)),
            gaps=("In Oekene kregen we één droom.",),
        ),
        dna="Een stad van doeners.", keys=(chapter(),), children=(CHILD,),
        dream_index=(
            DreamGroup("Samen aan tafel", (1, 2, 3, 4), "ontmoeten", "samen-aan-tafel"),
            DreamGroup("Opzij gelegd", (5,)),
        ),
    )  # fmt: skip
    chosen = replace(content, **changes)  # type: ignore[arg-type]
    return chosen if "chapters" in changes else replace(chosen, chapters=chapters(chosen.keys))


@lru_cache
def printed_note(language: str = "nl-be") -> Rendered:
    """Return this note as it is printed; making it takes seconds, so that is done once."""
    return render_note(note(language=language))


def chapters(keys: tuple[KeyChapter, ...]) -> tuple[Chapter, ...]:
    """Return the chapters as editors would leave them: some texts, and the standard plan."""
    of_key = tuple(
        Block(20 + n, kind)
        for n, kind in enumerate(("story", "needs", "values", "voices", "actions", "open"))
    )
    strand = Statement("Een strand met golven", "Het kost te veel water.")
    word = Statement("Droom", "Wat iemand voor de stad wil.")
    return (
        Chapter("belofte", "Wat we beloofden", "", (
            Block(1, "text", text="Wij beloven te luisteren."),
            Block(2, "colophon", text="Gemaakt door de kerngroep."),
        )),
        Chapter("kort", "In twee bladzijden", "", (
            Block(3, "text", text="Eén sleutel opent de stad."), Block(4, "keys"), Block(5, "dna"),
        )),
        Chapter("geluisterd", "Hoe we luisterden", "", (
            Block(6, "text", text="We vroegen waar je van droomt."), Block(7, "phases"),
            Block(8, "reach"),
        )),
        *(Chapter("sleutel", key.name, key.slug, of_key) for key in keys),
        Chapter("kinderen", "Wat kinderen tekenden", "", (Block(9, "works"),)),
        Chapter("kaart", "De kaart", "", (Block(10, "map"),)),
        Chapter("niet", "Wat we niet meenamen, en waarom", "", (
            Block(11, "not_taken", rows=(strand,)),
        )),
        Chapter("bijlage", "Bijlage", "", (
            Block(12, "all_actions"), Block(13, "index"), Block(14, "figures"),
            Block(15, "method", text="We lazen alles hardop."),
            Block(16, "glossary", rows=(word,)),
        )),
    )  # fmt: skip
