"""News about dreams after the dreaming: which key they got, and on which page they stand."""

import logging
from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import translation

from campaigns import clock
from campaigns.mail import MAIL_FAILS, letter_language
from campaigns.models import Campaign, Status
from campaigns.phases import Door
from clustering.models import Card, Need
from clustering.services.freezing import keys_are_public
from clustering.services.naming import name_publicly
from debate.models import Debate
from publications.models import Citation, Issue
from survey.models import Dream, Letter, Occasion
from survey.services.letters import news_about

# Cards move about on the board; one that lay still for a day is news.
STILL_FOR: Final = timedelta(days=1)
_A_ROUND: Final = 200
_log = logging.getLogger(__name__)


def _not_told(campaign: Campaign, occasion: Occasion) -> "QuerySet[Dream]":
    """Placed dreams of people who left an address and did not get this news."""
    told = Letter.objects.filter(dream=OuterRef("pk"), occasion=occasion)
    return (
        Dream.objects.filter(campaign=campaign, status=Status.PLACED)
        .exclude(email="")
        .filter(~Exists(told))
        .select_related("campaign")
        .order_by("pk")
    )


def tell_of_keys(*, campaign: Campaign) -> int:
    """Mail dreamers whose dream lies in a need under a key that everybody can see; once ever.

    Six queries and the letters. Returns how many letters went.
    """
    if not keys_are_public(campaign):
        return 0
    laid = Card.objects.filter(
        contribution=OuterRef("pk"), need__key__isnull=False,
        moved_at__lte=clock.now() - STILL_FOR,
    )  # fmt: skip
    dreams = list(_not_told(campaign, Occasion.KEY).filter(Exists(laid))[:_A_ROUND])
    if not dreams:
        return 0
    cards = Card.objects.filter(contribution__in=dreams, need__key__isnull=False).order_by("-pk")
    need_of = dict(cards.values_list("contribution", "need"))  # the first card speaks
    needs = {
        need.pk: need
        for need in Need.objects.with_counts(campaign)
        .filter(pk__in=set(need_of.values()))
        .select_related("key")
    }
    debate = Debate.objects.filter(campaign=campaign).values_list("held_on", flat=True).first()
    told = 0
    name_publicly(campaign, [need.key for need in needs.values()])
    for dream in dreams:
        need = needs[need_of[dream.pk]]
        with translation.override(letter_language(dream.language)):
            link = need.get_absolute_url()
        told += _send(
            dream, Occasion.KEY, link, others=need.dreams - 1, need=need.name, key=str(need.key),
            debate_on=debate if debate and debate >= clock.today() else None,
        )  # fmt: skip
    return told


def tell_of_newspaper(*, campaign: Campaign) -> int:
    """Mail dreamers on which page of the published newspaper they stand; once ever.

    Four queries and the letters. Returns how many letters went.
    """
    if not campaign.timeline(clock.today()).is_open(Door.RESULTS):
        return 0
    issue = Issue.objects.of(campaign).newspapers().published().first()
    if issue is None:
        return 0
    cited = Citation.objects.filter(issue=issue, contribution=OuterRef("pk"))
    dreams = list(_not_told(campaign, Occasion.NEWSPAPER).filter(Exists(cited))[:_A_ROUND])
    # Words of their own go before a place in the list of numbers.
    places = Citation.objects.filter(issue=issue, contribution__in=dreams)
    page_of = dict(places.order_by("quoted", "-page").values_list("contribution", "page"))
    told = 0
    for dream in dreams:
        with translation.override(letter_language(dream.language)):
            link = reverse("publications:newspaper")
        told += _send(dream, Occasion.NEWSPAPER, link, page=page_of[dream.pk])
    return told


def _send(dream: Dream, occasion: Occasion, link: str, **context: Any) -> int:
    try:
        return int(news_about(dream=dream, occasion=occasion, link=link, **context))
    except MAIL_FAILS:
        _log.warning("A letter about dream %s failed; it is tried again.", dream.number)
        return 0
