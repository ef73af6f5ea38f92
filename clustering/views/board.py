"""The board: a pile of cards, zones with needs, and what the machine proposes."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import AgeGroup
from campaigns.permissions import Permission
from clustering.board import Board, board_of, choices_of, table_of
from clustering.forms import (
    AsideForm,
    ChosenForm,
    NewNeedForm,
    ParkForm,
    PlaceForm,
    SplitForm,
    parse_batch,
)
from clustering.models import Card
from clustering.pace import pace_line
from clustering.services.cards import (
    NotAQuote,
    counts,
    deal_cards,
    move_cards,
    park_cards,
    set_aside_cards,
    split_card,
)
from clustering.services.events import last_number
from clustering.services.laying import NeedGone
from clustering.services.needs import find_need, make_need
from clustering.services.suggesting import (
    advise,
    load_corpus,
    newest_card,
    with_sources,
)
from clustering.services.suggesting.choosing import cards_chosen, settle_choice
from clustering.services.undoing import NothingToUndo, last_batch, last_undone, undo_batch
from clustering.views.answers import REFUSALS, done, refusal, refused, said
from clustering.views.narrowing import narrowed, why_these


@require_safe
@campaign_view(Permission.CLUSTER)
def board(request: MemberRequest) -> HttpResponse:
    """Show the whole board; the cards left, the keys in the middle, the proposal right."""
    number = last_number(request.campaign)
    numbers = counts(request.campaign)
    if numbers.undealt:
        deal_cards(request.campaign)
        numbers = counts(request.campaign)
    found = _look(request, numbers.all, numbers.newest)
    context: dict[str, Any] = {
        "board": found,
        "counts": numbers,
        "table": table_of(request.campaign),
        "seen": number,
        "streams": settings.BOARD_STREAM,
        "pace": pace_line(request.campaign),
        "sources": PlaceForm.SOURCES,
        "ages": AgeGroup.choices,
        "choices": choices_of(request.campaign),
        "new_need": NewNeedForm(request.campaign, auto_id="nieuw-%s"),
        "place": found.place,
        "why_these": why_these(request, found.asked),
    }
    if request.GET.get("kaart"):
        context |= _panel(request, request.GET.getlist("kaart"))
    return render(request, "clustering/board.html", context)


@require_safe
@campaign_view(Permission.CLUSTER)
def more_cards(request: MemberRequest) -> HttpResponse:
    """Return the next sixty cards of the list, for who scrolls; or those that came along."""
    cards, newest = newest_card(request.campaign)
    only = _numbers(request.GET["alleen"].split(",")) if "alleen" in request.GET else None
    found = _look(request, cards, newest, only=only)
    return render(request, "clustering/_cards.html", {"board": found, "only": only is not None})


@require_safe
@campaign_view(Permission.CLUSTER)
def suggestion(request: MemberRequest) -> HttpResponse:
    """Return the panel for the chosen cards."""
    return render(request, "clustering/_panel.html", _panel(request, request.GET.getlist("kaart")))


@require_POST
@campaign_view(Permission.CLUSTER)
def move(request: MemberRequest) -> HttpResponse:
    """Lay the chosen cards in a need, or back on the pile."""
    form = ChosenForm(request.POST)
    place = request.POST.get("to") or request.POST.get("place") or ""
    if not place:
        form.add_error(None, _("Choose a place."))
    if not form.is_valid():
        return refused(request, form)
    to = None if place == "stapel" else find_need(request.campaign, place)
    if to is None and place != "stapel":
        return refusal(request, NeedGone())
    try:
        batch = move_cards(
            campaign=request.campaign, cards=_chosen(request, form), to=to, by=request.user,
            seen=form.cleaned_data["gezien"], act=form.cleaned_data["act"],
        )  # fmt: skip
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, said(batch), batch)


@require_POST
@campaign_view(Permission.CLUSTER)
def set_aside(request: MemberRequest) -> HttpResponse:
    """Lay the chosen cards aside, with the reason."""
    form = AsideForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    data = form.cleaned_data
    try:
        batch = set_aside_cards(
            campaign=request.campaign, cards=_chosen(request, form), reason=data["reason"],
            by=request.user, seen=data["gezien"], act=data["act"],
        )  # fmt: skip
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, said(batch), batch)


@require_POST
@campaign_view(Permission.CLUSTER)
def park(request: MemberRequest) -> HttpResponse:
    """Lay the chosen cards on the tray of what the table talks about."""
    form = ParkForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    data = form.cleaned_data
    try:
        batch = park_cards(
            campaign=request.campaign, cards=_chosen(request, form), reason=data["reason"],
            by=request.user, seen=data["gezien"], act=data["act"],
        )  # fmt: skip
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, said(batch), batch)


@require_POST
@campaign_view(Permission.CLUSTER)
def new_need(request: MemberRequest) -> HttpResponse:
    """Make a need, and lay the chosen cards there at once.

    Who came for the cards (`met_kaarten`) gets no need without any.
    """
    form = NewNeedForm(request.campaign, request.POST)
    chosen = ChosenForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    cards = _chosen(request, chosen) if chosen.is_valid() else []
    if not cards and "met_kaarten" in request.POST:
        if chosen.is_valid():
            chosen.add_error(None, _("No card is left here. Choose others."))
        return refused(request, chosen)
    try:
        need = make_need(campaign=request.campaign, by=request.user, **form.cleaned_data)
        if not chosen.is_valid():
            return done(request, _("“%(need)s” is on the board.") % {"need": need}, table=True)
        batch = move_cards(
            campaign=request.campaign, cards=cards, to=need, by=request.user,
            seen=chosen.cleaned_data["gezien"], act=chosen.cleaned_data["act"],
        )  # fmt: skip
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, said(batch), batch, table=True)


@require_POST
@campaign_view(Permission.CLUSTER)
def undo(request: MemberRequest) -> HttpResponse:
    """Take back one act, or the person's own last one; with `opnieuw`, do it again."""
    campaign, again = request.campaign, request.POST.get("opnieuw") == "1"
    wanted = last_undone if again else last_batch
    act = parse_batch(request.POST.get("act", ""))
    try:
        batch = parse_batch(request.POST.get("batch", "")) or wanted(
            campaign=campaign, by=request.user
        )
        undone = undo_batch(
            campaign=campaign, batch=batch, by=request.user, act=act,
            anyway=request.POST.get("toch") == "1",
        )  # fmt: skip
    except NothingToUndo:
        text = _("There is nothing to do again.") if again else _("There is nothing left to undo.")
        return done(request, text)
    except REFUSALS as error:
        return refusal(request, error)
    if again:
        text = _("Done again.")
    elif undone.cards:
        text = ngettext("%(n)s card is back.", "%(n)s cards are back.", undone.cards)
    else:
        text = _("Undone.")
    return done(request, text % {"n": undone.cards}, undone, undo=False, table=not undone.cards)


@require_POST
@campaign_view(Permission.CLUSTER)
def split(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a second card of a literal part of a card."""
    card = get_object_or_404(Card.objects.live(request.campaign).with_contribution(), pk=pk)
    form = SplitForm(request.POST)
    try:
        if form.is_valid():
            part = form.cleaned_data["quote"].replace("\r\n", "\n")
            start = card.contribution.text.find(part, card.start, card.end)
            split_card(card=card, start=start, end=start + len(part), by=request.user)
    except NotAQuote:
        form.add_error("quote", _("These words are not on the card. Copy them exactly."))
    if not form.is_valid():
        return refused(request, form)
    return done(request, _("The new card lies on the pile."), reload=True)


def _look(
    request: MemberRequest, cards: int, newest: int, *, only: list[int] | None = None
) -> Board:
    form = PlaceForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"plek": "stapel"}
    corpus = load_corpus(request.campaign, cards=cards, newest=newest)
    asked = settle_choice(request.campaign, asked, corpus=corpus)
    chosen = cards_chosen(request.campaign, asked, corpus=corpus)
    found = board_of(request.campaign, asked=asked, corpus=corpus, only=only, chosen=chosen)
    if found is None:
        raise Http404
    return found


def _chosen(request: MemberRequest, form: ChosenForm) -> list[int]:
    """Return the chosen cards; with `alles`, every card the list would show.

    Of the cards that were on the page (`getoond`) only those that are ticked come along then.
    """
    if request.POST.get("alles") != "1":
        return form.numbers
    place = PlaceForm(request.POST)
    if not place.is_valid():
        return []
    asked = place.cleaned_data
    found = board_of(request.campaign, asked=asked, chosen=narrowed(request, asked))
    if found is None:
        return []
    left = set(_numbers(request.POST.getlist("getoond"))) - set(form.numbers)
    return list(found.everything.exclude(pk__in=left).values_list("pk", flat=True))


def _numbers(parts: list[str]) -> list[int]:
    """Return what is a number among these, and nothing for the rest."""
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]


def _panel(request: MemberRequest, numbers: list[str]) -> dict[str, Any]:
    """Return what the panel shows: the cards, their nearest needs and their look-alikes."""
    wanted = _numbers(numbers[:50])
    rows: QuerySet[Card] = Card.objects.live(request.campaign).with_contribution()
    cards = list(rows.filter(pk__in=wanted).order_by("pk"))
    total, newest = newest_card(request.campaign)
    corpus = load_corpus(request.campaign, cards=total, newest=newest)
    card = cards[0] if len(cards) == 1 else None
    near = corpus.look_alikes(card.pk) if card else []
    waiting = Card.objects.live(request.campaign).pile().on_top().filter(pk__in=near[:200])
    if card and card.stack:
        waiting = waiting.exclude(stack=card.stack)
    advice = advise(request.campaign, corpus=corpus, cards=cards)
    sources = with_sources(
        request.campaign, [one.reasons for one in advice[:1]], but={card.pk for card in cards}
    )
    return {
        "chosen": cards,
        "card": card,
        "under": _under(request, card),
        "advice": advice[0] if advice else None,
        "sources": sources[0] if sources else [],
        "others": advice[1:],
        "alike": list(waiting.values_list("pk", flat=True)),
    }


def _under(request: MemberRequest, card: Card | None) -> list[Card]:
    """Return everything that lies in the stack of a card, the one on top first."""
    if card is None or card.stack is None:
        return []
    rows: Any = Card.objects.live(request.campaign).with_contribution().filter(stack=card.stack)
    found = list(rows.order_by("-on_top", "pk"))
    return found if len(found) > 1 else []
