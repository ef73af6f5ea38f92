"""What a version is called: on the page, in a list and on disk."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Phase
from campaigns.phases import Door, Timeline
from publications.models import Issue, Kind

_FILE_NAMES = {Kind.NOTE.value: "orientatienota", Kind.NEWSPAPER.value: "krant-van-de-toekomst"}


@dataclass(frozen=True)
class Version:
    """The number of a version; before the last phase every version is a working version."""

    number: str
    is_draft: bool
    language: str = "nl"

    @property
    def label(self) -> str:
        words = _("Working version %(number)s") if self.is_draft else _("Version %(number)s")
        label = words % {"number": self.number}
        # Dutch goes without saying.
        return label if self.language == "nl" else f"{label} ({self.language})"


def version_of(issue: Issue, phases: Sequence[Phase]) -> Version:
    """Return what an issue is called, from the phase its content was looked at in."""
    day = timezone.localtime(issue.as_of).date()
    is_draft = not Timeline(phases, day).is_open(Door.RESULTS)
    number = f"0.{issue.version}" if is_draft else str(issue.version)
    return Version(number, is_draft, issue.language)


def file_name(issue: Issue, campaign: Campaign, phases: Sequence[Phase]) -> str:
    """Return the name a download gets: orientatienota-roeselare-2030-v1.pdf."""
    version = version_of(issue, phases)
    mark = f"werkversie-{version.number}" if version.is_draft else f"v{version.number}"
    mark += "" if issue.language == "nl" else f"-{issue.language}"
    name = _FILE_NAMES[issue.kind]
    return f"{name}-{slugify(campaign.city)}-{campaign.horizon_year}-{mark}.pdf"
