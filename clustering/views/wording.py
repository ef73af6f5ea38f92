"""Who changed which sentence when, and the way back to an older one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Activity
from campaigns.permissions import Permission
from clustering.models import Key
from clustering.services.keys import (
    NameTaken,
    ShapeTaken,
    TooManyKeys,
    bring_key_back,
)
from clustering.services.needs import NeedExists
from clustering.services.restoring import NothingToRestore, restore_wording
from clustering.services.wording import THINGS, sentences, wordings
from clustering.views.kindly import kind_when_frozen

PAGE = 20


@require_safe
@campaign_view(Permission.CLUSTER)
def wording(request: MemberRequest) -> HttpResponse:
    """List every text that changed, newest first; of one key, need or value on request."""
    thing, ref = request.GET.get("ding", ""), request.GET.get("van", "")[:80]
    thing = thing if thing in THINGS else ""
    page = Paginator(wordings(request.campaign, thing=thing, ref=ref), PAGE).get_page(
        request.GET.get("bladzijde")
    )
    removed = Activity.objects.filter(campaign=request.campaign, verb="delete_key")
    there = set(Key.objects.of(request.campaign).values_list("slug", flat=True))
    context = {
        "page": page,
        "lines": [line for activity in page for line in sentences(activity)],
        "thing": thing,
        "ref": ref,
        "removed": [
            row for row in removed.select_related("by")[:20] if row.details["ref"] not in there
        ],
    }
    return render(request, "clustering/wording.html", context)


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def restore(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    """Give a text the words it had before a change."""
    activity = get_object_or_404(wordings(request.campaign).select_related("campaign"), pk=pk)
    if name not in activity.details["before"]:
        raise Http404
    try:
        restore_wording(activity=activity, name=name, by=request.user)
    except NothingToRestore:
        messages.error(request, _("It is no longer there, so its words cannot come back."))
    except (NeedExists, NameTaken):
        messages.error(request, _("Another one has this name now. Nothing changed."))
    except ShapeTaken:
        messages.error(request, _("Another key has this shape now. Nothing changed."))
    else:
        messages.success(request, _("The older words are back."))
    return redirect("clustering:wording")


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring a removed key back, with its needs."""
    removed = Activity.objects.filter(campaign=request.campaign, verb="delete_key")
    row = get_object_or_404(removed.select_related("campaign"), pk=pk)
    try:
        key = bring_key_back(deletion=row, by=request.user)
    except TooManyKeys:
        messages.error(request, _("There are eight keys already. Merge two of them first."))
    except (ShapeTaken, NameTaken):
        messages.error(request, _("Another key has its name or shape now. Change that one first."))
    else:
        messages.success(request, _("“%(key)s” is back, with its needs.") % {"key": key})
    return redirect("clustering:needs")
