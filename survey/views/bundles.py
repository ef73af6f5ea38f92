"""The room of look-alikes: judge what may be the same, and take every step back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Activity
from campaigns.permissions import Permission
from survey import tasks
from survey.forms.bundles import ChosenDreams, MergeForm
from survey.models import Bundle, BundleMember
from survey.services import bundles as service
from survey.services.proposals import proposals

ROWS = 12
STEPS = 8


@require_safe
@campaign_view(Permission.MODERATE)
def bundles(request: MemberRequest) -> HttpResponse:
    """List what may be the same, what lies together, and the last steps. Twelve queries."""
    made = (
        Bundle.objects.filter(campaign=request.campaign)
        .order_by("-pk")
        .prefetch_related(
            Prefetch("members", BundleMember.objects.select_related("contribution", "added_by"))
        )
    )
    page = Paginator(made, ROWS).get_page(request.GET.get("bladzijde"))
    people = service.people_of_each(page.object_list)
    context = {
        "proposals": proposals(campaign=request.campaign),
        "page": page,
        "rows": [(bundle, people[bundle.pk]) for bundle in page.object_list],
        "steps": _steps(request),
        "query": "",
    }
    return render(request, "survey/bundles.html", context)


def _steps(request: MemberRequest) -> list[Any]:
    """Return the last steps, each with whether it can still be taken back."""
    verbs = [service.BUNDLED, service.UNDONE]
    lines = list(
        Activity.objects.filter(campaign=request.campaign, verb__in=verbs)
        .select_related("by")
        .order_by("-pk")[: STEPS * 2]
    )
    undone = {line.details["step"] for line in lines if line.verb == service.UNDONE}
    made = [line for line in lines if line.verb == service.BUNDLED]
    return [(line, line.pk not in undone) for line in made[:STEPS]]


@require_POST
@campaign_view(Permission.MODERATE)
def make_bundle(request: MemberRequest) -> HttpResponse:
    """Lay the ticked dreams together."""
    form = ChosenDreams(request.POST)
    try:
        service.make_bundle(
            campaign=request.campaign, dreams=form.chosen, face=form.face_of_all, by=request.user
        )
    except service.TooFew:
        messages.error(request, _("Tick two dreams at least."))
    else:
        messages.success(request, _("These dreams lie together. Each keeps its own words."))
    return redirect("survey:bundles")


@require_POST
@campaign_view(Permission.MODERATE)
def leave_apart(request: MemberRequest) -> HttpResponse:
    """Remember that the ticked dreams are not the same."""
    form = ChosenDreams(request.POST)
    if service.leave_apart(campaign=request.campaign, dreams=form.chosen, by=request.user):
        messages.success(request, _("We do not propose these together again."))
    else:
        messages.error(request, _("Tick two dreams at least."))
    return redirect("survey:bundles")


def _bundle(request: MemberRequest, pk: int) -> Bundle:
    bundle: Bundle = get_object_or_404(Bundle.objects.filter(campaign=request.campaign), pk=pk)
    return bundle


@require_POST
@campaign_view(Permission.MODERATE)
def take_out(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one dream out of a bundle."""
    dream = request.POST.get("dream", "")
    known = int(dream) if dream.isdecimal() and len(dream) < 18 else 0
    if service.take_out(bundle=_bundle(request, pk), dream=known, by=request.user):
        messages.success(request, _("This dream stands alone again."))
    return redirect("survey:bundles")


@require_POST
@campaign_view(Permission.MODERATE)
def merge_bundles(request: MemberRequest, pk: int) -> HttpResponse:
    """Lay another bundle in this one."""
    bundle = _bundle(request, pk)
    other = MergeForm(request.POST, bundle=bundle).found
    if other is None:
        messages.error(request, _("We find no other bundle with a dream of that number."))
    else:
        service.merge_bundles(bundle=bundle, other=other, by=request.user)
        messages.success(request, _("The two bundles are one."))
    return redirect("survey:bundles")


@require_POST
@campaign_view(Permission.MODERATE)
def dissolve_bundle(request: MemberRequest, pk: int) -> HttpResponse:
    """Let all dreams of a bundle stand alone again."""
    service.dissolve_bundle(bundle=_bundle(request, pk), by=request.user)
    messages.success(request, _("All dreams of this bundle stand alone again."))
    return redirect("survey:bundles")


@require_POST
@campaign_view(Permission.MODERATE)
def undo_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one step back."""
    steps = Activity.objects.filter(campaign=request.campaign, verb=service.BUNDLED)
    step = get_object_or_404(steps.select_related("campaign"), pk=pk)
    try:
        service.undo_step(step=step, by=request.user)
    except service.ChangedSince:
        messages.error(request, _("A later step changed this. Take that one back first."))
    else:
        messages.success(request, _("Taken back. Every dream lies where it lay."))
    return redirect("survey:bundles")


@require_POST
@campaign_view(Permission.MODERATE)
def look_for_pairs(request: MemberRequest) -> HttpResponse:
    """Start looking for look-alikes now instead of within five minutes."""
    tasks.propose_bundles.delay_on_commit()  # type: ignore[attr-defined]
    messages.success(request, _("We are looking. Reload this page in a moment."))
    return redirect("survey:bundles")
