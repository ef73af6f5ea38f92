"""The home page's three answers in each phase: where are we, what can I do, what happened."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """Something a visitor can do: where, what, and what it takes."""

    url: str
    icon: str
    title: Text
    detail: Text


@dataclass(frozen=True)
class Answers:
    headline: Text
    lead: Text
    button: Text
    button_url: str
    small_print: Text
    where: Text
    steps: tuple[Step, ...]
    happened: Text


_READ = Step("survey:dreams", "oor", _("Read the dreams"), _("In any order, as long as you like"))
_PROMISE = Step(
    "campaigns:how_it_works", "vlag", _("Read the promise"), _("What the city does with your dream")
)
_GUEST = Step(
    "dreamsessions:sessions",
    "samen",
    _("Look at the dream sessions"),
    _("In all parts of the city"),
)

_PROMISED = Answers(
    headline=_("We promise to listen."),
    lead=_("The city asks everybody how they want to live here. Before we start, we say what we will do with your answer."),
    button=_("Read our promise"),
    button_url="campaigns:how_it_works",
    small_print=_("Two minutes."),
    where=_("The city board says in public what happens with every dream. A core team draws the way."),
    steps=(_PROMISE,),
    happened=_("From phase 5 on everybody can dream along. Then you get a code, and with it you can follow your dream."),
)  # fmt: skip
_LISTENING = Answers(
    headline=_("42 colleagues learn to listen."),
    lead=_("From top manager to cleaner: people of the city are trained to listen to your dreams."),
    button=_("Ask for a session in your neighbourhood"),
    button_url="dreamsessions:ask",
    small_print=_("For your street, club or company."),
    where=_("Ambassadors from all departments of the city learn how to lead a dream session."),
    steps=(_GUEST, _PROMISE),
    happened=_("From phase 5 on everybody can dream along. Then you get a code, and with it you can follow your dream."),
)  # fmt: skip

ANSWERS: dict[int, Answers] = {
    0: _PROMISED,
    1: _PROMISED,
    2: _PROMISED,
    3: _LISTENING,
    4: _LISTENING,
    5: Answers(
        headline=_("Dare to dream."),
        lead=_("How do you want to live here in %(year)s? Tell us in one sentence. We listen. And you can follow what happens with your dream."),
        button=_("Share your dream"),
        button_url="survey:submit",
        small_print=_("1 minute. No account needed."),
        where=_("We collect dreams online, in dream sessions and in the schools. After that we look together for what they have in common."),
        steps=(
            Step("survey:submit", "spreek", _("Share your dream"), _("1 minute, in one sentence")),
            Step("survey:score", "ster", _("Score 10 dreams"), _("2 minutes, of other people")),
            Step("dreamsessions:sessions", "kalender", _("Come to a dream session"), _("In small groups, all over the city")),
        ),
        happened=_("Your receipt shows a code. Fill it in here."),
    ),
    6: Answers(
        headline=_("We lay everything together."),
        lead=_("All dreams lie on one table. Which need is behind each wish? That is how the keys of the city come about."),
        button=_("Find your dream"),
        button_url="publications:my_dream",
        small_print=_("With the code on your receipt."),
        where=_("Ambassadors and the core team look for the needs behind all dreams, card by card."),
        steps=(_READ, Step("clustering:keys", "samen", _("Follow the keys"), _("What we found so far")), _PROMISE),
        happened=_("With your code you see in which need your dream lies."),
    ),
    7: Answers(
        headline=_("From dreaming to doing."),
        lead=_("At the city debate we turn the keys into real plans. There is a chair for you."),
        button=_("Take a seat at a table"),
        button_url="debate:debate",
        small_print=_("Free, and with coffee."),
        where=_("The dreams became keys. Now the keys become plans."),
        steps=(
            Step("debate:debate", "samen", _("Come to the city debate"), _("A table for each key")),
            Step("clustering:keys", "ster", _("Read the keys"), _("What people need")),
            Step("debate:actions", "check", _("Follow the actions"), _("Live from the tables")),
        ),
        happened=_("With your code you see the key, the need and the table of your dream."),
    ),
    8: Answers(
        headline=_("Read the newspaper of %(year)s."),
        lead=_("The dreams became an orientation note for the city board, and a newspaper from the future for every mailbox."),
        button=_("Read the newspaper"),
        button_url="publications:newspaper",
        small_print=_("Everything in it comes from real dreams."),
        where=_("The note is with the city board. The newspaper is in every mailbox. Now we follow the actions."),
        steps=(
            Step("publications:my_dream", "zoek", _("Find my page"), _("With the code on your receipt")),
            Step("debate:actions", "check", _("Follow the actions"), _("Who does what, and when")),
            Step("publications:note", "vlag", _("Read the orientation note"), _("What the city will do with it")),
        ),
        happened=_("With your code you see the action, and the page in the note and the newspaper."),
    ),
}  # fmt: skip


def answers_for(phase: int) -> Answers:
    """Return the answers of a phase."""
    return ANSWERS[phase]
