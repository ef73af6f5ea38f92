"""What everybody can read at the end: note and newspaper on the web, figures, open data."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.exports import stream_csv
from campaigns.models import Channel, Contribution, District
from campaigns.phases import Door
from dreamsessions.models import Session
from publications.editions import read_edition
from publications.models import DataFile, Issue, Kind
from publications.opendata.dictionary import DREAMS_CSV
from publications.opendata.rows import dream_cells
from publications.rendering.city import chart_of_city
from publications.rendering.content import CityMap, MapDistrict, MapPin
from publications.rendering.masthead import masthead
from publications.services.opendata import read_open_dreams
from publications.versions import version_of
from survey.models import Score


@require_safe
@campaign_view(door=Door.RESULTS)
def note(request: CampaignRequest) -> HttpResponse:
    """Show the published note as a page, with an address for every key and every dream."""
    return _edition(request, Kind.NOTE, "publications/note.html")


@require_safe
@campaign_view(door=Door.RESULTS)
def newspaper(request: CampaignRequest) -> HttpResponse:
    """Show the published newspaper as a page."""
    return _edition(request, Kind.NEWSPAPER, "publications/newspaper.html")


def _edition(request: CampaignRequest, kind: Kind, template: str) -> HttpResponse:
    issue = newest(request, kind)
    if issue is None:
        return render(request, "publications/not_yet.html", {"kind": kind})
    edition = read_edition(issue)
    context = {
        "issue": issue,
        "version": version_of(issue, request.timeline.phases),
        "edition": edition,
    }
    if kind == Kind.NOTE:
        context |= _around(edition)
    else:
        context["masthead"] = masthead(_("future"))
    return render(request, template, context)


def newest(request: CampaignRequest, kind: str) -> Issue | None:
    """Return the newest published version in the visitor's language, else the Dutch one."""
    published = Issue.objects.of(request.campaign).published().filter(kind=kind)
    spoken = (get_language() or "nl")[:2]
    found: Issue | None = published.filter(language=spoken).first()
    return found or published.filter(language="nl").first()


def _around(edition: dict[str, Any]) -> dict[str, Any]:
    """Return what the page of the note shows beside the chapters: map, tables, its language."""
    own = str(edition.get("language", "nl-be"))
    reach = edition["reach"]
    titles = (
        (_("Dreams by channel"), reach["channels"]),
        (_("Dreams by part of the city"), reach["districts"]),
        (_("Dreams by age"), reach["ages"]),
    )
    city = CityMap(
        tuple(
            MapDistrict(row["name"], row["outline"], row["total"], row["shape"])
            for row in edition["districts"]
        ),
        tuple(MapPin(**pin) for pin in edition["city_map"]["pins"]),
    )
    return {
        # Needs, values and actions are told in Dutch, also in a note of another language.
        "campaign_language": "" if own[:2] == "nl" else "nl-be",
        "edition_language": "" if own[:2] == (get_language() or "nl")[:2] else own,
        "reach_rows": [(title, rows) for title, rows in titles if rows],
        "city_chart": chart_of_city(city, edition["city"]),
    }


@require_safe
@campaign_view(door=Door.READ)
def figures(request: CampaignRequest) -> HttpResponse:
    """Show who was reached: each figure says what it counts, none is a sum of others."""
    placed = Contribution.objects.of(request.campaign).placed()
    channels = dict(placed.order_by().values_list("channel").annotate(n=Count("pk")))
    districts = list(
        District.objects.filter(campaign=request.campaign)
        .annotate(
            dreams=Count("contributions", filter=Q(contributions__status="placed")),
        )
        .order_by("-dreams", "name")
    )
    total, told = sum(channels.values()), sum(district.dreams for district in districts)
    rows = [(str(Channel(value).label), n) for value, n in channels.items() if n]
    context = {
        "figures": _figures(request, total, channels.get(Channel.SCHOOL.value, 0)),
        "channels": sorted(rows, key=lambda row: -row[1]),
        "most": max(channels.values(), default=1) or 1,
        "districts": districts,
        "untold": total - told,
    }
    return render(request, "publications/figures.html", context)


def _figures(request: CampaignRequest, total: int, works: int) -> list[tuple[int, str, str]]:
    """Return numbers with what each counts. Two queries, three when there are actions."""
    campaign = request.campaign
    held = Session.objects.of(campaign).filter(closed_at__isnull=False)
    sessions = held.aggregate(n=Count("pk"), people=Sum("participants"))
    scores = Score.objects.filter(participant__campaign=campaign, value__isnull=False).count()
    rows = [
        (
            total,
            _("dreams"),
            _(
                "Every dream a colleague read and placed: online, from dream sessions and from"
                " schools. One person can give more than one."
            ),
        ),
        (
            sessions["n"],
            _("dream sessions"),
            _("Sessions that were held and closed by an ambassador."),
        ),
        (
            sessions["people"] or 0,
            _("people at a table"),
            _(
                "People an ambassador counted in a dream session. Somebody who came twice counts"
                " twice."
            ),
        ),
        (
            works,
            _("works by children"),
            _(
                "Drawings, poems, collages and models a class handed in. They are part of the"
                " dreams."
            ),
        ),
        (
            scores,
            _("scores"),
            _("How often somebody said how hard they dream along. A skipped dream does not count."),
        ),
    ]
    if request.timeline.is_open(Door.ACTIONS):
        rows.append(
            (
                campaign.actions.count(),
                _("actions"),
                _("What the tables of the city debate wrote down: what, who, and the first step."),
            )
        )
    return rows


@require_safe
@campaign_view(door=Door.READ)
def open_data(request: CampaignRequest) -> HttpResponseBase:
    """Send the address of former days on to the file; give the rows while there is none yet."""
    if DataFile.objects.filter(campaign=request.campaign, name=DREAMS_CSV.name).exists():
        return redirect("publications:open_data_file", DREAMS_CSV.name)
    rows = (dream_cells(dream) for dream in read_open_dreams(request.campaign))
    return stream_csv(DREAMS_CSV.name, DREAMS_CSV.header, rows)
