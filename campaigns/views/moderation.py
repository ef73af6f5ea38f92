"""The reading queue: one card at a time, and never the same card for two moderators."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms.moderation import MaskForm, ReasonForm
from campaigns.models import Contribution, Decision, Status, Verdict, Withdrawal
from campaigns.permissions import Permission
from campaigns.personal import PERSONAL, Found, cut_at, find_spans
from campaigns.services import moderation
from campaigns.services.masking import NothingToMask, TextChanged, mask_words
from campaigns.services.reading import keep_reading, lend_next, release_reading, text_mark

# What somebody left for later and decided, in this session: [number, …] and [decision, number], ….
_LATER, _DONE = "reading-later", "reading-done"
_KEPT = 50


@require_safe
@campaign_view(Permission.MODERATE)
def reading_queue(request: MemberRequest) -> HttpResponse:
    """Show one card that nobody else has on screen. A dozen queries, however long the queue is."""
    later: list[int] = request.session.get(_LATER, [])
    contribution = lend_next(campaign=request.campaign, by=request.user, later=later)
    if contribution is None and later:
        # Everything else is read: what was left for later comes back.
        request.session[_LATER] = []
        contribution = lend_next(campaign=request.campaign, by=request.user)
    return _page(request, contribution)


def _page(
    request: MemberRequest,
    contribution: Contribution | None,
    reason: ReasonForm | None = None,
    mask_form: MaskForm | None = None,
) -> HttpResponse:
    mine = Contribution.objects.of(request.campaign)
    last = Decision.objects.filter(contribution=OuterRef("pk"), verdict=Verdict.HOLD)
    done = request.session.get(_DONE, [])
    context = {
        "waiting": mine.to_read().count(),
        "held": mine.filter(status=Status.HELD)
        .annotate(reason=Subquery(last.order_by("-pk").values("reason")[:1]))
        .newest()[:20],
        "last_done": done[-1][1] if done else None,
        "contribution": contribution,
    }
    if contribution is not None:
        context |= card_context(contribution, reason, mask_form)
    status = 422 if reason or mask_form else 200
    return render(request, "campaigns/reading_queue.html", context, status=status)


def card_context(
    contribution: Contribution, reason: ReasonForm | None = None, mask_form: MaskForm | None = None
) -> dict[str, Any]:
    """Return what a card needs: the text in pieces, what was found in it, and its forms."""
    spans = find_spans(contribution.text)
    pieces = cut_at(contribution.text, spans)
    shown = contribution.unread and contribution.status == Status.PLACED
    return {
        "pieces": pieces,
        "personal": [piece for piece in pieces if piece.kind in PERSONAL],
        "hurts": any(piece.kind == Found.HURTS for piece in pieces),
        "form": reason or ReasonForm(),
        "mask_form": mask_form or MaskForm(),
        "seen": moderation.SHOWN if shown else contribution.status,
        "mark": text_mark(contribution.text),
    }


def _find(request: MemberRequest, number: int) -> Contribution | None:
    """Return a contribution; None, and a word about it, when its dreamer took it away."""
    mine = Contribution.objects.of(request.campaign)
    found: Contribution | None = mine.filter(number=number).first()
    if found is None:
        if not Withdrawal.objects.filter(campaign=request.campaign, number=number).exists():
            raise Http404
        messages.info(request, _("The dreamer took this dream away. Nothing is left to decide."))
        return None
    found.campaign = request.campaign
    sent = request.POST.get("mark")
    if sent and sent != text_mark(found.text):
        messages.info(request, _("The dreamer changed this dream while you read. Read it again."))
        return None
    return found


def _tell_who_was_first(
    request: MemberRequest, contribution: Contribution, wanted: Verdict, first: Decision | None
) -> None:
    moderation.note_too_late(contribution=contribution, verdict=wanted, by=request.user)
    if first is None:
        messages.info(request, _("Somebody was first with this dream. Nothing changed."))
        return
    text = _("%(who)s was first with this dream: %(what)s, %(when)s. Nothing changed.")
    when = formats.date_format(timezone.localtime(first.at), "j F G.i")
    who = first.by.first_name or str(first.by) if first.by else _("a colleague")
    messages.info(
        request, text % {"who": who, "what": first.get_verdict_display().lower(), "when": when}
    )


def _remember(request: MemberRequest, contribution: Contribution) -> None:
    """Keep the decision just made, so that one key takes it back."""
    made = Decision.objects.filter(contribution=contribution, by=request.user).last()
    if made is not None:
        done = [*request.session.get(_DONE, []), [made.pk, contribution.number]]
        request.session[_DONE] = done[-_KEPT:]


@require_POST
@campaign_view(Permission.MODERATE)
def place(request: MemberRequest, number: int) -> HttpResponse:
    """Place what waits or was held, or say that what was shown at once may stay."""
    contribution = _find(request, number)
    if contribution is None:
        return redirect("campaigns:reading_queue")
    seen, wanted = request.POST.get("seen"), Verdict.PLACE
    try:
        if seen == moderation.SHOWN:
            wanted = Verdict.READ
            moderation.confirm_contribution(contribution=contribution, by=request.user)
        else:
            moderation.place_contribution(contribution=contribution, by=request.user, seen=seen)
        _remember(request, contribution)
        messages.success(request, _("Dream %(number)s is placed.") % {"number": number})
    except moderation.AlreadyDecided as late:
        _tell_who_was_first(request, contribution, wanted, late.decision)
    except moderation.NothingToRead:
        messages.error(request, _("This dream has no text yet. Write down what was said first."))
    except TextChanged:
        messages.info(request, _("The dreamer changed this dream while you read. Read it again."))
    return redirect("campaigns:reading_queue")


@require_POST
@campaign_view(Permission.MODERATE)
def hold(request: MemberRequest, number: int) -> HttpResponse:
    """Hold a contribution back with a reason its dreamer reads."""
    contribution = _find(request, number)
    if contribution is None:
        return redirect("campaigns:reading_queue")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, contribution, reason=form)
    reason = form.reason_in(contribution.language)
    try:
        moderation.hold_contribution(
            contribution=contribution, reason=reason, by=request.user, seen=request.POST.get("seen")
        )
        _remember(request, contribution)
        messages.success(request, _("Dream %(number)s is held back.") % {"number": number})
    except moderation.AlreadyDecided as late:
        _tell_who_was_first(request, contribution, Verdict.HOLD, late.decision)
    except TextChanged:
        messages.info(request, _("The dreamer changed this dream while you read. Read it again."))
    return redirect("campaigns:reading_queue")


@require_POST
@campaign_view(Permission.MODERATE)
def mask(request: MemberRequest, number: int) -> HttpResponse:
    """Cover what was ticked, selected or typed; the card stays on screen to be placed."""
    contribution = _find(request, number)
    if contribution is None:
        return redirect("campaigns:reading_queue")
    form = MaskForm(request.POST)
    if not form.is_valid():
        return _page(request, contribution, mask_form=form)
    try:
        stretches = form.stretches(contribution.text)
        mask_words(contribution=contribution, stretches=stretches, by=request.user)
        _remember(request, contribution)
        messages.success(
            request, _("The words of dream %(number)s are covered.") % {"number": number}
        )
    except NothingToMask:
        form.add_error("words", _("Tick, select or type the words to cover."))
        return _page(request, contribution, mask_form=form)
    except TextChanged:
        messages.info(request, _("The dreamer changed this dream while you read. Read it again."))
    return redirect("campaigns:reading_queue")


@require_POST
@campaign_view(Permission.MODERATE)
def later(request: MemberRequest, number: int) -> HttpResponse:
    """Give a card back; this moderator sees it again after everything else."""
    left = Contribution.objects.of(request.campaign).filter(number=number).first()
    if left is not None:
        release_reading(contribution=left, by=request.user)
        numbers = [n for n in request.session.get(_LATER, []) if n != number]
        request.session[_LATER] = [*numbers, number][-_KEPT:]
    return redirect("campaigns:reading_queue")


@require_POST
@campaign_view(Permission.MODERATE)
def busy(request: MemberRequest, number: int) -> HttpResponse:
    """Keep a card five more minutes; the page asks this while it is open."""
    found = Contribution.objects.of(request.campaign).to_read().filter(number=number).first()
    if found is None:
        return JsonResponse({"gone": True})
    other = keep_reading(contribution=found, by=request.user)
    return JsonResponse({"gone": False, "who": other.by.first_name if other else ""})


@require_POST
@campaign_view(Permission.MODERATE)
def undo(request: MemberRequest) -> HttpResponse:
    """Take back what this moderator decided last; the card comes back on screen."""
    done = request.session.get(_DONE, [])
    if not done:
        messages.info(request, _("There is nothing to take back."))
        return redirect("campaigns:reading_queue")
    (pk, number), request.session[_DONE] = done[-1], done[:-1]
    decision = Decision.objects.filter(pk=pk, contribution__campaign=request.campaign).first()
    try:
        if decision is None:
            raise moderation.CannotTakeBack
        card = moderation.take_back_decision(decision=decision, by=request.user)
        keep_reading(contribution=card, by=request.user)
        request.session[_LATER] = [n for n in request.session.get(_LATER, []) if n != number]
        messages.success(
            request, _("The decision about dream %(number)s is taken back.") % {"number": number}
        )
    except moderation.CannotTakeBack:
        text = _("Something happened to dream %(number)s since. Nothing is taken back.")
        messages.info(request, text % {"number": number})
    return redirect("campaigns:reading_queue")
