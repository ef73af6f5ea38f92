"""A single article of the newspaper, to read and to share."""

import hashlib
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.phases import Door
from publications.content.material import address_of
from publications.editions import read_edition
from publications.models import Issue, Kind
from publications.rendering.front_page import can_set
from publications.rendering.newspaper.stories import printable
from publications.views.front_page import shared_picture
from publications.views.reading import newest


def _find(request: CampaignRequest, slug: str) -> tuple[Issue, dict[str, Any], dict[str, Any]]:
    """Return the published newspaper and its article of this name."""
    issue = newest(request, Kind.NEWSPAPER)
    if issue is None:
        raise Http404
    edition = read_edition(issue)
    found = next((one for one in edition["articles"] if one["slug"] == slug), None)
    if found is None:
        raise Http404
    return issue, edition, found


@require_safe
@campaign_view(door=Door.RESULTS)
def story(request: CampaignRequest, slug: str) -> HttpResponse:
    """Show one article as it was published."""
    _issue, edition, article = _find(request, slug)
    address = address_of(request.campaign)
    context = {
        "a": article,
        "edition": edition,
        "address": address + request.path,
        "picture": address + reverse("publications:story_picture", args=[slug]),
    }
    return render(request, "publications/story.html", context)


@require_safe
@rate_limited("story-picture", times=120, seconds=600, methods=("GET", "HEAD"))
@campaign_view(door=Door.RESULTS)
def story_picture(request: CampaignRequest, slug: str) -> HttpResponse:
    """Return the article's rubric and headline as a picture to share."""
    issue, edition, article = _find(request, slug)
    headline, rubric, shape = (article[name] for name in ("headline", "rubric", "shape"))
    drawn = f"{headline} {rubric} {shape} {edition['dated']}"
    said = hashlib.sha256(drawn.encode()).hexdigest()[:16]
    return shared_picture(
        f"story:{issue.pk}:{said}",
        dated=edition["dated"],
        headline=printable(headline),
        rubric=rubric if can_set(rubric) else "",
        shape=shape,
        foot=address_of(request.campaign).partition("//")[2] + reverse("publications:newspaper"),
    )
