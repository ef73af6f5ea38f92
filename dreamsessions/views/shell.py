"""The field kit itself: one page for the whole app, its service worker and its manifest.

The page carries no name, no session and no token, so that a tablet may keep it; all that is
personal comes later, and lies sealed on the tablet.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.permissions import Permission
from dreamsessions import shell
from dreamsessions.wording import kit_words

_ICONS = (192, 512)


@require_safe
@campaign_view(Permission.NOTE)
def kit(request: MemberRequest) -> HttpResponse:
    """Show the app; a tablet keeps this page and opens it without a network."""
    context = {"words": kit_words(), "about": _about(request), "bare": True}
    response = render(request, "dreamsessions/kit.html", context)
    response["X-Kit-Version"] = shell.app_version()
    return response


def _about(request: HttpRequest) -> dict[str, str]:
    home = reverse("dreamsessions:kit")
    return {
        "version": shell.app_version(),
        "language": get_language() or "nl",
        "kit": home,
        "worker": reverse("dreamsessions:service_worker"),
        "scope": reverse("dreamsessions:mine"),
        "luggage": reverse("dreamsessions:luggage"),
        "sync": reverse("dreamsessions:sync"),
        # The tablet puts a file's own key in place of this one.
        "media": reverse("dreamsessions:media", args=["00000000-0000-0000-0000-000000000000"]),
        "login": f"{reverse('account_login')}?next={home}",
        "sprite": static("img/sprite.svg"),
    }


@require_safe
@campaign_view()
def service_worker(request: CampaignRequest) -> HttpResponse:
    """Give the program that keeps the app on the tablet; a new version waits until it is asked."""
    context = {
        "version": shell.app_version(),
        "language": (get_language() or "nl")[:2],
        "page": reverse("dreamsessions:kit"),
        "scope": reverse("dreamsessions:mine"),
        "files": shell.shell_files(),
    }
    response = render(
        request, "dreamsessions/sw.js", context, content_type="application/javascript"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = reverse("dreamsessions:mine")
    return response


@require_safe
@campaign_view()
def manifest(request: CampaignRequest) -> HttpResponse:
    """Tell a tablet how the app is called and looks on its home screen."""
    home = reverse("dreamsessions:kit")
    icons = [
        {
            "src": static(f"icons/kit-{size}.png"), "sizes": f"{size}x{size}",
            "type": "image/png", "purpose": "any maskable",
        }
        for size in _ICONS
    ]  # fmt: skip
    data = {
        "id": home, "name": f"{request.campaign.name} · {_('Field kit')}",
        "short_name": _("Field kit"), "lang": get_language(), "start_url": home,
        "scope": reverse("dreamsessions:mine"), "display": "standalone",
        "background_color": "#F5F1FB", "theme_color": "#22123F", "icons": icons,
    }  # fmt: skip
    response = JsonResponse(data, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response
