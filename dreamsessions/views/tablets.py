"""The tablets of the campaign, and the inbox of what they brought and nobody could enter."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from campaigns.services.reading import text_mark
from dreamsessions.forms.after import ChoiceForm, DismissForm, EnterForm, SavedFileForm
from dreamsessions.models import Device, Edit, EditKind, Rejected
from dreamsessions.services.after import AlreadySettled
from dreamsessions.services.devices import WORRY_AFTER, restore_device, revoke_device
from dreamsessions.services.inbox import (
    BadFile,
    CannotUndo,
    Imported,
    dismiss_rejected,
    enter_rejected,
    import_saved,
    open_conflicts,
    open_records,
    read_saved,
    read_told,
    restore_rejected,
    settle_conflict,
    settled_lately,
    undo_conflict,
)
from dreamsessions.shell import app_version
from dreamsessions.wording import BAD_FILES, REASONS, STATES

ROWS = 50
CLOCK_OFF = timedelta(minutes=5)


@dataclass(frozen=True)
class Tablet:
    """A tablet as the room shows it."""

    device: Device
    since: datetime | None
    worries: bool
    is_old: bool
    minutes_off: int


def _tablet(device: Device, now: datetime) -> Tablet:
    off = timedelta(seconds=device.clock_skew)
    since = device.waiting_since
    try:  # what the tablet's clock said, on our clock
        since = since - off if since else None
    except OverflowError:
        since = None
    keeps_back = bool(device.waiting) and device.revoked_at is None
    return Tablet(
        device=device,
        since=since,
        worries=keeps_back and min(since or now, device.last_seen_at) < now - WORRY_AFTER,
        is_old=bool(device.app_version) and device.app_version != app_version(),
        minutes_off=round(abs(device.clock_skew) / 60) if abs(off) > CLOCK_OFF else 0,
    )


@require_safe
@campaign_view(Permission.PLAN)
def tablets(request: MemberRequest) -> HttpResponse:
    """Show every tablet: who has it, what waits on it, whether it is well. Seven queries."""
    found = (
        Device.objects.filter(campaign=request.campaign)
        .select_related("user", "revoked_by")
        .order_by(F("revoked_at").asc(nulls_first=True), "-failed", "-waiting", "-last_seen_at")
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("bladzijde"))
    now = clock.now()
    context = {
        "page": page, "rows": [_tablet(device, now) for device in page], "query": "",
        "version": app_version(), "here": "tablets", "open": _open(request),
    }  # fmt: skip
    return render(request, "dreamsessions/tablets.html", context)


def _open(request: MemberRequest) -> int:
    return open_records(request.campaign).count() + open_conflicts(request.campaign).count()


def _find_device(request: MemberRequest, key: uuid.UUID) -> Device:
    rows = Device.objects.filter(campaign=request.campaign).select_related("campaign")
    return get_object_or_404(rows, pk=key)


@require_POST
@campaign_view(Permission.PLAN)
def revoke_tablet(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Refuse a lost tablet."""
    revoke_device(device=_find_device(request, key), by=request.user)
    messages.success(request, _("This tablet can send and fetch nothing any more."))
    return redirect("dreamsessions:tablets")


@require_POST
@campaign_view(Permission.PLAN)
def restore_tablet(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Let a tablet that was found again send."""
    restore_device(device=_find_device(request, key), by=request.user)
    messages.success(request, _("This tablet can send again."))
    return redirect("dreamsessions:tablets")


# The inbox ---------------------------------------------------------------------------------------


@require_safe
@campaign_view(Permission.PLAN)
def inbox(request: MemberRequest) -> HttpResponse:
    """List what nobody could enter and what two tablets wrote differently. Eight queries."""
    page = Paginator(open_records(request.campaign), 20).get_page(request.GET.get("bladzijde"))
    dismissed = Rejected.objects.filter(
        campaign=request.campaign, settled_at__isnull=False, note=None
    ).select_related("settled_by")
    context = {
        "page": page, "query": "", "here": "inbox",
        "rows": [(row, _why(row), read_told(row.record)) for row in page],
        "conflicts": open_conflicts(request.campaign)[:50],
        "settled": settled_lately(request.campaign),
        "dismissed": [(row, _why(row)) for row in dismissed.order_by("-settled_at")[:8]],
    }  # fmt: skip
    return render(request, "dreamsessions/inbox.html", context)


def _why(row: Rejected) -> str:
    return str(REASONS.get(row.reason, row.reason))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def rejected(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Read one record that could not be entered; enter it after all, or say it is not needed."""
    rows = Rejected.objects.select_related("campaign", "device", "by", "note")
    row = get_object_or_404(rows, campaign=request.campaign, pk=key)
    form = EnterForm.filled(read_told(row.record), request.campaign)
    dismiss = DismissForm()
    if request.method == "POST":
        dismissing = "dismiss" in request.POST
        if dismissing:
            sent = dismiss = DismissForm(request.POST)
        else:
            sent = form = EnterForm(request.POST, campaign=request.campaign)  # type: ignore[assignment]
        if sent.is_valid():
            return _settle(request, row, sent.cleaned_data, dismissing=dismissing)
    context = {
        "row": row, "why": _why(row), "enter": form, "dismiss": dismiss, "here": "inbox",
        "form": dismiss if dismiss.is_bound else form,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "dreamsessions/rejected.html", context, status=status)


def _settle(
    request: MemberRequest, row: Rejected, told: dict[str, object], *, dismissing: bool
) -> HttpResponse:
    try:
        if dismissing:
            dismiss_rejected(rejected=row, by=request.user, **told)  # type: ignore[arg-type]
            messages.success(request, _("Put aside. You can take it back below."))
        else:
            note = enter_rejected(rejected=row, by=request.user, **told)  # type: ignore[arg-type]
            messages.success(request, _("Dream %(number)s is saved.") % {"number": note.number})
    except AlreadySettled:
        messages.info(request, _("A colleague was first. Nothing changed."))
    return redirect("dreamsessions:inbox")


@require_POST
@campaign_view(Permission.PLAN)
def take_back(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Lay a record that was put aside in the inbox again."""
    row = get_object_or_404(Rejected, campaign=request.campaign, pk=key)
    restore_rejected(rejected=row, by=request.user)
    return redirect("dreamsessions:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def conflict(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Choose between the words two tablets wrote for one note."""
    edit = get_object_or_404(
        Edit.objects.select_related("note__campaign", "note__session", "device", "by"),
        note__campaign=request.campaign, pk=key,
    )  # fmt: skip
    if not edit.conflicts:
        messages.info(request, _("A colleague was first. Nothing changed."))
        return redirect("dreamsessions:inbox")
    form = ChoiceForm(request.POST or None, takes_back=edit.kind == EditKind.RETRACT)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["mark"] == text_mark(edit.note.text):
            settle_conflict(edit=edit, choice=form.cleaned_data["choice"], by=request.user)
            messages.success(request, _("Your choice is saved. You can take it back below."))
        else:
            messages.info(request, _("A colleague was first. Look again at what it says now."))
        return redirect("dreamsessions:inbox")
    context = {"edit": edit, "form": form, "mark": text_mark(edit.note.text), "here": "inbox"}
    status = 422 if form.is_bound else 200
    return render(request, "dreamsessions/conflict.html", context, status=status)


@require_POST
@campaign_view(Permission.PLAN)
def undo_choice(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Take a choice between two texts back."""
    edit = get_object_or_404(Edit, note__campaign=request.campaign, pk=key)
    try:
        undo_conflict(edit=edit, by=request.user)
        messages.success(request, _("Taken back. Both texts lie here again."))
    except CannotUndo:
        messages.info(request, _("This dream changed since, so this cannot be taken back."))
    return redirect("dreamsessions:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def kit_import(request: MemberRequest) -> HttpResponse:
    """Take in a file that a tablet saved, and tell what became of each record."""
    form = SavedFileForm(request.POST or None, request.FILES or None)
    taken: list[Imported] = []
    if request.method == "POST" and form.is_valid():
        try:
            device, user, raw = read_saved(form.cleaned_data["file"].read())
            taken = import_saved(
                campaign=request.campaign, device=device, user=user, raw=raw, by=request.user
            )
        except BadFile as bad:
            form.add_error("file", str(BAD_FILES[bad.reason]))
    rows = [(one, STATES[one.answer.state], REASONS.get(one.answer.reason, "")) for one in taken]
    count = {state: sum(one.answer.state == state for one in taken) for state in STATES}
    context = {"form": form, "rows": rows, "amount": count, "here": "import"}
    status = 422 if request.method == "POST" and not taken else 200
    return render(request, "dreamsessions/kit_import.html", context, status=status)
