"""Where keys and the DNA get their French and English words, also while the keys lie fast."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.forms_translating import DnaTranslationForm, KeyTranslationForm
from clustering.models import Dna, Key, Tongue
from clustering.services.translating import translate_dna, translate_key, translation_of


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def key_in(request: MemberRequest, slug: str, language: str) -> HttpResponse:
    """Write one key in another language, beside its Dutch."""
    key = get_object_or_404(Key.objects.of(request.campaign).select_related("campaign"), slug=slug)
    form = KeyTranslationForm(key, _sent(request), instance=translation_of(key, language))
    if form.is_valid():
        translate_key(key=key, language=language, by=request.user, **form.texts())
        messages.success(request, _("Saved."))
        return redirect("clustering:edit_key", slug)
    return _page(request, form, language, key=key, title=key.name)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def dna_in(request: MemberRequest, language: str) -> HttpResponse:
    """Write the DNA of the city in another language, beside its Dutch."""
    dna = get_object_or_404(Dna.objects.select_related("campaign"), campaign=request.campaign)
    form = DnaTranslationForm(dna, _sent(request), instance=translation_of(dna, language))
    if form.is_valid():
        translate_dna(dna=dna, language=language, by=request.user, **form.texts())
        messages.success(request, _("Saved."))
        return redirect("clustering:needs")
    return _page(request, form, language, key=None, title=_("The DNA of the city"))


def _sent(request: MemberRequest) -> Any:
    """Return what was sent; an empty form that was sent is one too, so ask the method."""
    return request.POST if request.method == "POST" else None


def _page(
    request: MemberRequest, form: Any, language: str, *, key: Key | None, title: str
) -> HttpResponse:
    context = {"key": key, "title": title, "tongue": Tongue(language), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "clustering/translate.html", context, status=status)
