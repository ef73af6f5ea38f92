"""The dreams people love most, with how sure we are of it."""

import math
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.models import Contribution
from campaigns.phases import Door
from survey.forms.loved import LovedForm
from survey.models import Tally
from survey.ranking import PEOPLE_NEEDED, Estimate, about_equal
from survey.services.ranking import SHOWN, most_loved, others_alike, scores_apart


@dataclass(frozen=True)
class Row:
    """One dream of the list, ready to be drawn: places on the scale are percentages of its width."""

    dream: Contribution
    people: int
    low: float
    middle: float
    high: float
    alike: int

    @property
    def start(self) -> str:
        return _percent(self.low)

    @property
    def width(self) -> str:
        return _percent(self.high - self.low)

    @property
    def mark(self) -> str:
        return _percent(self.middle)

    @property
    def from_words(self) -> float:
        """Return the lower end in tenths, rounded outward: we never sound surer than we are."""
        return math.floor(self.low * 10 + 1e-9) / 10

    @property
    def to_words(self) -> float:
        return math.ceil(self.high * 10 - 1e-9) / 10


def _percent(value: float) -> str:
    # As text: a template would write a comma here.
    return f"{value / 2 * 100:.2f}"


@require_safe
@campaign_view(door=Door.READ)
def loved(request: CampaignRequest) -> HttpResponse:
    """List the most loved dreams in groups that differ by more than chance."""
    filters = LovedForm(request.GET, list(request.campaign.districts.all()))
    tallies = list(
        most_loved(
            campaign=request.campaign,
            district=filters.district,
            channel=filters.channel,
            age_group=filters.age_group,
        )[:SHOWN]
    )
    context = {
        "filters": filters,
        "groups": _groups(tallies),
        "amount": len(tallies),
        "needed": PEOPLE_NEEDED,
        "shown": SHOWN,
        "apart": scores_apart(campaign=request.campaign),
        "scoring": request.timeline.is_open(Door.SCORE),
        "query": urlencode(filters.parameters),
    }
    return render(request, "survey/loved.html", context)


def _groups(tallies: list[Tally]) -> list[dict[str, Any]]:
    """Put rows in groups of about equal dreams, each with the places it takes in the list."""
    alike = others_alike([tally.pk for tally in tallies])
    numbers = about_equal(
        Estimate(tally.low or 0, tally.middle or 0, tally.high or 0) for tally in tallies
    )
    groups: list[dict[str, Any]] = []
    for place, (number, tally) in enumerate(zip(numbers, tallies, strict=True), start=1):
        if number > len(groups):
            groups.append({"first": place, "last": place, "rows": []})
        groups[-1]["last"] = place
        groups[-1]["rows"].append(
            Row(
                tally.contribution, tally.scores, tally.low or 0, tally.middle or 0,
                tally.high or 0, alike.get(tally.pk, 0),
            )
        )  # fmt: skip
    return groups
