"""Questions to start from. What they say is content: the core team changes it at will."""

from typing import Final

from survey.models import QuestionKind
from survey.services.questions import Line, Words


def starter_questions(city: str) -> tuple[Words, ...]:
    """Return three questions about living in a city, in three languages."""
    return (
        Words(
            kind=QuestionKind.SCALE,
            text=f"Hoe graag woon je in {city}?",
            text_fr=f"Aimes-tu vivre à {city} ?",
            text_en=f"How much do you like living in {city}?",
            options=_ENDS,
        ),
        Words(
            kind=QuestionKind.RANKING,
            text="Wat is voor jou het belangrijkst?",
            text_fr="Qu’est-ce qui compte le plus pour toi ?",
            text_en="What matters most to you?",
            hint="Kies wat je belangrijk vindt. Zet het belangrijkste op plaats 1.",
            hint_fr="Choisis ce qui compte pour toi. Mets le plus important à la place 1.",
            hint_en="Choose what matters to you. Put the most important thing in place 1.",
            options=_THINGS,
        ),
        Words(
            kind=QuestionKind.OPEN,
            text="Waar in de stad kom je graag? Waarom?",
            text_fr="Où aimes-tu être en ville ? Pourquoi ?",
            text_en="Where in the city do you like to be? Why?",
        ),
    )


_ENDS: Final = (
    Line("Helemaal niet graag", "Pas du tout", "Not at all"),
    Line("Heel graag", "Beaucoup", "Very much"),
)
_THINGS: Final = (
    Line("Groen in de buurt", "De la verdure près de chez moi", "Green nearby"),
    Line("Mensen ontmoeten", "Rencontrer des gens", "Meeting people"),
    Line("Veilig op straat", "La sécurité dans la rue", "Safe streets"),
    Line("Een betaalbare woning", "Un logement abordable", "An affordable home"),
    Line("Sport en cultuur", "Le sport et la culture", "Sport and culture"),
)
