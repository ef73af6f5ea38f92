"""What the city heard: the keys, the needs behind them, and the dreams behind those."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.models import Channel, Contribution
from campaigns.phases import Door
from clustering.models import CoreValue, Key, Need, Quality, Shape
from clustering.services.naming import final_names, fixed_keys
from clustering.services.translating import tell_dna

PAGE = 24
SILHOUETTES = [shape.value for shape in Shape][:6]
# A drawing of its own for each door: colour is never the only carrier.
MARKS = {
    Channel.ONLINE: "beeld", Channel.SESSION: "spreek", Channel.SCHOOL: "foto",
    Channel.IMPORT: "laad",
}  # fmt: skip
P = ParamSpec("P")
Names = dict[str, str] | None
View = Callable[Concatenate[CampaignRequest, P], HttpResponse]


def when_fixed(view: Callable[Concatenate[CampaignRequest, Names, P], HttpResponse]) -> View[P]:
    """Show silhouettes until two people laid the keys fast; the phase alone is not enough.

    Gives the view the names that were fixed, so that it need not look again.
    """

    @wraps(view)
    def shown(request: CampaignRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        names = final_names(request.campaign)
        if names is None or names:
            return view(request, names, *args, **kwargs)
        status = 404 if args or kwargs else 200
        context = {"silhouettes": SILHOUETTES}
        return render(request, "clustering/keys_soon.html", context, status=status)

    return shown


@require_safe
@campaign_view(door=Door.KEYS)
@when_fixed
def keys(request: CampaignRequest, names: Names) -> HttpResponse:
    """Show all keys as tiles."""
    public = Contribution.objects.of(request.campaign).public()
    rows = Key.objects.with_counts(request.campaign).order_by("position")
    context = {
        "keys": fixed_keys(names, rows),
        "dna": tell_dna(request.campaign),
        "found_in": public.filter(cards__need__key__isnull=False).distinct().count(),
    }
    return render(request, "clustering/keys.html", context)


@require_safe
@campaign_view(door=Door.KEYS)
@when_fixed
def key(request: CampaignRequest, names: Names, slug: str) -> HttpResponse:
    """Show one key: its vision, its needs, values and qualities, and its dreams."""
    rows = Key.objects.with_counts(request.campaign).order_by("position")
    all_keys = fixed_keys(names, rows)
    found = next((one for one in all_keys if one.slug == slug), None)
    if found is None:
        raise Http404
    here = Need.objects.with_counts(request.campaign).filter(key=found).biggest_first()
    voices = Contribution.objects.of(request.campaign).public().filter(cards__need__key=found)
    page = Paginator(voices.with_district().distinct().newest(), PAGE)
    context = {
        "key": found,
        "place": all_keys.index(found) + 1,
        "keys": all_keys,
        "needs": [(need, _share(need, found)) for need in here],
        "channels": _channels(voices),
        "as_table": "tabel" in request.GET,
        "values": CoreValue.objects.filter(needs__key=found).distinct(),
        "qualities": Quality.objects.filter(needs__key=found).distinct(),
        "page": page.get_page(request.GET.get("bladzijde")),
    }
    return render(request, "clustering/key.html", context)


@dataclass(frozen=True)
class ChannelBar:
    """How many dreams came through one door; `width` is the share of all, in hundredths."""

    label: str
    dreams: int
    width: int
    mark: str


def _channels(dreams: QuerySet[Contribution]) -> list[ChannelBar]:
    """Count dreams by the door they came through, each once, the most first. One query."""
    rows = dreams.order_by().values_list("channel").annotate(n=Count("pk", distinct=True))
    counted = dict(rows)
    all_dreams = sum(counted.values()) or 1
    bars = [
        ChannelBar(
            str(label), counted[value], 100 * counted[value] // all_dreams, MARKS[Channel(value)]
        )
        for value, label in Channel.choices
        if value in counted
    ]
    return sorted(bars, key=lambda bar: -bar.dreams)


def _share(need: Need, key: Key) -> int:
    """Return a need's part of its key in hundredths, for the bar."""
    counted: int = need.dreams  # type: ignore[attr-defined]
    return 100 * counted // (key.dreams or 1)  # type: ignore[attr-defined]


@require_safe
@campaign_view(door=Door.KEYS)
@when_fixed
def need(request: CampaignRequest, names: Names, slug: str, need_slug: str) -> HttpResponse:
    """Show one need with the dreams behind it, and through which door they came."""
    found = get_object_or_404(
        Need.objects.with_counts(request.campaign).select_related("key"),
        slug=need_slug,
        key__slug=slug,
    )
    if not fixed_keys(names, [found.key]):
        raise Http404
    dreams = Contribution.objects.of(request.campaign).public().filter(cards__need=found)
    page = Paginator(dreams.with_district().distinct().newest(), PAGE).get_page(
        request.GET.get("bladzijde")
    )
    context = {
        "need": found,
        "key": found.key,
        "page": page,
        "channels": _channels(dreams),
        "as_table": "tabel" in request.GET,
        "values": found.core_values.all(),
        "qualities": found.qualities.all(),
    }
    return render(request, "clustering/need.html", context)
