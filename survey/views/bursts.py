"""What came in bursts: look at the evidence, and decide what counts."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.permissions import Permission
from survey.forms.bursts import BurstForm
from survey.models import Burst, BurstKind, BurstStatus
from survey.rendering import timeline_bars
from survey.services.bursts import BurstDecided, decide_burst, dreams_of, first_dreams

_PAGE = 20


def _bursts(request: CampaignRequest) -> QuerySet[Burst]:
    return Burst.objects.filter(campaign=request.campaign).select_related(
        "contribution", "decided_by"
    )


@require_safe
@campaign_view(Permission.MODERATE)
def bursts(request: MemberRequest) -> HttpResponse:
    """List the bursts to decide about, and what was decided before."""
    waiting = list(_bursts(request).filter(status=BurstStatus.SET_APART)[:_PAGE])
    faces = first_dreams(waiting)
    decided = _bursts(request).exclude(status=BurstStatus.SET_APART).order_by("-decided_at", "-pk")
    context = {
        "waiting": [(row, timeline_bars(row.evidence), faces.get(row.pk)) for row in waiting],
        "page": Paginator(decided, _PAGE).get_page(request.GET.get("bladzijde", "1")),
        "query": "",
    }
    return render(request, "survey/bursts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("burst", times=120, seconds=600)
@campaign_view(Permission.MODERATE)
def burst(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the evidence of one burst, and take a decision about it."""
    row = get_object_or_404(_bursts(request), pk=pk)
    row.campaign = request.campaign
    if request.method != "POST":
        return _burst_page(request, row, BurstForm(initial={"seen": row.status}))
    form = BurstForm(request.POST)
    if not form.is_valid():
        return _burst_page(request, row, form, status=422)
    try:
        decide_burst(burst=row, by=request.user, **form.cleaned_data)
    except BurstDecided as late:
        messages.warning(request, _too_late(late.burst))
        return redirect("survey:burst", pk)
    messages.success(request, _("Decided. You can change this later."))
    return redirect("survey:bursts")


def _too_late(row: Burst) -> str:
    name = row.decided_by.get_full_name() if row.decided_by else ""
    if not name:
        return _("A colleague decided first. Look again.")
    return _("%(name)s decided first. Look again.") % {"name": name}


def _burst_page(
    request: MemberRequest, row: Burst, form: BurstForm, status: int = 200
) -> HttpResponse:
    texts = list(dreams_of(row)[:50]) if row.kind == BurstKind.TEXTS else []
    context: dict[str, Any] = {
        "burst": row,
        "face": row.contribution or next(iter(texts), None),
        "form": form,
        "bars": timeline_bars(row.evidence),
        "texts": texts,
    }
    return render(request, "survey/burst.html", context, status=status)
