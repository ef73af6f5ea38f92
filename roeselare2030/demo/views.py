"""The demo bar's two actions: travel in time, change role."""

from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from campaigns.access import CampaignRequest, campaign_view, safe_next
from campaigns.accounts import start_page
from campaigns.models import Membership, User
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.middleware import COOKIE, MOMENTS

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
@campaign_view()
def travel(request: CampaignRequest) -> HttpResponse:
    """Put the visitor in another phase."""
    phase = request.POST.get("fase", "")
    response = redirect(safe_next(request, "/"))
    if phase.isdigit() and int(phase) in MOMENTS:
        response.set_cookie(COOKIE, phase, httponly=True, samesite="Lax")
    return response


@require_POST
@campaign_view()
def change_role(request: CampaignRequest) -> HttpResponse:
    """Sign the visitor in as one of the demo's people, or out as a citizen."""
    wanted = {person.slug: person for person in LOGINS}.get(request.POST.get("rol", ""))
    logout(request)
    if wanted is None:
        return redirect("/")
    user = User.objects.get(email=wanted.email)
    login(request, user, backend=_BACKEND)
    membership = Membership.objects.filter(campaign=request.campaign, user=user).first()
    return redirect(start_page(membership))
