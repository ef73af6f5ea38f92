"""The board: a pile of cards, zones with needs, and what the machine proposes."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view, safe_next
from campaigns.models import User
from campaigns.permissions import Permission
from clustering.board import Board, Table, board_of, table_of
from clustering.forms import (
    AsideForm,
    ChosenForm,
    NewNeedForm,
    PlaceForm,
    SplitForm,
    parse_batch,
)
from clustering.models import Card, Move, Need
from clustering.services.cards import (
    Batch,
    Conflict,
    NotAQuote,
    NothingToUndo,
    counts,
    deal_cards,
    last_batch,
    move_cards,
    set_aside_cards,
    split_card,
    undo_batch,
)
from clustering.services.needs import make_need
from clustering.services.suggesting import advise, load_corpus, newest_card


@require_safe
@campaign_view(Permission.CLUSTER)
def board(request: MemberRequest) -> HttpResponse:
    """Show the whole board; the cards left, the keys in the middle, the proposal right."""
    numbers = counts(request.campaign)
    if numbers.undealt:
        deal_cards(request.campaign)
        numbers = counts(request.campaign)
    found = _look(request, numbers.all, numbers.newest)
    context: dict[str, Any] = {
        "board": found,
        "counts": numbers,
        "table": table_of(request.campaign),
        "seen": Move.objects.last_seen(),
        "sources": PlaceForm.SOURCES,
        "new_need": NewNeedForm(request.campaign, auto_id="nieuw-%s"),
        "place": found.place,
    }
    if request.GET.get("kaart"):
        context |= _panel(request, request.GET.getlist("kaart"))
    return render(request, "clustering/board.html", context)


@require_safe
@campaign_view(Permission.CLUSTER)
def more_cards(request: MemberRequest) -> HttpResponse:
    """Return the next sixty cards of the list, for who scrolls."""
    cards, newest = newest_card(request.campaign)
    found = _look(request, cards, newest)
    return render(request, "clustering/_cards.html", {"board": found, "place": found.place})


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
        return _refused(request, form)
    to = None
    if place != "stapel":
        to = get_object_or_404(Need.objects.of(request.campaign), slug=place)
    try:
        batch = move_cards(
            campaign=request.campaign, cards=_chosen(request, form), to=to, by=request.user,
            seen=form.cleaned_data["gezien"],
        )  # fmt: skip
    except Conflict as conflict:
        return _conflict(request, conflict)
    return _done(request, _said(batch), batch)


@require_POST
@campaign_view(Permission.CLUSTER)
def set_aside(request: MemberRequest) -> HttpResponse:
    """Lay the chosen cards aside, with the reason."""
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        batch = set_aside_cards(
            campaign=request.campaign, cards=_chosen(request, form),
            reason=form.cleaned_data["reason"], by=request.user, seen=form.cleaned_data["gezien"],
        )  # fmt: skip
    except Conflict as conflict:
        return _conflict(request, conflict)
    return _done(request, _said(batch), batch)


@require_POST
@campaign_view(Permission.CLUSTER)
def new_need(request: MemberRequest) -> HttpResponse:
    """Make a need, and lay the chosen cards there at once."""
    form = NewNeedForm(request.campaign, request.POST)
    chosen = ChosenForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    need = make_need(campaign=request.campaign, by=request.user, **form.cleaned_data)
    if not chosen.is_valid():
        return _done(request, _("“%(need)s” is on the board.") % {"need": need})
    try:
        batch = move_cards(
            campaign=request.campaign, cards=_chosen(request, chosen), to=need, by=request.user,
            seen=chosen.cleaned_data["gezien"],
        )  # fmt: skip
    except Conflict as conflict:
        return _conflict(request, conflict)
    return _done(request, _said(batch), batch)


@require_POST
@campaign_view(Permission.CLUSTER)
def undo(request: MemberRequest) -> HttpResponse:
    """Take back one batch, or the person's own last one."""
    try:
        batch = parse_batch(request.POST.get("batch", ""))
        batch = batch or last_batch(campaign=request.campaign, by=request.user)
        undone = undo_batch(campaign=request.campaign, batch=batch, by=request.user)
    except NothingToUndo:
        return _done(request, _("There is nothing left to undo."))
    except Conflict as conflict:
        return _conflict(request, conflict)
    return _done(
        request,
        ngettext("%(n)s card is back.", "%(n)s cards are back.", undone.cards)
        % {"n": undone.cards},
        undone=True,
    )


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
        return _refused(request, form)
    return _done(request, _("The new card lies on the pile."), undone=True)


def _look(request: MemberRequest, cards: int, newest: int) -> Board:
    form = PlaceForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"plek": "stapel"}
    corpus = load_corpus(request.campaign, cards=cards, newest=newest)
    found = board_of(request.campaign, corpus=corpus, **asked)
    if found is None:
        raise Http404
    return found


def _chosen(request: MemberRequest, form: ChosenForm) -> list[int]:
    """Return the chosen cards; with `alles`, every card the list would show."""
    if request.POST.get("alles") != "1":
        return form.numbers
    asked = PlaceForm(request.POST)
    found = asked.is_valid() and board_of(request.campaign, **{**asked.cleaned_data, "na": None})
    return list(found.everything.values_list("pk", flat=True)) if found else []


def _panel(request: MemberRequest, numbers: list[str]) -> dict[str, Any]:
    """Return what the panel shows: the cards, their nearest needs and their look-alikes."""
    wanted = [int(number) for number in numbers[:50] if number.isascii() and number.isdigit()]
    rows: QuerySet[Card] = Card.objects.live(request.campaign).with_contribution()
    cards = list(rows.filter(pk__in=wanted).order_by("pk"))
    total, newest = newest_card(request.campaign)
    corpus = load_corpus(request.campaign, cards=total, newest=newest)
    near = corpus.look_alikes(cards[0].pk) if len(cards) == 1 else []
    alike = list(
        Card.objects.live(request.campaign)
        .pile()
        .filter(pk__in=near[:200])
        .values_list("pk", flat=True)
    )
    advice = advise(request.campaign, corpus=corpus, cards=cards)
    return {
        "chosen": cards,
        "card": cards[0] if len(cards) == 1 else None,
        "advice": advice[0] if advice else None,
        "others": advice[1:],
        "alike": alike,
    }


def _said(batch: Batch) -> str:
    """Tell in one sentence what happened with the cards."""
    if batch.to is not None:
        text = ngettext(
            "You laid %(n)s card on “%(need)s”.", "You laid %(n)s cards on “%(need)s”.", batch.cards
        )
        return text % {"n": batch.cards, "need": batch.to}
    if batch.reason:
        text = ngettext("You set %(n)s card aside.", "You set %(n)s cards aside.", batch.cards)
    else:
        text = ngettext(
            "You laid %(n)s card back on the pile.",
            "You laid %(n)s cards back on the pile.",
            batch.cards,
        )
    return text % {"n": batch.cards}


def _wants_json(request: MemberRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _back(request: MemberRequest) -> HttpResponse:
    return redirect(safe_next(request, reverse("clustering:board")))


def _done(
    request: MemberRequest, text: str, batch: Batch | None = None, *, undone: bool = False
) -> HttpResponse:
    """Answer the script with what changed on the table, or the browser with the board."""
    if not _wants_json(request):
        messages.success(request, text)
        return _back(request)
    numbers = counts(request.campaign)
    table: Table = table_of(request.campaign)
    mark = request.POST.get("gezien", "")
    gone = Move.objects.since(int(mark) if mark.isdigit() else 0).filter(
        card__campaign=request.campaign
    )
    return JsonResponse(
        {
            "toast": render_to_string(
                "clustering/_toast.html", {"text": text, "batch": batch}, request=request
            ),
            "table": render_to_string("clustering/_table.html", {"table": table}, request=request),
            "status": render_to_string("clustering/_status.html", {"counts": numbers}),
            "pile": numbers.pile,
            "seen": Move.objects.last_seen(),
            "gone": list(gone.exclude(by=request.user).values_list("card", flat=True)[:2000]),
            "reload": undone,
        }
    )


def _refused(request: MemberRequest, form: Any) -> HttpResponse:
    """Say what is missing, in the words of the form."""
    texts = [str(error) for errors in form.errors.values() for error in errors]
    if _wants_json(request):
        return JsonResponse({"error": " ".join(texts)}, status=422)
    messages.error(request, " ".join(texts))
    return _back(request)


def _conflict(request: MemberRequest, conflict: Conflict) -> HttpResponse:
    """Say who was first, and let the person choose what to keep."""
    who = _first_name(conflict.by)
    text = ngettext(
        "%(who)s just moved this card. What do you want to keep?",
        "%(who)s just moved these cards. What do you want to keep?",
        len(conflict.cards),
    ) % {"who": who}
    if _wants_json(request):
        mine, theirs = _("My place"), _("The place of %(who)s") % {"who": who}
        answer = {"conflict": text, "mine": mine, "theirs": theirs, "cards": conflict.cards}
        return JsonResponse(answer, status=409)
    messages.warning(request, _("%(who)s just moved these cards. Nothing changed.") % {"who": who})
    return _back(request)


def _first_name(person: User | None) -> str:
    return (person.first_name or str(person)) if person else _("A colleague")
