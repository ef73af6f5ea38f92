"""What the city heard: the keys, the needs behind them, and the dreams behind those."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.models import Channel, Contribution
from campaigns.phases import Door
from clustering.models import CoreValue, Dna, Key, Need, Quality

PAGE = 24


@require_safe
@campaign_view(door=Door.KEYS)
def keys(request: CampaignRequest) -> HttpResponse:
    """Show all keys as tiles."""
    public = Contribution.objects.of(request.campaign).public()
    context = {
        "keys": Key.objects.with_counts(request.campaign).order_by("position"),
        "dna": Dna.objects.filter(campaign=request.campaign).first(),
        "found_in": public.filter(cards__need__key__isnull=False).distinct().count(),
    }
    return render(request, "clustering/keys.html", context)


@require_safe
@campaign_view(door=Door.KEYS)
def key(request: CampaignRequest, slug: str) -> HttpResponse:
    """Show one key: its vision, its needs, values and qualities, and its dreams."""
    all_keys = list(Key.objects.with_counts(request.campaign).order_by("position"))
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
        "values": CoreValue.objects.filter(needs__key=found).distinct(),
        "qualities": Quality.objects.filter(needs__key=found).distinct(),
        "page": page.get_page(request.GET.get("bladzijde")),
    }
    return render(request, "clustering/key.html", context)


def _share(need: Need, key: Key) -> int:
    """Return a need's part of its key in hundredths, for the bar."""
    counted: int = need.dreams  # type: ignore[attr-defined]
    return 100 * counted // (key.dreams or 1)  # type: ignore[attr-defined]


@require_safe
@campaign_view(door=Door.KEYS)
def need(request: CampaignRequest, slug: str, need_slug: str) -> HttpResponse:
    """Show one need with the dreams behind it, and through which door they came."""
    found = get_object_or_404(
        Need.objects.with_counts(request.campaign).select_related("key"),
        slug=need_slug,
        key__slug=slug,
    )
    dreams = Contribution.objects.of(request.campaign).public().filter(cards__need=found)
    counted = dict(dreams.order_by().values_list("channel").annotate(n=Count("pk", distinct=True)))
    page = Paginator(dreams.with_district().distinct().newest(), PAGE).get_page(
        request.GET.get("bladzijde")
    )
    context = {
        "need": found,
        "key": found.key,
        "page": page,
        "channels": [
            (label, counted[value]) for value, label in Channel.choices if value in counted
        ],
        "values": found.core_values.all(),
        "qualities": found.qualities.all(),
    }
    return render(request, "clustering/need.html", context)
