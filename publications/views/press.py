"""Where the newspaper is made ready for the printer."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.forms.press import PressSettingsForm
from publications.models import Issue, Kind, PressFile, Status
from publications.services.jobs import NotFinished
from publications.services.press import (
    press_settings,
    request_press,
    save_press_settings,
    stop_press,
)
from publications.tasks import make_press as make_press_task
from publications.versions import file_name, version_of

_SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def press_room(request: MemberRequest) -> HttpResponse:
    """Show what the printer asks for and the press edition of each version. Three queries."""
    settings = press_settings(request.campaign)
    form = PressSettingsForm(request.POST or None, request.FILES or None, instance=settings)
    if request.method == "POST" and form.is_valid():
        save_press_settings(
            settings=form.instance,
            profile=form.cleaned_data["profile_file"],
            forget_profile=form.cleaned_data.get("forget_profile", False),
            by=request.user,
        )
        messages.success(request, _("What the printer asks for is saved."))
        return redirect("publications:press_room")
    issues = Issue.objects.of(request.campaign).finished().filter(kind=Kind.NEWSPAPER)
    rows = [
        (issue, version_of(issue, request.timeline.phases), getattr(issue, "press", None))
        for issue in issues.select_related("press").order_by("-version")[:_SHOWN]
    ]
    making = any(press and press.in_the_making for _issue, _version, press in rows)
    context = {"form": form, "rows": rows, "making": making, "printer": settings}
    status = 422 if form.is_bound else 200
    return render(request, "publications/press.html", context, status=status)


@require_POST
@campaign_view(Permission.EDIT)
def make_press(request: MemberRequest, version: int) -> HttpResponse:
    """Ask the worker for the press edition of a version; a second click finds the first."""
    issue = _newspaper(request, version)
    try:
        press, new = request_press(issue=issue, by=request.user)
    except NotFinished:
        raise Http404 from None
    if new:
        make_press_task.delay_on_commit(press.pk)  # type: ignore[attr-defined]
    else:
        messages.info(request, _("This press edition is being made already."))
    return redirect("publications:press_room")


@require_POST
@campaign_view(Permission.EDIT)
def stop(request: MemberRequest, version: int) -> HttpResponse:
    """Stop the making of a press edition; the worker notices when it next tells how far it is."""
    press = get_object_or_404(PressFile, issue=_newspaper(request, version))
    if stop_press(press=press, by=request.user):
        messages.info(request, _("The making of this version is stopped."))
    return redirect("publications:press_room")


@require_safe
@campaign_view(Permission.EDIT)
def press_progress(request: MemberRequest, version: int) -> HttpResponse:
    """Show how far a press edition is; the page asks for this part again and again."""
    issue = _newspaper(request, version)
    context = {
        "job": get_object_or_404(PressFile, issue=issue), "named": False, "address": request.path,
        "version": version_of(issue, request.timeline.phases),
    }  # fmt: skip
    return render(request, "publications/_progress.html", context)


@require_safe
@campaign_view(Permission.EDIT)
def press_file(request: MemberRequest, version: int) -> HttpResponseBase:
    """Give the file for the printer."""
    issue = _newspaper(request, version)
    press = get_object_or_404(PressFile, issue=issue, status=Status.READY)
    try:
        file = press.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = file_name(issue, request.campaign, request.timeline.phases)
    response = FileResponse(
        file, as_attachment=True, filename=name.replace(".pdf", "-drukwerk.pdf"),
        content_type="application/pdf",
    )  # fmt: skip
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _newspaper(request: MemberRequest, version: int) -> Issue:
    issues = Issue.objects.of(request.campaign).finished()
    issue: Issue = get_object_or_404(issues, kind=Kind.NEWSPAPER, version=version)
    return issue
