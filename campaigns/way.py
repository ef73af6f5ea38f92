"""The way in eight phases, told to everybody."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WAY: dict[int, Promise] = {
    1: _("The city board says in public what it will do with your dreams, and what is already fixed."),
    2: _("A small team draws the way: when is what, who does what, and how do we reach everybody?"),
    3: _("Colleagues from all departments answer the call, from top manager to cleaner."),
    4: _("They learn to lead a conversation, to listen and to write down what people really say."),
    5: _("Everybody can dream: online, in dream sessions all over the city and in the schools."),
    6: _("All dreams lie on one table. We look for the need behind each wish, and so find the keys."),
    7: _("At one big debate inhabitants turn the dreams into actions: who, what and when."),
    8: _("The board gets the orientation note. Everybody gets the newspaper from the future."),
}  # fmt: skip
