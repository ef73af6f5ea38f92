"""The room where dreams in other languages get a Dutch version."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms.translations import LanguageForm, TranslationForm
from campaigns.languages import language_name
from campaigns.models import Contribution
from campaigns.permissions import Permission
from campaigns.services.translations import (
    HOME,
    correct_language,
    list_untranslated,
    write_translation,
)

ROWS = 12


@require_safe
@campaign_view(Permission.MODERATE)
def translations(request: MemberRequest) -> HttpResponse:
    """List what waits for a translation, oldest first."""
    return _list_page(request)


def _list_page(request: MemberRequest, failed: TranslationForm | None = None) -> HttpResponse:
    page = Paginator(list_untranslated(request.campaign), ROWS).get_page(
        request.GET.get("bladzijde")
    )
    rows = [_row(contribution, failed) for contribution in page]
    context = {"page": page, "rows": rows, "query": "", "form": failed or TranslationForm()}
    status = 422 if failed else 200
    return render(request, "campaigns/translations.html", context, status=status)


def _row(
    contribution: Contribution, failed: TranslationForm | None
) -> tuple[Contribution, str, TranslationForm, LanguageForm]:
    drafts = contribution.drafts  # type: ignore[attr-defined]
    prefix = f"d{contribution.number}"
    form = TranslationForm(prefix=prefix, initial={"text": drafts[0].text if drafts else ""})
    if failed is not None and failed.prefix == prefix:
        form = failed
    language = LanguageForm(
        prefix=f"t{contribution.number}", initial={"language": contribution.language}
    )
    return contribution, language_name(contribution.language), form, language


def _find(request: MemberRequest, number: int) -> Contribution:
    found: Contribution = get_object_or_404(
        Contribution.objects.of(request.campaign).placed(), number=number
    )
    return found


@require_POST
@campaign_view(Permission.MODERATE)
def translate(request: MemberRequest, number: int) -> HttpResponse:
    """Keep the translation of one dream."""
    contribution = _find(request, number)
    form = TranslationForm(request.POST, prefix=f"d{number}")
    if not form.is_valid():
        return _list_page(request, form)
    write_translation(
        contribution=contribution, text=form.cleaned_data["text"], by=request.user, language=HOME
    )
    messages.success(
        request, _("The translation of dream %(number)s is online.") % {"number": number}
    )
    return redirect("campaigns:translations")


@require_POST
@campaign_view(Permission.MODERATE)
def change_language(request: MemberRequest, number: int) -> HttpResponse:
    """Correct the language of one dream."""
    contribution = _find(request, number)
    form = LanguageForm(request.POST, prefix=f"t{number}")
    if form.is_valid() and form.cleaned_data["language"] != contribution.language:
        correct_language(contribution=contribution, by=request.user, **form.cleaned_data)
        messages.success(request, _("The language is changed."))
    return redirect("campaigns:translations")
