"""Sessions for everybody, the table for ambassadors, the plan for the team."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.models import District
from campaigns.permissions import Permission
from campaigns.phases import Door
from dreamsessions.calendar import calendar_file
from dreamsessions.forms import CloseForm, RegisterForm, SessionForm, blank_note
from dreamsessions.models import Session
from dreamsessions.questions import question_for
from dreamsessions.services import (
    SessionFull,
    close_session,
    coming_sessions,
    register,
    start_session,
)
from dreamsessions.table import notes_by_chair, save_typed_note


@require_safe
@campaign_view()
def sessions(request: CampaignRequest) -> HttpResponse:
    """List the public sessions: first what comes, by week, then what was told."""
    districts = list(District.objects.filter(campaign=request.campaign))
    public = Session.objects.of(request.campaign).public().select_related("district")
    chosen = next((d for d in districts if d.slug == request.GET.get("wijk")), None)
    if chosen is not None:
        public = public.filter(district=chosen)
    coming = public.upcoming(clock.now()).annotate(left=F("capacity") - Count("registrations"))
    past = (
        public.filter(starts_at__lt=clock.now())
        .annotate(told=Count("notes", filter=Q(notes__status="placed")))
        .order_by("-starts_at")
    )
    context = {
        "weeks": _by_week(list(coming)),
        "past": Paginator(past, 20).get_page(request.GET.get("bladzijde")),
        "districts": districts,
        "chosen": chosen,
        "district_query": f"wijk={chosen.slug}&" if chosen else "",
    }
    return render(request, "dreamsessions/sessions.html", context)


def _by_week(rows: list[Session]) -> list[tuple[Session, list[Session]]]:
    """Group sessions by week; each group starts with its first session."""
    weeks = groupby(rows, key=lambda s: timezone.localtime(s.starts_at).isocalendar()[:2])
    return [(group[0], group) for group in (list(members) for _week, members in weeks)]


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("chair", times=30, seconds=3600)
@campaign_view()
def session(request: CampaignRequest, slug: str) -> HttpResponse:
    """Show one public session, and let people take a chair."""
    row = get_object_or_404(
        Session.objects.of(request.campaign).public().select_related("district"), slug=slug
    )
    form = RegisterForm(request.POST or None, initial={"key": uuid.uuid4()})
    is_past = row.starts_at < clock.now()
    if request.method == "POST" and form.is_valid() and not is_past:
        try:
            register(session=row, **form.cleaned_data)
            messages.success(
                request,
                _("Your chair is ready, %(name)s.") % {"name": form.cleaned_data["first_name"]},
            )
            return redirect(row.get_absolute_url())
        except SessionFull:
            form.add_error(None, _("This session is full."))
    context = {
        "session": row,
        "form": form,
        "places_left": max(0, row.capacity - row.registrations.count()),
        "leaders": row.ambassadors.select_related("candidate__department"),
        "is_past": is_past,
        "told": row.notes.placed().count() if is_past else 0,
    }  # fmt: skip
    return render(
        request, "dreamsessions/session.html", context, status=422 if form.is_bound else 200
    )


@require_safe
@campaign_view()
def calendar(request: CampaignRequest, slug: str) -> HttpResponse:
    """Give a public session as a calendar file."""
    row = get_object_or_404(Session.objects.of(request.campaign).public(), slug=slug)
    row.campaign = request.campaign
    url = request.build_absolute_uri(row.get_absolute_url())
    response = HttpResponse(
        calendar_file(row, url=url, made_at=clock.now()),
        content_type="text/calendar; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{row.slug}.ics"'
    return response


@require_safe
@campaign_view(Permission.NOTE)
def mine(request: MemberRequest) -> HttpResponse:
    """Show an ambassador today's sessions big and the later ones small."""
    editable = Session.objects.editable_by(request.membership).select_related("district")
    now = timezone.localtime(clock.now())
    open_ones = editable.filter(closed_at=None).order_by("starts_at")
    today, later = coming_sessions(open_ones, now)
    missed = [s for s in open_ones if s not in today and s not in later]
    closed = (
        editable.exclude(closed_at=None).annotate(told=Count("notes")).order_by("-starts_at")[:20]
    )
    context = {"today": today, "later": later, "missed": missed, "closed": closed}
    return render(request, "dreamsessions/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.NOTE)
def take_notes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the table with its chairs; write down what the person on a chair dreams."""
    row = get_object_or_404(
        Session.objects.editable_by(request.membership).select_related("campaign", "district"),
        pk=pk,
    )
    chair = request.POST.get("chair") or request.GET.get("stoel") or ""
    number = int(chair) if chair.isdigit() and 1 <= int(chair) <= row.capacity else None
    notes = notes_by_chair(row)
    form = blank_note(chair=number, speaker=notes.speaker_of(number))
    if request.method == "POST":
        form, target = save_typed_note(request.POST, session=row, by=request.user)
        if target is not None:
            return redirect(f"{reverse('dreamsessions:take_notes', args=[pk])}{target}")
    context = {
        "session": row, "form": form, "chair": number, "notes": notes,
        "question": question_for(notes.count), "close_form": CloseForm(initial={"participants": notes.people or None}),
        "ending": "afronden" in request.GET, "open": request.timeline.is_open(Door.SESSIONS),
    }  # fmt: skip
    return render(
        request, "dreamsessions/take_notes.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@campaign_view(Permission.NOTE)
def start(request: MemberRequest, pk: int) -> HttpResponse:
    """Start a session after the consent line was read aloud and ticked."""
    row = get_object_or_404(Session.objects.editable_by(request.membership), pk=pk)
    request.timeline.require(Door.SESSIONS)
    if "consent" in request.POST:
        start_session(session=row, by=request.user)
    else:
        messages.error(request, _("Read the sentence aloud first, and tick it."))
    return redirect("dreamsessions:take_notes", pk=pk)


@require_POST
@campaign_view(Permission.NOTE)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a session: the list was read aloud and it is right."""
    row = get_object_or_404(Session.objects.editable_by(request.membership), pk=pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["participants"][0]))
        return redirect(f"{reverse('dreamsessions:take_notes', args=[pk])}?afronden")
    close_session(session=row, by=request.user, **form.cleaned_data)
    messages.success(request, _("The session is closed. Thank you."))
    return redirect("dreamsessions:mine")


@require_safe
@campaign_view(Permission.PLAN)
def plan(request: MemberRequest) -> HttpResponse:
    """Show all sessions with their figures, and coverage per district beside inhabitants."""
    rows = (
        Session.objects.of(request.campaign)
        .select_related("district")
        .prefetch_related("ambassadors__candidate")
        .annotate(told=Count("notes"))
    )
    districts = District.objects.filter(campaign=request.campaign).annotate(
        planned=Count("sessions", distinct=True),
        held=Count("sessions", filter=Q(sessions__closed_at__isnull=False), distinct=True),
    )
    return render(request, "dreamsessions/plan.html", {"sessions": rows, "districts": districts})


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def edit_session(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Make a session or change one."""
    row = get_object_or_404(Session.objects.of(request.campaign), pk=pk) if pk else None
    form = SessionForm(request.POST or None, instance=row, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The session is saved."))
        return redirect("dreamsessions:plan")
    context = {"form": form, "session": row}
    return render(
        request, "dreamsessions/edit_session.html", context, status=422 if form.is_bound else 200
    )
