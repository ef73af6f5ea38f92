"""The campaign's front door."""

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, campaign_view
from campaigns.illustration import scenery
from campaigns.models import Contribution
from campaigns.phases import Door
from clustering.models import Key, Shape
from clustering.services.freezing import keys_are_public
from clustering.services.naming import final_names, fixed_keys
from dreamsessions.models import Session
from publications.answers import answers_for

# A city is full when about this many dreams light its windows.
FULL_CITY = 4000


@require_safe
@campaign_view()
def home(request: CampaignRequest) -> HttpResponse:
    """Answer three questions: where are we, what can I do, what happened with mine."""
    phase = request.timeline.number
    lit = _lit_windows(request)
    readable = request.timeline.is_open(Door.READ)
    placed = Contribution.objects.of(request.campaign).public()
    context = {
        "answers": answers_for(phase),
        "lit": lit,
        "share": 0.12 + 0.8 * min(1.0, lit / FULL_CITY),
        "palette": "night" if phase <= 2 else "day" if phase >= 7 else "dawn",
        "sun_arc": scenery.sun_arc(phase),
        "small_sun": scenery.small_sun(phase),
        "latest": placed.newest().with_district()[:6] if readable else [],
        "next_session": Session.objects.of(request.campaign).public().upcoming(clock.now()).first()
        if request.timeline.is_open(Door.SESSIONS)
        else None,
        "keys": fixed_keys(
            final_names(request.campaign), Key.objects.filter(campaign=request.campaign)
        )
        if keys_are_public(request.campaign)
        else [],
        "silhouettes": [shape.value for shape in Shape][:6],
    }
    return render(request, "publications/home.html", context)


def _lit_windows(request: CampaignRequest) -> int:
    """Return how many placed dreams light the city; counted anew every half minute."""
    if not request.timeline.is_open(Door.READ):
        return 0
    key = f"lit:{request.campaign.pk}"
    lit: int | None = cache.get(key)
    if lit is None:
        lit = Contribution.objects.of(request.campaign).placed().count()
        cache.set(key, lit, 30)
    return lit
