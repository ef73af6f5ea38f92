"""Count downloads."""

from django.db.models import F

from publications.models import Issue


def count_download(*, issue: Issue) -> None:
    """Count one download of a version: how often, never by whom. One query."""
    Issue.objects.filter(pk=issue.pk).update(downloads=F("downloads") + 1)
