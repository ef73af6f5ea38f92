"""What was decided about dreams: who, what, when and why."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view, safe_next
from campaigns.exports import stream_csv
from campaigns.models import Decision, Membership, User, Verdict
from campaigns.permissions import Permission
from campaigns.services.moderation import CannotTakeBack, take_back_decision

ROWS = 40


@require_safe
@campaign_view(Permission.MODERATE)
def decisions(request: MemberRequest) -> HttpResponse:
    """List decisions, newest first. Seven queries, whatever the number of decisions."""
    readers = _readers(request)
    chosen = _chosen(request, readers)
    since = Decision.objects.filter(contribution=OuterRef("contribution"), pk__gt=OuterRef("pk"))
    rows = _found(request, chosen).annotate(has_later=Exists(since)).order_by("-pk")
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("bladzijde")),
        "query": urlencode(chosen) + "&" if chosen else "",
        "verdicts": Verdict.choices,
        "readers": readers,
        "verdict": chosen.get("besluit", ""),
        "reader": int(chosen.get("door", 0)),
    }
    return render(request, "campaigns/decisions.html", context)


def _readers(request: MemberRequest) -> list[User]:
    members = Membership.objects.filter(campaign=request.campaign).select_related("user")
    found = [member.user for member in members if member.may(Permission.MODERATE)]
    return sorted(found, key=lambda user: (user.first_name, user.pk))


def _chosen(request: MemberRequest, readers: list[User]) -> dict[str, str]:
    """Return the filters that make sense; anything else is left out."""
    verdict, reader = request.GET.get("besluit", ""), request.GET.get("door", "")
    chosen = {"besluit": verdict} if verdict in Verdict.values else {}
    return chosen | ({"door": reader} if reader in {str(one.pk) for one in readers} else {})


def _found(request: MemberRequest, chosen: dict[str, str]) -> "QuerySet[Decision]":
    found = Decision.objects.filter(contribution__campaign=request.campaign)
    if "besluit" in chosen:
        found = found.filter(verdict=chosen["besluit"])
    if "door" in chosen:
        found = found.filter(by=int(chosen["door"]))
    return found.select_related("contribution", "by")


@require_safe
@campaign_view(Permission.MODERATE)
def decisions_file(request: MemberRequest) -> StreamingHttpResponse:
    """Hand the decisions out as CSV: never the words behind a mask, nor the texts."""
    found = _found(request, _chosen(request, _readers(request))).order_by("pk")
    header = (_("number"), _("decision"), _("reason"), _("by"), _("at"))
    return stream_csv("decisions.csv", header, _lines(found))


def _lines(found: "QuerySet[Decision]") -> Iterator[tuple[Any, ...]]:
    for row in found.iterator(chunk_size=2_000):
        by = row.by.first_name if row.by else ""
        at = timezone.localtime(row.at).isoformat(timespec="seconds")
        yield row.contribution.number, row.get_verdict_display(), row.reason, by, at


@require_POST
@campaign_view(Permission.MODERATE)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one decision back: the dream waits for a reader again."""
    decision = get_object_or_404(
        Decision.objects.select_related("contribution"),
        pk=pk,
        contribution__campaign=request.campaign,
    )
    number = decision.contribution.number
    try:
        take_back_decision(decision=decision, by=request.user)
        text = _("The decision about dream %(number)s is taken back.")
        messages.success(request, text % {"number": number})
    except CannotTakeBack:
        text = _("Something happened to dream %(number)s since. Nothing is taken back.")
        messages.info(request, text % {"number": number})
    return redirect(safe_next(request, "campaigns:decisions"))
