"""The core team's rooms: candidates, trainings, certificates."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambassadors.downloads import certificate_response
from ambassadors.forms import FilterForm, TrainingForm
from ambassadors.mix import Mix, count_mix
from ambassadors.models import Ambassador, Candidate, Level, Outcome, Training
from ambassadors.services import (
    TrainingIsClosed,
    close_training,
    decide_candidates,
    invite_chosen,
    make_training,
    queue_certificate,
    tick_attendance,
)
from ambassadors.tasks import invite, render_certificate
from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Campaign, Department
from campaigns.permissions import Permission

PER_PAGE = 100
# What the buttons say: verbs, where the outcome itself is a state.
CHOICES = (
    (Outcome.CHOSEN.value, gettext_lazy("Choose")),
    (Outcome.RESERVE.value, gettext_lazy("Put on the reserve list")),
    (Outcome.DECLINED.value, gettext_lazy("Not this time")),
)


@require_safe
@campaign_view(Permission.RECRUIT)
def candidates(request: MemberRequest) -> HttpResponse:
    """Show who answered the call, and what the mix of the chosen looks like."""
    departments = list(
        Department.objects.filter(campaign=request.campaign).values_list("pk", "name", "staff")
    )
    form = FilterForm(request.GET or None, departments=[(pk, name) for pk, name, _n in departments])
    chosen_filters = form.conditions() if form.is_bound else {}
    rows = (
        Candidate.objects.of(request.campaign)
        .filter(**chosen_filters)
        .select_related("department", "ambassador")
    )
    kept = {key: value for key, value in request.GET.items() if key in form.fields and value}
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("bladzijde")),
        "kept": kept,
        "query": urlencode(kept) + "&" if kept else "",
        "filter": form,
        "filtered": bool(chosen_filters),
        "mix": _mix(request.campaign, departments),
        "levels": Level.labels,
        "choices": CHOICES,
    }
    return render(request, "ambassadors/candidates.html", context)


def _mix(campaign: Campaign, departments: list[tuple[int, str, int]]) -> Mix:
    answers = (
        Candidate.objects.of(campaign)
        .order_by()
        .values_list("department", "level", "outcome")
        .annotate(many=Count("pk"))
    )
    return count_mix(departments, answers)


@require_POST
@campaign_view(Permission.RECRUIT)
def decide(request: MemberRequest) -> HttpResponse:
    """Decide about one candidate (`one=12:chosen`) or about all ticked ones (`outcome=chosen`)."""
    one, _colon, wanted = request.POST.get("one", "").partition(":")
    keys = [one] if one else request.POST.getlist("candidate")
    wanted = wanted or request.POST.get("outcome", "")
    if wanted not in Outcome.values or not all(key.isdecimal() for key in keys):
        raise Http404
    if not keys:
        messages.warning(request, _("Tick the candidates first."))
        return _back(request)
    changed = decide_candidates(
        campaign=request.campaign, candidates=[int(key) for key in keys],
        outcome=Outcome(wanted), by=request.user,
    )  # fmt: skip
    text = ngettext("%(n)s candidate: %(outcome)s.", "%(n)s candidates: %(outcome)s.", changed)
    messages.success(request, text % {"n": changed, "outcome": Outcome(wanted).label})
    return _back(request)


def _back(request: MemberRequest) -> HttpResponse:
    """Return to the table with the filters the visitor had."""
    kept = {
        name: request.POST[f"filter-{name}"]
        for name in ("department", "level", "outcome")
        if request.POST.get(f"filter-{name}")
    }
    response = redirect("ambassadors:candidates")
    if kept:
        response.headers["Location"] += f"?{urlencode(kept)}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.RECRUIT)
def trainings(request: MemberRequest) -> HttpResponse:
    """Show all trainings and the certificates they led to; make a new training."""
    form = TrainingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        training = make_training(campaign=request.campaign, by=request.user, **form.cleaned_data)
        messages.success(request, _("The training is planned. Now invite the chosen."))
        return redirect("ambassadors:training", training.pk)
    context = {
        "form": form,
        "trainings": Training.objects.filter(campaign=request.campaign).annotate(
            invited=Count("attendances"),
            there=Count("attendances", filter=Q(attendances__present=True)),
        ),
        "ambassadors": Ambassador.objects.filter(candidate__campaign=request.campaign)
        .select_related("candidate__department")
        .order_by("candidate__first_name", "pk"),
    }
    return render(
        request, "ambassadors/trainings.html", context, status=422 if form.errors else 200
    )


def _training(request: MemberRequest, pk: int) -> Training:
    training: Training = get_object_or_404(
        Training.objects.select_related("campaign"), pk=pk, campaign=request.campaign
    )
    return training


@require_safe
@campaign_view(Permission.RECRUIT)
def training(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who is invited to one training and who was there."""
    return render(request, "ambassadors/training.html", _training_context(request, pk))


def _training_context(request: MemberRequest, pk: int) -> dict[str, Any]:
    found = _training(request, pk)
    chosen = Candidate.objects.of(request.campaign).chosen()
    return {
        "training": found,
        "places": found.attendances.select_related("candidate__department").order_by(
            "candidate__last_name", "candidate__first_name"
        ),
        "to_invite": chosen.exclude(attendances__training=found).count(),
    }


@require_POST
@campaign_view(Permission.RECRUIT)
def invite_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Invite every chosen candidate who has no place in this training yet."""
    found = _training(request, pk)
    try:
        places = invite_chosen(training=found, by=request.user)
    except TrainingIsClosed:
        messages.info(request, _("This training is closed. Nothing changed."))
        return redirect("ambassadors:training", pk)
    for place in places:
        invite.delay_on_commit(place.pk)  # type: ignore[attr-defined]
    text = ngettext(
        "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", len(places)
    )
    messages.success(request, text % {"n": len(places)})
    return redirect("ambassadors:training", pk)


@require_POST
@campaign_view(Permission.RECRUIT)
def attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep who was there; with `close`, close the training too and make the ambassadors."""
    found = _training(request, pk)
    present = [int(key) for key in request.POST.getlist("present") if key.isdecimal()]
    try:
        tick_attendance(training=found, present=present)
    except TrainingIsClosed:
        messages.info(request, _("This training is closed. Nothing changed."))
        return redirect("ambassadors:training", pk)
    if "close" not in request.POST:
        messages.success(request, _("Attendance is saved."))
        return redirect("ambassadors:training", pk)
    made = close_training(training=found, by=request.user)
    for ambassador in made:
        render_certificate.delay_on_commit(ambassador.pk)  # type: ignore[attr-defined]
    text = ngettext("%(n)s new ambassador.", "%(n)s new ambassadors.", len(made))
    messages.success(request, text % {"n": len(made)})
    return redirect("ambassadors:trainings")


@require_POST
@campaign_view(Permission.RECRUIT)
def make_certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a certificate, or try again after a failure."""
    ambassador = _ambassador(request, pk)
    if queue_certificate(ambassador=ambassador):
        render_certificate.delay_on_commit(ambassador.pk)  # type: ignore[attr-defined]
        messages.success(request, _("The certificate is being made."))
    return redirect("ambassadors:trainings")


@require_safe
@campaign_view(Permission.RECRUIT)
def certificate(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Download an ambassador's certificate."""
    ambassador = _ambassador(request, pk)
    if not ambassador.certificate:
        raise Http404
    return certificate_response(ambassador)


def _ambassador(request: MemberRequest, pk: int) -> Ambassador:
    ambassador: Ambassador = get_object_or_404(
        Ambassador.objects.select_related("candidate"),
        pk=pk, candidate__campaign=request.campaign,
    )  # fmt: skip
    return ambassador
