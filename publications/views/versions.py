"""The versions of note and newspaper: ask for one, watch it, try again, publish it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.forms.issues import MakeForm, MakeNoteForm
from publications.models import Issue, Kind
from publications.services.issues import (
    AlreadyInTheMaking,
    publish_issue,
    request_issue,
    retry_issue,
    stop_issue,
)
from publications.services.jobs import NotFinished
from publications.services.preflight import NotReadyForPrint, ensure_printable
from publications.services.press import plan_press
from publications.tasks import render_issue
from publications.versions import version_of
from publications.views.newsroom import show_newsroom
from publications.views.note_room import show_note_room
from publications.views.version_list import to_room


@require_POST
@campaign_view(Permission.EDIT)
def make(request: MemberRequest, kind: str) -> HttpResponse:
    """Ask the worker for a new version; a second click finds the first one."""
    form = MakeNoteForm(request.POST) if kind == Kind.NOTE else MakeForm(request.POST)
    if not form.is_valid():
        if kind == Kind.NOTE:
            return show_note_room(request, form)
        return show_newsroom(request, form)
    if kind == Kind.NEWSPAPER:
        try:
            ensure_printable(request.campaign)
        except NotReadyForPrint:
            messages.error(request, _("There are red lines. Solve them first."))
            return redirect("publications:preflight")
    issue, created = request_issue(
        campaign=request.campaign, kind=kind, by=request.user, **form.cleaned_data
    )
    if kind == Kind.NEWSPAPER and "druk" in request.POST:
        plan_press(issue=issue, by=request.user)
    if created:
        render_issue.delay_on_commit(issue.pk)  # type: ignore[attr-defined]
    else:
        messages.info(request, _("This version is being made already."))
    return to_room(kind)


@require_safe
@campaign_view(Permission.EDIT)
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far a version is; the page asks for this part again and again."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    context = {
        "job": issue, "named": True, "address": request.path,
        "version": version_of(issue, request.timeline.phases),
    }  # fmt: skip
    return render(request, "publications/_progress.html", context)


@require_POST
@campaign_view(Permission.EDIT)
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop the making of a version; the worker notices at its next page."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    if stop_issue(issue=issue, by=request.user):
        messages.info(request, _("The making of this version is stopped."))
    return to_room(issue.kind)


@require_POST
@campaign_view(Permission.EDIT)
def retry(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a failed version back in the queue."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    try:
        _issue, changed = retry_issue(issue=issue, by=request.user)
    except AlreadyInTheMaking:
        messages.info(request, _("Another version is being made. Wait until it is ready."))
        return to_room(issue.kind)
    if changed:
        render_issue.delay_on_commit(issue.pk)  # type: ignore[attr-defined]
    return to_room(issue.kind)


@require_POST
@campaign_view(Permission.EDIT)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a finished version."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    try:
        publish_issue(issue=issue, by=request.user)
        version = version_of(issue, request.timeline.phases)
        messages.success(request, _("%(version)s is published.") % {"version": version.label})
    except NotFinished:
        messages.error(request, _("This version is not ready yet."))
    return to_room(issue.kind)
