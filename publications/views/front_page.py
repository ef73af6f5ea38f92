"""My front page: one's own dream as the headline of the newspaper of the future."""

import hashlib
from datetime import date

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.models import Channel, Contribution
from campaigns.numbers import count
from campaigns.phases import Door
from publications.content.material import address_of, appears_on
from publications.rendering.front_page import can_set, draw_front_page
from publications.rendering.masthead import masthead
from publications.rendering.newspaper.stories import printable
from publications.way import find_way

_KEPT = 7 * 24 * 3600  # seconds


def _dream(request: CampaignRequest, number: int) -> Contribution:
    """Return a dream that everybody may read; a child's work is no headline."""
    public = Contribution.objects.of(request.campaign).public().with_district()
    found: Contribution | None = (
        public.exclude(text="").exclude(channel=Channel.SCHOOL).filter(number=number).first()
    )
    if found is None:
        raise Http404
    found.campaign = request.campaign
    return found


@require_safe
@campaign_view(door=Door.RESULTS)
def front_page(request: CampaignRequest, number: int) -> HttpResponse:
    """Show a front page with this dream as its headline."""
    dream = _dream(request, number)
    address = address_of(request.campaign)
    picture = reverse("publications:front_page_picture", args=[number])
    context = {
        "dream": dream,
        "dated": appears_on(request.campaign),
        "way": find_way(dream, request.timeline),
        "address": address + request.path,
        "masthead": masthead(_("future")),
        "picture": address + picture,
    }
    return render(request, "publications/front_page.html", context)


@require_safe
@rate_limited("front-page-picture", times=120, seconds=600, methods=("GET", "HEAD"))
@campaign_view(door=Door.RESULTS)
def front_page_picture(request: CampaignRequest, number: int) -> HttpResponse:
    """Return that front page as a picture to share."""
    dream = _dream(request, number)
    said = hashlib.sha256(f"{dream.text} {get_language()}".encode()).hexdigest()[:16]
    return shared_picture(
        f"front-page:{dream.pk}:{said}",
        dated=appears_on(request.campaign),
        headline=_headline(dream),
        foot=_("Dream %(number)s · %(address)s")
        % {
            "number": count(dream.number),
            "address": address_of(request.campaign).partition("//")[2],
        },
    )


def shared_picture(
    key: str, *, dated: date, headline: str, foot: str, rubric: str = "", shape: str = ""
) -> HttpResponse:
    """Return the picture of a front page; what was drawn under this key is kept a week."""
    png: bytes | None = cache.get(key)
    if png is None:
        name = _("The newspaper of the future")
        png = draw_front_page(
            name=name, dated=written_day(dated), headline=headline, foot=foot, rubric=rubric,
            shape=shape,
        )  # fmt: skip
        cache.set(key, png, _KEPT)
    response = HttpResponse(png, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _headline(dream: Contribution) -> str:
    """Return the words to draw; the number of a dream whose script our letters do not have."""
    text = printable(dream.text)
    return text if can_set(text) else _("Dream %(number)s") % {"number": count(dream.number)}


def written_day(day: date) -> str:
    """Return a day in full, as a newspaper is dated."""
    text = date_format(day, "l j F Y")
    return text[:1].upper() + text[1:]
