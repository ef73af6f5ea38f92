"""What readers reported: the most reported first, with the same decisions as the reading queue."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms.moderation import MaskForm, ReasonForm
from campaigns.models import Contribution, Status
from campaigns.permissions import Permission
from campaigns.personal import PERSONAL, Piece, cut_at, find_spans
from campaigns.services.masking import NothingToMask, TextChanged, mask_words
from campaigns.services.moderation import (
    AlreadyDecided,
    confirm_contribution,
    hold_contribution,
)
from campaigns.services.reading import text_mark
from survey.models import Reason, Report
from survey.services.reports import settle_reports

ROWS = 10


@dataclass(frozen=True)
class Reported:
    """One reported contribution as the room shows it."""

    contribution: Contribution
    reasons: list[tuple[str, int]]  # why, and how often
    pieces: list[Piece]
    form: ReasonForm
    mask_form: MaskForm

    @property
    def personal(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind in PERSONAL]

    @property
    def mark(self) -> str:
        return text_mark(self.contribution.text)


@require_safe
@campaign_view(Permission.MODERATE)
def reports(request: MemberRequest) -> HttpResponse:
    """List what was reported and is still online. Eight queries."""
    return _page(request)


def _page(
    request: MemberRequest,
    number: int = 0,
    reason: ReasonForm | None = None,
    mask_form: MaskForm | None = None,
) -> HttpResponse:
    asked = Report.objects.filter(settled_at=None).order_by("pk")
    found = (
        Contribution.objects.of(request.campaign)
        .placed()
        .filter(pk__in=asked.values("contribution"))
        .annotate(asked=Count("reports", filter=Q(reports__settled_at=None)))
        .order_by("-asked", "number")
        .prefetch_related(Prefetch("reports", asked, to_attr="open_reports"))
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("bladzijde"))
    rows = [_row(one, reason, mask_form) if one.number == number else _row(one) for one in page]
    context = {"page": page, "rows": rows, "query": "", "failed": bool(number)}
    return render(request, "survey/reports.html", context, status=422 if number else 200)


def _row(
    one: Contribution, reason: ReasonForm | None = None, mask_form: MaskForm | None = None
) -> Reported:
    counted = Counter(report.reason for report in one.open_reports)  # type: ignore[attr-defined]
    # Several forms stand on this page, so their fields need ids of their own.
    ids = _ids(one.number)
    return Reported(
        contribution=one,
        reasons=[(str(Reason(why).label), often) for why, often in counted.most_common()],
        pieces=cut_at(one.text, find_spans(one.text)),
        form=reason or ReasonForm(auto_id=ids),
        mask_form=mask_form or MaskForm(auto_id=ids),
    )


def _ids(number: int) -> str:
    return f"id_{number}_%s"


@require_POST
@campaign_view(Permission.MODERATE)
def settle_report(request: MemberRequest, number: int) -> HttpResponse:
    """Leave a reported dream online, hold it back, or cover words in it."""
    contribution = get_object_or_404(Contribution.objects.of(request.campaign), number=number)
    contribution.campaign = request.campaign
    sent = request.POST.get("mark")
    if sent and sent != text_mark(contribution.text):
        messages.info(request, _("The dreamer changed this dream while you read. Read it again."))
        return redirect("survey:reports")
    decide = {"hold": _hold, "mask": _mask}.get(request.POST.get("doe", ""), _keep)
    try:
        refused = decide(request, contribution)
    except AlreadyDecided as late:
        who = late.decision.by if late.decision and late.decision.by else _("a colleague")
        messages.info(
            request, _("%(who)s was first with this dream. Nothing changed.") % {"who": who}
        )
    except TextChanged:
        messages.info(request, _("The dreamer changed this dream while you read. Read it again."))
    else:
        if refused is not None:
            return refused
    return redirect("survey:reports")


def _keep(request: MemberRequest, contribution: Contribution) -> HttpResponse | None:
    if contribution.unread and contribution.status == Status.PLACED:
        confirm_contribution(contribution=contribution, by=request.user)
    if settle_reports(contribution=contribution, by=request.user, outcome="kept"):
        text = _("Dream %(number)s stays online.")
        messages.success(request, text % {"number": contribution.number})
    return None


def _hold(request: MemberRequest, contribution: Contribution) -> HttpResponse | None:
    form = ReasonForm(request.POST, auto_id=_ids(contribution.number))
    if not form.is_valid():
        return _page(request, contribution.number, reason=form)
    hold_contribution(
        contribution=contribution,
        reason=form.reason_in(contribution.language),
        by=request.user,
        seen=Status.PLACED,
    )
    settle_reports(contribution=contribution, by=request.user, outcome="held")
    text = _("Dream %(number)s is held back.")
    messages.success(request, text % {"number": contribution.number})
    return None


def _mask(request: MemberRequest, contribution: Contribution) -> HttpResponse | None:
    form = MaskForm(request.POST, auto_id=_ids(contribution.number))
    if form.is_valid():
        try:
            mask_words(
                contribution=contribution,
                stretches=form.stretches(contribution.text),
                by=request.user,
            )
        except NothingToMask:
            form.add_error("words", _("Tick, select or type the words to cover."))
    if form.errors:
        return _page(request, contribution.number, mask_form=form)
    settle_reports(contribution=contribution, by=request.user, outcome="masked")
    text = _("The words of dream %(number)s are covered.")
    messages.success(request, text % {"number": contribution.number})
    return None
