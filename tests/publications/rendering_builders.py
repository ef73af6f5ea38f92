"""Small publications to print: one key, one need, a few dreams."""

from dataclasses import replace
from datetime import date

from publications.rendering.content import (
    ActionLine,
    Count,
    DreamGroup,
    DreamName,
    Figure,
    KeyChapter,
    NeedLine,
    NewsArticle,
    NewsKey,
    NewspaperContent,
    NoteContent,
    PhaseLine,
    Picture,
    Quote,
    ReachTable,
    Source,
    Statement,
)

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
        promise=("Wij beloven te luisteren.",), signed_by="De burgemeester",
        colofon=("Gemaakt door de kerngroep.",), summary_intro=("Eén sleutel opent de stad.",),
        how_we_listened=("We vroegen waar je van droomt.",), method=("We lazen alles hardop.",),
        phases=(PhaseLine(1, "Engagement", "september 2026"),),
        reach=ReachTable(
            channels=(Count("Online", 3), Count("School", 1)),
            districts=(Count("Krottegem", 3), Count("Oekene", 1, is_gap=True)),
            gaps=("In Oekene kregen we één droom.",),
        ),
        dna="Een stad van doeners.", keys=(chapter(),), children=(CHILD,),
        not_taken=(Statement("Een strand met golven", "Het kost te veel water."),),
        glossary=(Statement("Droom", "Wat iemand voor de stad wil."),),
        dream_index=(
            DreamGroup("Samen aan tafel", (1, 2, 3, 4), "ontmoeten", "samen-aan-tafel"),
            DreamGroup("Opzij gelegd", (5,)),
        ),
    )  # fmt: skip
    return replace(content, **changes)  # type: ignore[arg-type]


def article(frame: str, page: int, **changes: object) -> NewsArticle:
    story = NewsArticle(
        slug=frame, page=page, frame=frame, headline="Tweeduizend stoelen en één lange tafel",
        body=("Het begint met gerammel.", "Daarna komen de stoelen.", "Iedereen schuift aan."),
        rubric="Ontmoeten", shape="ontmoeten", key="ontmoeten", deck="Morgen gebeurt het weer.",
        pull_quote="Niemand ging naar huis.", pull_quote_by="Martine, 63",
        source=Source(
            dreams=3, channels=(Count("Online", 2),), need="Samen aan tafel", key="Ontmoeten",
            key_position=1, action=17, action_title="De langste tafel", table=4, path="/a/17",
        ),
        dream_numbers=(1, 2),
    )  # fmt: skip
    return replace(story, **changes)  # type: ignore[arg-type]


def newspaper(**changes: object) -> NewspaperContent:
    content = NewspaperContent(
        name="Durf dromen.", city="Roeselare", horizon_year=2030, dated=date(2030, 10, 12),
        dreamed_in=2027, total=5, version="2", is_draft=False,
        address="https://droom.example.org",
        keys=(
            NewsKey("ontmoeten", "Ontmoeten", "ontmoeten", 4, "Niemand eet alleen.", (NEED,), (ACTION,)),
            NewsKey("ademen", "Ademen", "ademen", 1),
        ),
        articles=(
            article("lead", 1), article("brief", 1, slug="kort", body=("De beek stroomt weer.",)),
            article("dream-followed", 2), article("not-taken", 2), article("report", 3),
            article("voice", 3, pull_quote=""),
        ),
        children=(CHILD,),
        phases=tuple(PhaseLine(n, f"Fase {n}", "2027") for n in range(1, 9)),
        figures=(Figure(5, "dromen", "geplaatst"), Figure(1, "actie")),
        dreams=(
            DreamName(1, "Ines"), DreamName(2), DreamName(3), DreamName(4, "Mauro"), DreamName(5),
        ),
        plate_caption="De Ooststraat op zondag.", colofon=("Gemaakt door de kerngroep.",),
    )  # fmt: skip
    return replace(content, **changes)  # type: ignore[arg-type]
