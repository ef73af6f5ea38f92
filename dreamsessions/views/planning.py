"""The plan of the core team: what is planned, by whom, and whom it reaches."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.illustration.city_map import city_map
from campaigns.models import District
from campaigns.permissions import Permission
from dreamsessions.forms.planning import CancelForm, SessionForm, read_key
from dreamsessions.models import Kind, Session, SessionRequest, Visibility
from dreamsessions.months import Month, lay_month, read_month
from dreamsessions.rendering.reach import number_places, sessions_map
from dreamsessions.services.planning import (
    Planned,
    SessionOver,
    cancel_session,
    copied_fields,
    made_before,
    plan_of,
    save_session,
)
from dreamsessions.services.requests import (
    AlreadyAnswered,
    fields_asked_for,
    open_requests,
    plan_request,
)
from dreamsessions.tasks import mail_request_answer, tell_session

STATES: Final = {
    "komt": gettext_lazy("To come"), "open": gettext_lazy("To close"),
    "gehouden": gettext_lazy("Held"), "afgelast": gettext_lazy("Cancelled"),
    "letop": gettext_lazy("Needs attention"), "alles": gettext_lazy("All"),
}  # fmt: skip
_STATE_OF: Final = {
    "coming": "komt", "busy": "komt", "late": "open", "held": "gehouden", "cancelled": "afgelast",
}  # fmt: skip


_ANSWERED: Final = gettext_lazy("A colleague answered this just before you.")


@dataclass(frozen=True)
class _Choice:
    """What the plan is narrowed to; what nobody can choose is left out."""

    district: District | None = None
    kind: str = ""
    visibility: str = ""

    @property
    def query(self) -> str:
        """Return it as it stands in an address, ending in & when there is any."""
        given = {
            "wijk": self.district.slug if self.district else "", "soort": self.kind,
            "zichtbaar": self.visibility,
        }  # fmt: skip
        text = urlencode({name: value for name, value in given.items() if value})
        return f"{text}&" if text else ""

    def fits(self, session: Session) -> bool:
        return (
            (self.district is None or session.district_id == self.district.pk)
            and (not self.kind or session.kind == self.kind)
            and (not self.visibility or session.visibility == self.visibility)
        )


@require_safe
@campaign_view(Permission.PLAN)
def plan(request: MemberRequest) -> HttpResponse:
    """Show the sessions with figures and warnings: a list, a month or a map. Nine queries."""
    districts = list(request.campaign.districts.all())
    choice = _read_choice(request, districts)
    rows = [p for p in plan_of(request.campaign, at=clock.now()) if choice.fits(p.session)]
    amounts = Counter(name for p in rows for name in _states(p))
    asked = request.GET.get("staat", "")
    # Where nothing is to come, one looks back.
    state = asked if asked in STATES else "komt" if amounts["komt"] else "alles"
    shown = [p for p in rows if state in _states(p)]
    view = request.GET.get("toon", "")
    context = {
        "states": [(name, label, amounts[name]) for name, label in STATES.items()],
        "state": state, "choice": choice, "districts": districts, "view": view,
        "kinds": Kind.choices, "visibilities": Visibility.choices,
        "to_answer": open_requests(request.campaign).count(),
    }  # fmt: skip
    if view == "maand":
        context["month"] = _month(request, rows)
    elif view == "kaart":
        context |= _map(shown, districts)
    else:
        if state in {"gehouden", "alles"}:
            shown.reverse()
        context["page"] = Paginator(shown, 40).get_page(request.GET.get("bladzijde"))
    return render(request, "dreamsessions/plan.html", context)


def _read_choice(request: HttpRequest, districts: list[District]) -> _Choice:
    kind, visibility = request.GET.get("soort", ""), request.GET.get("zichtbaar", "")
    return _Choice(
        district=next((d for d in districts if d.slug == request.GET.get("wijk")), None),
        kind=kind if kind in Kind.values else "",
        visibility=visibility if visibility in Visibility.values else "",
    )


def _states(planned: Planned) -> list[str]:
    extra = ["letop"] if planned.warnings else []
    return [_STATE_OF[planned.state], "alles", *extra]


def _month(request: HttpRequest, rows: list[Planned]) -> Month[Planned]:
    first = read_month(request.GET.get("maand", ""), fallback=clock.today())
    return lay_month(first, ((p.session.starts_at, p) for p in rows), today=clock.today())


def _map(rows: list[Planned], districts: list[District]) -> dict[str, Any]:
    """Return the map and the same sessions beside it, by part of the city; gaps are named too."""
    sessions = [p.session for p in rows]
    numbers = number_places(sessions)
    parts: dict[int | None, list[tuple[int | None, Planned]]] = {d.pk: [] for d in districts}
    for p in rows:
        parts.setdefault(p.session.district_id, []).append((numbers.get(p.session.pk), p))
    names: dict[int | None, str] = {d.pk: d.name for d in districts}
    return {
        "map": sessions_map(
            districts, sessions, numbers, title=_("Where the sessions are. The list says the same."),
            always=True,
        ),
        "parts": [(names.get(pk, _("No part of the city yet")), found) for pk, found in parts.items()],
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def edit_session(request: MemberRequest, pk: int | None = None) -> HttpResponseBase:
    """Make a session or change one; a new one may be a copy, or the answer to a request."""
    row = _session(request, pk)
    asked = None if row.pk else _asked(request)
    if asked is not None and asked.state != SessionRequest.State.OPEN:
        messages.error(request, _ANSWERED)
        return redirect("dreamsessions:request", pk=asked.pk)
    form = SessionForm(
        request.POST or None, instance=row, campaign=request.campaign,
        initial=_start(request, asked) if pk is None else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _save(request, form, asked)
    context = {
        "form": form, "session": row if pk else None, "asked": asked,
        "map": city_map(form.districts, title=_("The parts of the city")),
        "cancel_form": CancelForm(), "link": _secret_link(request, row) if pk else "",
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "dreamsessions/edit_session.html", context, status=status)


def _session(request: MemberRequest, pk: int | None) -> Session:
    """Return the session to change; a new one that was sent before is changed, not made again."""
    if pk is not None:
        found: Session = get_object_or_404(Session.objects.of(request.campaign), pk=pk)
        return found
    key = read_key(request.POST.get("key", ""))
    return made_before(request.campaign, key) or Session(campaign=request.campaign)


def _asked(request: MemberRequest) -> SessionRequest | None:
    pk = _number(request.POST.get("asked") or request.GET.get("vraag") or "")
    return SessionRequest.objects.filter(campaign=request.campaign, pk=pk).first() if pk else None


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 15 else None


def _start(request: MemberRequest, asked: SessionRequest | None) -> dict[str, Any]:
    """Return what a new session starts with."""
    start: dict[str, Any] = {"key": uuid.uuid4()}
    if asked is not None:
        return start | fields_asked_for(asked)
    pk = _number(request.GET.get("van", ""))
    found = Session.objects.of(request.campaign).filter(pk=pk).first() if pk else None
    return start | (copied_fields(found) if found else {})


def _save(
    request: MemberRequest, form: SessionForm, asked: SessionRequest | None
) -> HttpResponseBase:
    session: Session = form.save(commit=False)
    leaders, key = form.cleaned_data["ambassadors"], form.cleaned_data["key"]
    if asked is None:
        save_session(session=session, ambassadors=leaders, by=request.user, key=key)
        tell_session.delay_on_commit(session.pk)  # type: ignore[attr-defined]
        messages.success(request, _("The session is saved."))
        return redirect("dreamsessions:plan")
    try:
        plan_request(
            asked=asked, session=session, ambassadors=leaders, by=request.user, key=key
        )  # fmt: skip
    except AlreadyAnswered:
        messages.error(request, _ANSWERED)
        return redirect("dreamsessions:requests")
    mail_request_answer.delay_on_commit(asked.pk)  # type: ignore[attr-defined]
    messages.success(request, _("The session is planned, and who asked hears it."))
    return redirect("dreamsessions:requests")


def _secret_link(request: HttpRequest, session: Session) -> str:
    """Return the address that opens an invited session."""
    if session.visibility != "invited":
        return ""
    return f"{request.build_absolute_uri(session.get_absolute_url())}?sleutel={session.token}"


@require_POST
@campaign_view(Permission.PLAN)
def cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Cancel a session, with the reason people read."""
    row = get_object_or_404(Session.objects.of(request.campaign), pk=pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
        return redirect("dreamsessions:edit_session", pk=pk)
    try:
        cancel_session(session=row, by=request.user, **form.cleaned_data)
        tell_session.delay_on_commit(row.pk)  # type: ignore[attr-defined]
        messages.success(request, _("The session is cancelled. The agenda says so, and why."))
    except SessionOver:
        messages.error(request, _("This session started already. It cannot be cancelled."))
    return redirect("dreamsessions:plan")
