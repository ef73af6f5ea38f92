"""The one guard in front of every view: which campaign, which person, which right."""

import copy
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Prefetch, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from campaigns import clock
from campaigns.links import language_prefix
from campaigns.models import Campaign, Membership, Phase, User
from campaigns.permissions import Permission
from campaigns.phases import Door, PhaseClosed, Timeline

_MOST_HOSTS: Final = 1_000
P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


class CampaignRequest(HttpRequest):
    """A request that passed the guard."""

    campaign: Campaign
    timeline: Timeline
    membership: Membership | None


class MemberRequest(CampaignRequest):
    """A request of somebody with rights in this campaign."""

    user: User
    membership: Membership


_remembered: dict[str, tuple[float, Campaign | None]] = {}


def find_campaign(host: str) -> Campaign | None:
    """Return the campaign of a host, with its phases. Two queries.

    A real site looks no more often than `CAMPAIGN_MEMORY_SECONDS`: every request asks for this, and
    it changes some times a year. Each caller gets a copy of its own.
    """
    if not settings.CAMPAIGN_MEMORY_SECONDS:
        return _look_up_campaign(host)
    until, found = _remembered.get(host, (0.0, None))
    if until < time.monotonic():
        if len(_remembered) > _MOST_HOSTS:  # somebody makes hosts up
            _remembered.clear()
        found = _look_up_campaign(host)
        _remembered[host] = (time.monotonic() + settings.CAMPAIGN_MEMORY_SECONDS, found)
    return copy.copy(found)


def _look_up_campaign(host: str) -> Campaign | None:
    """Return the campaign of a host; where there is only one, it answers on any host."""
    name = host.rpartition(":")[0] or host
    campaigns = list(
        Campaign.objects.prefetch_related(Prefetch("phases", Phase.objects.order_by("number")))
        .annotate(named=Case(When(domain=name.lower(), then=Value(True)), default=Value(False)))
        .order_by("-named", "pk")[:2]
    )
    found: Campaign | None = campaigns[0] if campaigns else None
    if found is None or len(campaigns) == 1 or campaigns[0].named:
        return found
    return None


def campaign_view(
    permission: Permission | None = None, *, door: Door | None = None
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Guard a view: campaign by host, membership, right, and (for the public) an open door.

    Anonymous visitors of a guarded page are asked to sign in, strangers get 404, members without
    the right 403. A closed door answers with a kind page and the way on; posts included.
    """

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            campaign = find_campaign(request.get_host())
            if campaign is None:
                return _overview(request)
            request.campaign = campaign  # type: ignore[attr-defined]
            request.timeline = campaign.timeline(clock.today())  # type: ignore[attr-defined]
            request.membership = find_membership(request, campaign)  # type: ignore[attr-defined]
            if permission is not None:
                refused = _refuse(request, permission)
                if refused is not None:
                    return refused
            try:
                if door is not None:
                    request.timeline.require(door)  # type: ignore[attr-defined]
                response = view(request, *args, **kwargs)
            except PhaseClosed as closed:
                return render(request, "campaigns/closed.html", {"closed": closed}, status=409)
            if permission is not None:
                add_never_cache_headers(response)
            return response

        guarded.guard = permission  # type: ignore[attr-defined]
        guarded.is_guarded = True  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def find_membership(request: HttpRequest, campaign: Campaign) -> Membership | None:
    """Return what the visitor is in a campaign; None for the public."""
    if not request.user.is_authenticated:
        return None
    return Membership.objects.filter(campaign=campaign, user=request.user).first()


def _refuse(request: HttpRequest, permission: Permission) -> HttpResponse | None:
    membership: Membership | None = request.membership  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if membership is None:
        raise Http404
    if not membership.may(permission):
        raise PermissionDenied
    if settings.MFA_REQUIRED and membership.needs_second_factor and not _has_second_factor(request):
        return redirect("mfa_index")
    return None


def may_still(request: CampaignRequest, permission: Permission) -> bool:
    """Ask the guard again about who asked before: a long answer ends with the right to read it.

    Looks at the session, the person and their membership anew. Three queries; four with a second factor.
    """
    again = HttpRequest()
    again.session = type(request.session)(request.session.session_key)
    again.user = get_user(again)
    again.membership = find_membership(again, request.campaign)  # type: ignore[attr-defined]
    try:
        return _refuse(again, permission) is None
    except (Http404, PermissionDenied):
        return False


def _has_second_factor(request: HttpRequest) -> bool:
    return bool(request.user.authenticator_set.exists())  # type: ignore[union-attr]


def _overview(request: HttpRequest) -> HttpResponse:
    """Show the public campaigns where the host names none of them; other pages do not exist."""
    if request.path not in {f"{language_prefix()}/", "/"}:
        raise Http404
    return render(request, "campaigns/overview.html", {"campaigns": Campaign.objects.public()})


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Return the `next` address when it stays on this host, else the fallback."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return fallback


def keep_secret(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a secret link out of caches, search engines and other sites' logs.

    Not `no-referrer`: a browser then hides where its own forms come from, and they are refused.
    """
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
