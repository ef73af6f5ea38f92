"""The script of a session: what happens when, and what the ambassador says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Title, minutes, what to say.
SCRIPT: tuple[tuple[str | Promise, int, str | Promise], ...] = (
    (
        _("Welcome"), 10,
        _("Good to have you here. Today nobody is right and nobody is wrong. We dream about %(city)s."),
    ),
    (
        _("Close your eyes"), 10,
        _("It is %(year)s. You open your front door. What do you see, hear and smell?"),
    ),
    (_("Everybody tells"), 45, _("Who wants to start? Tell one dream. The others listen.")),
    (_("One more round"), 30, _("Whose dream made you think of something? Tell it.")),
    (_("What is behind it?"), 15, _("Why do you wish for this? What would it give you?")),
    (_("Read aloud"), 10, _("I read what I wrote down. Tell me when it is not what you meant.")),
)  # fmt: skip
