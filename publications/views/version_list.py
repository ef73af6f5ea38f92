"""What the list of versions shows in both rooms."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from campaigns.access import MemberRequest
from publications.forms.issues import MakeForm, MakeNoteForm
from publications.models import Issue, Kind
from publications.versions import version_of

ROOMS = {Kind.NOTE: "publications:note_room", Kind.NEWSPAPER: "publications:newsroom"}


def to_room(kind: str) -> HttpResponse:
    return redirect(ROOMS[Kind(kind)])


def list_versions(
    request: MemberRequest, kind: Kind, form: MakeForm | None = None
) -> dict[str, Any]:
    """Return what the list of versions shows. One query."""
    issues = Issue.objects.of(request.campaign).filter(kind=kind).order_by("-version")[:20]
    rows = [(issue, version_of(issue, request.timeline.phases)) for issue in issues]
    return {
        "kind": kind.value,
        "versions": rows,
        "making": next((row for row in rows if row[0].in_the_making), None),
        "make_form": form or (MakeNoteForm() if kind == Kind.NOTE else MakeForm()),
    }
