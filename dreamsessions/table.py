"""The table of a session: who sits where, and what was told there."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from campaigns.models import User
from dreamsessions.forms.noting import NoteForm
from dreamsessions.models import Note, Session
from dreamsessions.services.noting import SessionClosed, write_note


@dataclass(frozen=True)
class Chair:
    number: int
    speaker: str
    told: int


@dataclass(frozen=True)
class TableView:
    """Everything told in a session, by chair."""

    chairs: list[Chair]
    told: list[Note]

    @property
    def count(self) -> int:
        return len(self.told)

    @property
    def people(self) -> int:
        """Return how many chairs somebody told a dream on."""
        return sum(1 for chair in self.chairs if chair.told)

    def speaker_of(self, number: int | None) -> str:
        """Return the first name known for a chair."""
        return next((chair.speaker for chair in self.chairs if chair.number == number), "")


def notes_by_chair(session: Session) -> TableView:
    """Return the chairs of a session with what was told on each. One query."""
    told = list(session.notes.order_by("-number"))
    chairs = []
    for number in range(1, session.capacity + 1):
        here = [note for note in told if note.chair == number]
        speaker = next((note.display_name for note in here if note.display_name), "")
        chairs.append(Chair(number, speaker, len(here)))
    return TableView(chairs, told)


def save_typed_note(data: QueryDict, *, session: Session, by: User) -> tuple[NoteForm, str | None]:
    """Write a posted note; return the form, and where to go on when it was written."""
    form = NoteForm(data)
    if not form.is_valid():
        return form, None
    values = form.cleaned_data
    try:
        write_note(
            session=session, text=values["text"], chair=values["chair"],
            speaker=values["speaker"], by=by, submission_key=values["submission_key"],
        )  # fmt: skip
    except SessionClosed:
        form.add_error(None, _("This session is closed. Your text still stands here; copy it."))
        return form, None
    if "same" in data and values["chair"]:
        return form, "?" + urlencode({"stoel": values["chair"]})
    return form, ""
