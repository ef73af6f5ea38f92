"""A shared tablet: dream after dream, and nothing of the person before."""

from django.core import signing
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.phases import Door
from campaigns.services.paper import draw_address
from survey.forms.handing_in import KioskForm
from survey.models import Dream
from survey.views.handing_in import dream_context, take_dream

# A receipt opens once, and only right after sending.
_SECONDS = 60
_signer = signing.TimestampSigner(salt="survey.kiosk")


def _alone(response: HttpResponse) -> HttpResponse:
    """Keep a page out of the browser's memory."""
    add_never_cache_headers(response)
    return response


def _fresh_address(place: str) -> str:
    query = f"?{urlencode({'plek': place})}" if place else ""
    return reverse("survey:kiosk") + query


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("kiosk", times=60, seconds=600)
@campaign_view(door=Door.DREAM)
def kiosk(request: CampaignRequest) -> HttpResponse:
    """Take a dream in on a tablet many people use; each one is somebody else."""
    if request.method != "POST":
        place = request.GET.get("plek", "")[:80]
        return _kiosk_page(request, KioskForm.fresh(request.campaign, place=place), place)
    form = KioskForm(request.POST, request.FILES, campaign=request.campaign)
    sendable = form.may_be_sent
    place = form.cleaned_data.get("place", "")
    if not sendable:
        return _kiosk_page(request, form.shown_again(), place, status=422)
    origin = _("On the tablet: %(place)s") % {"place": place} if place else _("On a tablet")
    dream = take_dream(request, form, None, origin)
    token = _signer.sign_object({"dream": dream.pk, "place": place})
    return _alone(redirect("survey:kiosk_receipt", token=token))


def _kiosk_page(
    request: CampaignRequest, form: KioskForm, place: str, status: int = 200
) -> HttpResponse:
    context = dream_context(request, form) | {"fresh": _fresh_address(place)}
    return _alone(render(request, "survey/kiosk.html", context, status=status))


@require_safe
@campaign_view()
def kiosk_receipt(request: CampaignRequest, token: str) -> HttpResponse:
    """Show the code large, once; back, reload and a shared address lead to a fresh form."""
    try:
        told = _signer.unsign_object(token, max_age=_SECONDS)
    except signing.BadSignature:
        return _alone(redirect("survey:kiosk"))
    dream = Dream.objects.filter(campaign=request.campaign, pk=told["dream"]).first()
    if dream is None or not cache.add(f"kiosk:{token[-32:]}", 1, 2 * _SECONDS):
        return _alone(redirect(_fresh_address(told["place"])))
    follow = f"{reverse('publications:my_dream')}?{urlencode({'code': dream.receipt})}"
    address = f"{request.scheme}://{request.get_host()}{follow}"
    context = {
        "dream": dream,
        "fresh": _fresh_address(told["place"]),
        "qr": mark_safe(draw_address(address)),  # noqa: S308 -- drawn from our own address
    }
    response = _alone(render(request, "survey/kiosk_receipt.html", context))
    # Not on the form: a browser then posts it without saying where it stood, and is refused.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
