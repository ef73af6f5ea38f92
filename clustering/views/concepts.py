"""The table with the campaign's own words for concepts."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering import tasks
from clustering.forms_suggesting import ConceptWordForm
from clustering.models import Card, ConceptForm
from clustering.services.concepts import (
    BadForm,
    KnownForm,
    TooManyForms,
    add_form,
    all_concepts,
    cards_by_concept,
    cards_by_form,
    name_of,
    own_forms,
    remove_form,
)
from clustering.services.suggesting import is_learning, load_corpus, newest_card

PAGE: Final = 60
_EXAMPLES: Final = 3
_WRONG: Final = {
    "no_concept": ("concept", gettext_lazy("Name the concept with letters.")),
    "no_letters": ("form", gettext_lazy("Write a word with letters.")),
    "one_word": ("form", gettext_lazy("Words in a row are two words or more.")),
    "many_words": ("form", gettext_lazy("This is more than one word. Choose “words in a row”.")),
    "short_part": ("form", gettext_lazy("The begin or end of a word is four letters or more.")),
}


@require_safe
@campaign_view(Permission.CLUSTER)
def concepts(request: MemberRequest) -> HttpResponse:
    """Show the words this city added, and how many cards each finds."""
    start = {"concept": request.GET.get("begrip", ""), "language": _language(), "kind": "word"}
    return _room(request, ConceptWordForm(initial=start))


@require_POST
@campaign_view(Permission.STEER)
def add_word(request: MemberRequest) -> HttpResponse:
    """Teach the machine a word of this city."""
    form = ConceptWordForm(request.POST)
    if form.is_valid() and _add(request, form):
        return redirect("clustering:concepts")
    return _room(request, form, status=422)


def _room(request: MemberRequest, form: ConceptWordForm, status: int = 200) -> HttpResponse:
    may_teach = request.membership.may(Permission.STEER)
    context = {"form": form, "may_teach": may_teach, **_found(request)}
    return render(request, "clustering/concepts.html", context, status=status)


def _language() -> str:
    return (get_language() or "nl")[:2]


def _add(request: MemberRequest, form: ConceptWordForm) -> bool:
    try:
        made = add_form(campaign=request.campaign, by=request.user, **form.cleaned_data)
    except BadForm as wrong:
        form.add_error(*_WRONG[wrong.code])
        return False
    except KnownForm:
        form.add_error("form", _("The computer knows this word for this concept already."))
        return False
    except TooManyForms:
        form.add_error("form", _("There are too many words already. Take some away first."))
        return False
    tasks.shelve_cards.delay_on_commit()  # type: ignore[attr-defined]
    messages.success(
        request, _("“%(word)s” is added. The suggestions learn it now.") % {"word": made}
    )
    return True


def _found(request: MemberRequest) -> dict[str, Any]:
    """Return the words with the cards they are in, and how often each concept is spoken of."""
    campaign, language = request.campaign, _language()
    cards, newest = newest_card(campaign)
    corpus = load_corpus(campaign, cards=cards, newest=newest)
    rows = ConceptForm.objects.filter(campaign=campaign).select_related("added_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("bladzijde"))
    by_form = {
        (form.concept, form.language, form.form, form.kind): found
        for form, found in cards_by_form(corpus, own_forms(campaign)).items()
    }
    words = [(row, name_of(row.concept, language), by_form.get(_key(row), ())) for row in page]
    wanted = {card for _row, _name, found in words for card in found[:_EXAMPLES]}
    examples = Card.objects.live(campaign).select_related("contribution").in_bulk(wanted)
    spoken = cards_by_concept(corpus)
    return {
        "page": page, "query": "", "learning": is_learning(campaign, cards=cards),
        "words": [
            (row, name, len(found), [examples[c] for c in found[:_EXAMPLES] if c in examples])
            for row, name, found in words
        ],
        "concepts": sorted(
            ((name_of(key, language), key, len(found)) for key, found in spoken.items()),
            key=lambda row: (-row[2], row[0]),
        ),
        "names": sorted({name_of(key, language) for key in {*spoken, *all_concepts()}}),
    }  # fmt: skip


def _key(row: ConceptForm) -> tuple[str, str, str, str]:
    return row.concept, row.language, row.form, row.kind


@require_POST
@campaign_view(Permission.STEER)
def remove_word(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one of the campaign's own words away."""
    mine = ConceptForm.objects.filter(campaign=request.campaign).select_related("campaign")
    form = get_object_or_404(mine, pk=pk)
    if remove_form(form=form, by=request.user):
        tasks.shelve_cards.delay_on_commit()  # type: ignore[attr-defined]
        text = _("“%(word)s” is gone. The suggestions forget it now.") % {"word": form.form}
        messages.success(request, text)
    return redirect("clustering:concepts")
