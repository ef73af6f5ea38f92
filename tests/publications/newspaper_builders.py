"""A small newspaper to print: two keys, one need, a few dreams."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from publications.rendering.content import Count, PhaseLine, Quote, Rendered
from publications.rendering.newspaper import render_newspaper
from publications.rendering.newspaper.content import (
    Ambassador,
    CityPart,
    DatedAction,
    DreamName,
    Figure,
    MapPlace,
    NewsArticle,
    NewsKey,
    NewspaperContent,
    Source,
    Voice,
)
from tests.publications.rendering_builders import ACTION, CHILD, NEED

SQUARE = [[[[3.10, 50.93], [3.16, 50.93], [3.16, 50.97], [3.10, 50.97], [3.10, 50.93]]]]
POEM = replace(
    CHILD, number=5, data=b"", title="Niks", text="Boven in de boom\nis een kamer voor niks."
)

# Enough paragraphs for a quote in between; the last asks nothing.
QUESTIONS = (
    "Ze zit op haar stoep en schilt aardappelen.", "Is het nog druk? | Elke zondag meer.",
    "Wie dekt er? | Wie het eerst wakker is.", "Wat mist u? | Niets, behalve peper.",
    "Dan gaat ze weer verder met schillen.",
)  # fmt: skip


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
            article("dream-followed", 2), article("not-taken", 2),
            article("interview", 3, body=QUESTIONS),
            article("letter", 3, pull_quote=""), article("report", 4),
            article("voice", 4, pull_quote=""), article("report", 5, slug="report-2"),
            article("story", 13),
            article("weather", 15, body=("Zaterdag | Zon, 19 graden", "Zondag | Wind")),
            article("ads", 15), article("tv", 15, body=("20.15 | De stoel die overbleef",)),
            article("shorts", 15),
        ),
        children=(CHILD,), poems=(POEM,),
        phases=tuple(PhaseLine(n, f"Fase {n}", "2027") for n in range(1, 9)),
        figures=(Figure(5, "dromen", "geplaatst"), Figure(1, "actie")),
        voices=(Voice(Quote(3, "Een bank met rugleuning", "Online"), "ontmoeten"),),
        actions=(
            DatedAction(17, 2028, "De langste tafel", "Evenementen", "april 2028", "Ontmoeten", "ontmoeten", 2),
        ),
        districts=(CityPart("Krottegem", SQUARE),),
        places=(MapPlace("Krottegem", "ontmoeten", "Krottegem: samen aan tafel.", "3 dromen.", (1,)),),
        ambassadors=(Ambassador("Rita", "Poetsdienst"), Ambassador("Kurt", "Groen")),
        dreams=(
            DreamName(1, "Ines"), DreamName(2), DreamName(3), DreamName(4, "Mauro"), DreamName(5),
        ),
        plate_caption="De Ooststraat op zondag.", colofon=("Gemaakt door de kerngroep.",),
    )  # fmt: skip
    return replace(content, **changes)  # type: ignore[arg-type]


@lru_cache
def printed_newspaper() -> Rendered:
    """Return this newspaper as it is printed; making it takes seconds, so that is done once."""
    return render_newspaper(newspaper())
