"""The product with one page more: the bare Django view everything is compared with."""

import os
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

# Lighthouse looks for this file without the header by which a proxy says that it spoke https.
settings.SECURE_REDIRECT_EXEMPT = [*settings.SECURE_REDIRECT_EXEMPT, r"^robots\.txt$"]
# A browser of the bench speaks plain http, and names that address as the origin of its posts.
settings.CSRF_TRUSTED_ORIGINS = os.environ.get("BENCH_ORIGIN", "").split()
# Only then may the application be made, and only after it the addresses be imported.
application = import_module("roeselare2030.wsgi").application

_BODY = "x" * 20_480


def bare(request: HttpRequest) -> HttpResponse:
    """Answer 20 KB without looking at anything."""
    return HttpResponse(_BODY)


import_module("roeselare2030.urls").urlpatterns.insert(0, path("bench-bare", bare))
