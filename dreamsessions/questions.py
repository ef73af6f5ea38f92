"""Questions an ambassador can ask when the table goes quiet."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

QUESTIONS: tuple[str | Promise, ...] = (
    _("What does your Sunday look like in %(year)s?"),
    _("Where do you meet people you do not know yet?"),
    _("What would you show a visitor first?"),
    _("What did you miss here when you were fifteen?"),
    _("Which sound would you like to hear in your street?"),
    _("What must never disappear?"),
    _("How do you get home at night?"),
    _("What could you teach somebody else?"),
)


def question_for(told: int) -> str | Promise:
    """Return a question; a new one after every third dream."""
    return QUESTIONS[told // 3 % len(QUESTIONS)]
