"""The team's start page: what needs me now."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ambassadors.models import Candidate, Outcome
from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Channel, Contribution
from campaigns.models import Status as Given
from campaigns.permissions import Permission
from clustering.models import Card
from dreamsessions.models import Session
from publications.models import Issue, Status
from publications.views.version_list import ROOMS


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody with a right."""

    count: int
    title: str
    url: str
    button: str


@require_safe
@campaign_view(Permission.TEAM)
def team(request: MemberRequest) -> HttpResponse:
    """Show what waits, most pressing first, today's sessions, and honest figures."""
    ledger = Contribution.objects.of(request.campaign).aggregate(
        dreams=Count("pk", filter=Q(status=Given.WAITING) & ~Q(channel=Channel.SCHOOL)),
        works=Count("pk", filter=Q(status=Given.WAITING, channel=Channel.SCHOOL)),
        placed=Count("pk", filter=Q(status=Given.PLACED)),
        held=Count("pk", filter=Q(status=Given.HELD)),
    )
    context = {
        "tasks": [task for task in _tasks(request, ledger) if task.count],
        "today": _sessions_today(request),
        "figures": _figures(request, ledger),
    }
    return render(request, "publications/team.html", context)


def _tasks(request: MemberRequest, ledger: dict[str, int]) -> list[Task]:
    """Return what this member can do now, most pressing first. At most three queries."""
    campaign, may = request.campaign, request.membership.may
    tasks = []
    if may(Permission.EDIT):
        failed = list(Issue.objects.of(campaign).filter(status=Status.FAILED).order_by("-pk"))
        if failed:
            title = ngettext("publication did not work", "publications did not work", len(failed))
            tasks.append(Task(len(failed), title, reverse(ROOMS[failed[0].kind]), _("Look why")))
    if may(Permission.MODERATE):
        title = ngettext("dream waits to be read", "dreams wait to be read", ledger["dreams"])
        tasks.append(
            Task(ledger["dreams"], title, reverse("campaigns:reading_queue"), _("Read dreams"))
        )
    if may(Permission.CURATE):
        title = ngettext("work by a child waits", "works by children wait", ledger["works"])
        tasks.append(Task(ledger["works"], title, reverse("gallery:curate"), _("Look at works")))
    if may(Permission.RECRUIT):
        n = Candidate.objects.filter(campaign=campaign, outcome=Outcome.OPEN).count()
        title = ngettext("colleague wants to be ambassador", "colleagues want to be ambassador", n)
        tasks.append(Task(n, title, reverse("ambassadors:candidates"), _("Choose ambassadors")))
    if may(Permission.CLUSTER):
        n = Card.objects.live(campaign).pile().count()
        title = ngettext("card lies on the pile", "cards lie on the pile", n)
        tasks.append(Task(n, title, reverse("clustering:board"), _("To the board")))
    return tasks


def _sessions_today(request: MemberRequest) -> list[Session]:
    start = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Session.objects.of(request.campaign).filter(
        starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    return list(rows.order_by("starts_at"))


def _figures(request: MemberRequest, ledger: dict[str, int]) -> list[tuple[int, str, str]]:
    """Return numbers with what each counts; none is a sum of others. One query."""
    held = Session.objects.of(request.campaign).filter(closed_at__isnull=False)
    sessions = held.aggregate(n=Count("pk"), people=Sum("participants"))
    return [
        (ledger["placed"], _("dreams placed"), _("read by a colleague, from all channels")),
        (ledger["held"], _("dreams held back"), _("with a reason the dreamer can read")),
        (sessions["n"], _("sessions held"), _("closed by an ambassador")),
        (sessions["people"] or 0, _("people at a table"), _("counted in those sessions")),
    ]
