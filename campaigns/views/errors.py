"""Pages for when something goes wrong. They keep what people typed."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

_NEVER_SHOWN = ("csrfmiddlewaretoken", "code", "credential")
_LONG = 60


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Offer what was typed again, with a fresh key: the form was older than the session."""
    if not _sent_from_here(request):
        return render(request, "403.html", status=403)
    kept = [
        {"name": name, "value": value, "long": len(value) > _LONG or "\n" in value}
        for name, values in request.POST.lists()
        for value in values
        if name not in _NEVER_SHOWN and "password" not in name
    ]
    context = {"kept": kept, "had_file": bool(request.FILES)}
    return render(request, "campaigns/form_too_old.html", context, status=403)


def _sent_from_here(request: HttpRequest) -> bool:
    """Tell whether the form came from our own pages: another site's is never offered again."""
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    return urlsplit(source).netloc == request.get_host()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Rendered without the request: its host may be what is wrong.
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Rendered without the request: the database may be what is wrong.
    return HttpResponse(render_to_string("500.html"), status=500)
