"""Pages that explain: the way in eight steps, the promise, privacy, accessibility."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.models import Commitment, Contribution
from campaigns.permissions import Permission
from campaigns.way import WAY


@require_safe
@campaign_view()
def how_it_works(request: CampaignRequest) -> HttpResponse:
    """Show the eight phases and what the city promised."""
    context = {
        "commitment": Commitment.objects.filter(campaign=request.campaign).first(),
        "way": [(phase, WAY[phase.number]) for phase in request.timeline.phases],
    }
    return render(request, "campaigns/how_it_works.html", context)


@require_safe
@campaign_view()
def privacy(request: CampaignRequest) -> HttpResponse:
    return render(request, "campaigns/privacy.html")


@require_safe
@campaign_view()
def accessibility(request: CampaignRequest) -> HttpResponse:
    return render(request, "campaigns/accessibility.html")


@require_safe
@cache_control(private=True, max_age=60)
@campaign_view()
def picture(request: CampaignRequest, number: int) -> HttpResponseBase:
    """Serve a contribution's small picture to whoever may see the contribution now."""
    contribution = get_object_or_404(Contribution.objects.of(request.campaign), number=number)
    reads_along = request.membership is not None and any(
        request.membership.may(right)
        for right in (Permission.MODERATE, Permission.CURATE, Permission.CLUSTER, Permission.EDIT)
    )
    if not contribution.thumbnail or not (contribution.is_public or reads_along):
        raise Http404
    response = FileResponse(contribution.thumbnail.open("rb"), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
