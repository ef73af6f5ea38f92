"""Every URL. Dutch without prefix; /fr/ and /en/ carry the same slugs."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from roeselare2030 import health

handler400 = "campaigns.views.errors.bad_request"
handler403 = "campaigns.views.errors.forbidden"
handler404 = "campaigns.views.errors.not_found"
handler500 = "campaigns.views.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("beheer/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("roeselare2030.demo.urls")))

urlpatterns += i18n_patterns(
    path("aanmelden/", include("allauth.urls")),
    path("", include("publications.urls")),
    path("", include("debate.urls")),
    path("", include("clustering.urls")),
    path("", include("dreamsessions.urls")),
    path("", include("survey.urls")),
    path("", include("gallery.urls")),
    path("", include("ambassadors.urls")),
    path("", include("campaigns.urls")),
    prefix_default_language=False,
)
