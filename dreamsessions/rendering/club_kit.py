"""The kit for people who lead a session of their own, on paper: plain data in, a PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from campaigns.rendering import render_pdf


@dataclass(frozen=True)
class Step:
    """One part of the evening: what it is called, how long it takes, what is said."""

    title: str
    minutes: int
    line: str


@dataclass(frozen=True)
class ClubKit:
    """Everything the kit says."""

    title: str
    campaign: str
    city: str
    help: str
    steps: Sequence[Step]
    questions: Sequence[str]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


def render_club_kit(kit: ClubKit, *, language: str) -> bytes:
    """Return the script, question cards and dream sheets as one tagged PDF: some 0.5 s."""
    tag = language[:2] + language[2:].upper()
    html = render_to_string(
        "dreamsessions/pdf/club_kit.html",
        {"kit": kit, "title": kit.title, "language": tag, "sheets": range(2), "lines": range(5)},
    )
    return render_pdf(html, language=tag, title=kit.title).pdf
