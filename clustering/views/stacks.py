"""Merge chosen cards into one, and take them apart again."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.forms import MergeCardsForm
from clustering.services.laying import Batch
from clustering.services.stacking import MOST_MERGED, TooFewCards, TooManyCards
from clustering.services.stacking import merge_cards as merge_into_one
from clustering.services.stacking import part_cards as take_apart
from clustering.views.answers import REFUSALS, done, refusal, refused


@require_POST
@campaign_view(Permission.CLUSTER)
def merge_cards(request: MemberRequest) -> HttpResponse:
    """Lay the chosen cards under one of them as one card."""
    form = MergeCardsForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            batch = merge_into_one(
                campaign=request.campaign, cards=form.numbers, top=data["boven"], by=request.user,
                seen=data["gezien"], act=data["act"],
            )  # fmt: skip
        except TooFewCards:
            form.add_error(None, _("Choose two cards or more to merge."))
        except TooManyCards:
            text = _("Choose at most %(n)s cards to merge.") % {"n": MOST_MERGED}
            form.add_error(None, text)
        except REFUSALS as error:
            return refusal(request, error)
        else:
            text = ngettext(
                "%(n)s card lies together as one. Each dream still counts.",
                "%(n)s cards lie together as one. Each dream still counts.",
                batch.cards,
            )
            return _done(request, text, batch)
    return refused(request, form)


@require_POST
@campaign_view(Permission.CLUSTER)
def part_cards(request: MemberRequest) -> HttpResponse:
    """Take the chosen cards out of the card they were merged into."""
    form = MergeCardsForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            batch = take_apart(
                campaign=request.campaign, cards=form.numbers, by=request.user, seen=data["gezien"],
                act=data["act"],
            )  # fmt: skip
        except TooFewCards:
            form.add_error(None, _("Nothing lies under this card."))
        except REFUSALS as error:
            return refusal(request, error)
        else:
            text = ngettext(
                "%(n)s card lies loose again.", "%(n)s cards lie loose again.", batch.cards
            )
            return _done(request, text, batch)
    return refused(request, form)


def _done(request: MemberRequest, text: str, batch: Batch) -> HttpResponse:
    return done(request, text % {"n": batch.cards}, batch)
