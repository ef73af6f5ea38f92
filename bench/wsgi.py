"""The product with one page more: the bare Django view everything is compared with."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.urls import path

from roeselare2030.wsgi import application

__all__ = ["application"]

_BODY = "x" * 20_480


def bare(request: HttpRequest) -> HttpResponse:
    """Answer 20 KB without looking at anything."""
    return HttpResponse(_BODY)


# Only after the application is made may the addresses be imported.
import_module("roeselare2030.urls").urlpatterns.insert(0, path("bench-bare", bare))
