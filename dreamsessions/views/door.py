"""The door of a session, for who leads it: a list on a tablet, and codes that are scanned."""

import uuid
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from campaigns.phases import PhaseClosed
from dreamsessions import tasks
from dreamsessions.forms.registering import DoorForm
from dreamsessions.models import Place, Registration, Session
from dreamsessions.services.door import (
    add_person,
    check_in,
    door_list,
    doors_open,
    strike_off,
    undo_check_in,
)
from dreamsessions.services.noting import SessionClosed
from dreamsessions.services.registering import NoMoreChairs

_OVER: Final = gettext_lazy("This session is closed. The list stays as it is.")
# What a button on the list does, and what is said afterwards.
_MARKS: Final[dict[str, tuple[Callable[..., bool], str | Promise]]] = {
    "er": (check_in, gettext_lazy("%(name)s is here.")),
    "terug": (undo_check_in, gettext_lazy("Undone. %(name)s is not here yet.")),
    "afzeggen": (strike_off, gettext_lazy("%(name)s does not come.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.NOTE)
def door(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who is expected and who is here; add somebody who did not register."""
    row = get_object_or_404(Session.objects.editable_by(request.membership), pk=pk)
    form = DoorForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            person, _created = add_person(session=row, **form.cleaned_data)
            said = _("%(name)s is on the waiting list.") if person.place == Place.WAITING else _(
                "%(name)s has a chair."
            )  # fmt: skip
            messages.success(request, str(said) % {"name": person.first_name})
        except (SessionClosed, NoMoreChairs, PhaseClosed):
            messages.error(request, _OVER)
        return redirect("dreamsessions:door", pk=pk)
    context = {
        "session": row, "form": form, "list": door_list(row), "doors_open": doors_open(row),
        "settled": row.closed_at is not None or row.cancelled_at is not None,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "dreamsessions/door.html", context, status=status)


@require_POST
@campaign_view(Permission.NOTE)
def mark(request: MemberRequest, pk: int, chair: int) -> HttpResponse:
    """Check somebody in, take that back, or write down that they do not come."""
    session = get_object_or_404(Session.objects.editable_by(request.membership), pk=pk)
    person = get_object_or_404(Registration, session=session, pk=chair)
    _do(request, person)
    return redirect("dreamsessions:door", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.NOTE)
def check_in_page(request: MemberRequest, token: str) -> HttpResponse:
    """Show whose code was scanned at the door; a tap checks them in, another takes it back."""
    mine = Session.objects.editable_by(request.membership)
    person = get_object_or_404(
        Registration.objects.select_related("session"), session__in=mine, token=token
    )
    if request.method == "POST":
        _do(request, person)
        return redirect("dreamsessions:check_in", token=token)
    session = person.session
    context = {
        "person": person, "session": session, "list": door_list(session),
        "settled": session.closed_at is not None or session.cancelled_at is not None,
    }  # fmt: skip
    return render(request, "dreamsessions/door_check_in.html", context)


def _do(request: MemberRequest, person: Registration) -> None:
    """Do what the button says and tell it; a word we do not know does nothing."""
    if request.POST.get("wat") not in _MARKS:
        return
    act, said = _MARKS[request.POST["wat"]]
    try:
        act(registration=person)
        messages.success(request, str(said) % {"name": person.first_name})
        tasks.tell_session.delay_on_commit(person.session_id)  # type: ignore[attr-defined]
    except SessionClosed:
        messages.error(request, _OVER)
