"""Slow down who asks too much, without keeping who that is."""

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from campaigns import clock


def client_network(request: HttpRequest) -> str:
    """Return the visitor's network (/24 or /48), believing only the proxies we run ourselves."""
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop]
    if settings.TRUSTED_PROXY_COUNT and len(hops) >= settings.TRUSTED_PROXY_COUNT:
        address = hops[-settings.TRUSTED_PROXY_COUNT]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{prefix}", strict=False))


def network_key(request: HttpRequest) -> str:
    """Return a keyed hash of the visitor's network that changes every day."""
    message = f"{clock.today().isoformat()}|{client_network(request)}"
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()[:24]


def rate_limited(
    name: str,
    *,
    times: int,
    seconds: int,
    methods: tuple[str, ...] = ("POST",),
    who: Callable[[HttpRequest], str] = network_key,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Answer 429 with a kind page after so many requests in so many seconds.

    `who` says whose requests are counted together: of one network, unless told otherwise. Those it
    has no name for are not counted.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            counted = settings.RATE_LIMITS_ENABLED and request.method in methods
            if counted and (whose := who(request)):
                # The window is in the key: some caches give a counter a new life on each count.
                window, passed = divmod(int(time.time()), seconds)
                key = f"limit:{name}:{window}:{whose}"
                cache.add(key, 0, seconds)
                try:
                    count = cache.incr(key)
                except ValueError:  # the key ran out between the two calls
                    count = 1
                if count > times:
                    response = render(request, "campaigns/slow_down.html", status=429)
                    response.headers["Retry-After"] = str(seconds - passed)
                    return response
            return view(request, *args, **kwargs)

        return limited

    return decorate
