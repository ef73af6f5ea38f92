"""The room of the snapshots: keep a moment, compare two, go back as a new act."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.forms import CompareForm, SnapshotForm
from clustering.models import Snapshot
from clustering.services.comparing import compare as compare_moments
from clustering.services.laying import NeedGone
from clustering.services.restoring import restore_snapshot
from clustering.services.snapshots import take_snapshot
from clustering.views.kindly import kind_when_frozen

PAGE = 30


@require_safe
@campaign_view(Permission.CLUSTER)
def snapshots(request: MemberRequest) -> HttpResponse:
    """List the moments that were kept, newest first."""
    return _room(request, SnapshotForm(), 200)


def _room(request: MemberRequest, form: SnapshotForm, status: int) -> HttpResponse:
    rows = Snapshot.objects.filter(campaign=request.campaign, at__lte=clock.now())
    page = Paginator(rows.defer("contents").select_related("by"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("bladzijde")),
        "form": form,
    }
    return render(request, "clustering/snapshots.html", context, status=status)


@require_POST
@campaign_view(Permission.CLUSTER)
def take(request: MemberRequest) -> HttpResponse:
    """Keep the board as it lies now."""
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        return _room(request, form, 422)
    kept = take_snapshot(campaign=request.campaign, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("“%(name)s” is kept.") % {"name": kept})
    return redirect("clustering:snapshots")


@require_safe
@campaign_view(Permission.CLUSTER)
def compare(request: MemberRequest) -> HttpResponse:
    """Say what changed between two moments, or between one and now."""
    form = CompareForm(request.campaign, request.GET)
    if not form.is_valid():
        messages.warning(request, _("That moment is no longer kept. Choose another one."))
        return redirect("clustering:snapshots")
    old, new = form.cleaned_data["van"], form.cleaned_data["tot"]
    if new is not None and (new.at, new.pk) < (old.at, old.pk):
        old, new = new, old
    rows = Snapshot.objects.filter(campaign=request.campaign, at__lte=clock.now())
    context = {
        "old": old,
        "new": new,
        "changes": compare_moments(campaign=request.campaign, old=old, new=new),
        "moments": rows.defer("contents")[:200],
        "may_restore": request.membership.may(Permission.STEER),
    }
    return render(request, "clustering/compare.html", context)


@require_POST
@campaign_view(Permission.STEER)
@kind_when_frozen
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Lay the board as it lay then; a snapshot made just before leads forward again."""
    rows = Snapshot.objects.filter(campaign=request.campaign).select_related("campaign")
    snapshot = get_object_or_404(rows, pk=pk)
    try:
        done = restore_snapshot(snapshot=snapshot, by=request.user)
    except NeedGone:
        messages.warning(request, _("A colleague merged two needs just now. Try it again."))
        return redirect(reverse("clustering:compare") + f"?van={pk}")
    text = ngettext("%(n)s card moved back.", "%(n)s cards moved back.", done.cards)
    text = text % {"n": done.cards}
    messages.success(
        request, f"{text} " + _("“%(name)s” leads forward again.") % {"name": done.before}
    )
    if done.left:
        names = ", ".join(done.left)
        messages.warning(
            request,
            _("These kept their place, another one has it now: %(names)s.") % {"names": names},
        )
    return redirect(reverse("clustering:compare") + f"?van={done.before.pk}")
