"""Change a need where it lies: its name, its key, or let it go up in another."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.forms import BinForm
from clustering.models import Key, Need
from clustering.services.keys import rename_key
from clustering.services.laying import Batch
from clustering.services.needs import merge_needs, move_need, rename_need
from clustering.views.answers import REFUSALS, done, refusal, refused


def _need(request: MemberRequest, slug: str) -> Need:
    rows = Need.objects.of(request.campaign).select_related("campaign", "key")
    need: Need = get_object_or_404(rows, slug=slug)
    return need


@require_POST
@campaign_view(Permission.CLUSTER)
def rename_bin(request: MemberRequest, slug: str) -> HttpResponse:
    """Give a need another name."""
    need = _need(request, slug)
    form = BinForm(request.campaign, "name", request.POST)
    if not form.is_valid():
        return refused(request, form)
    data = form.cleaned_data
    try:
        rename_need(need=need, name=data["name"], by=request.user, act=data["act"])
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, _("Renamed to “%(need)s”.") % {"need": need.name}, table=True)


@require_POST
@campaign_view(Permission.CLUSTER)
def rename_zone(request: MemberRequest, slug: str) -> HttpResponse:
    """Give a key another name where it lies on the board."""
    keys = Key.objects.of(request.campaign).select_related("campaign")
    key: Key = get_object_or_404(keys, slug=slug)
    form = BinForm(request.campaign, "name", request.POST)
    if not form.is_valid():
        return refused(request, form)
    data = form.cleaned_data
    try:
        rename_key(key=key, name=data["name"], by=request.user, act=data["act"])
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, _("Renamed to “%(need)s”.") % {"need": key.name}, table=True)


@require_POST
@campaign_view(Permission.CLUSTER)
def move_bin(request: MemberRequest, slug: str) -> HttpResponse:
    """Lay a need, with everything on it, under another key."""
    need = _need(request, slug)
    form = BinForm(request.campaign, "key", request.POST)
    if not form.is_valid():
        return refused(request, form)
    data = form.cleaned_data
    try:
        move_need(need=need, key=data["key"], by=request.user, act=data["act"])
    except REFUSALS as error:
        return refusal(request, error)
    said = {"need": need.name, "key": data["key"] or _("No key yet")}
    return done(request, _("“%(need)s” lies under “%(key)s”.") % said, table=True)


@require_POST
@campaign_view(Permission.CLUSTER)
def merge_bin(request: MemberRequest, slug: str) -> HttpResponse:
    """Let a need go up in another."""
    need = Need.objects.of(request.campaign).select_related("campaign").filter(slug=slug).first()
    form = BinForm(request.campaign, "into", request.POST)
    if not form.is_valid():
        return refused(request, form)
    into = form.cleaned_data["into"]
    said = _("“%(need)s” went up in “%(into)s”.") % {"need": need or slug, "into": into}
    if need is None:  # a colleague did the same a moment ago
        return done(request, said, table=True)
    try:
        batch = merge_needs(need=need, into=into, by=request.user, act=form.cleaned_data["act"])
    except REFUSALS as error:
        return refusal(request, error)
    shown = Batch(batch.id, batch.cards or 1)
    return done(request, said, shown, table=True, reload=True)
