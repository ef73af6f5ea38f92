"""The rooms of an ambassador: my sessions, the table."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambassadors.models import Ambassador
from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from campaigns.phases import Door
from dreamsessions.forms.noting import CloseForm, blank_note
from dreamsessions.models import Session
from dreamsessions.questions import question_for
from dreamsessions.services.door import people_here
from dreamsessions.services.noting import close_session, start_session
from dreamsessions.services.planning import coming_sessions
from dreamsessions.table import notes_by_chair, save_typed_note


@require_safe
@campaign_view(Permission.NOTE)
def mine(request: MemberRequest) -> HttpResponse:
    """Show an ambassador today's sessions big and the later ones small."""
    editable = Session.objects.editable_by(request.membership).select_related("district")
    now = timezone.localtime(clock.now())
    open_ones = editable.filter(closed_at=None).order_by("starts_at")
    today, later = coming_sessions(open_ones, now)
    missed = [s for s in open_ones if s not in today and s not in later]
    waiting = Count(
        "notes__remarks", filter=Q(notes__remarks__settled_at=None), distinct=True
    )  # fmt: skip
    closed = (
        editable.exclude(closed_at=None)
        .annotate(told=Count("notes", distinct=True), remarks=waiting)
        .order_by("-starts_at")[:20]
    )
    me = Ambassador.objects.of(request.campaign).filter(user=request.user)
    context = {
        "today": today, "later": later, "missed": missed, "closed": closed,
        "ask_my_name": me.unasked().exists(),
    }  # fmt: skip
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
        "question": question_for(notes.count),
        "close_form": CloseForm(initial={"participants": max(people_here(row), notes.people) or None}),
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
