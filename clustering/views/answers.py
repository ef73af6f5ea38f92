"""How the board answers: the script hears what changed, a browser without it gets the board."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.access import MemberRequest, safe_next
from campaigns.models import User
from clustering.following import tally_now
from clustering.services.freezing import KeysFrozen
from clustering.services.keys import NameTaken
from clustering.services.laying import Batch, Conflict, NeedGone
from clustering.services.names import EmptyName
from clustering.services.needs import NeedExists, SameNeed

REFUSALS = (Conflict, NeedGone, KeysFrozen, NeedExists, SameNeed, NameTaken, EmptyName)


def said(batch: Batch) -> str:
    """Tell in one sentence what happened with the cards."""
    if batch.gone and not batch.cards:
        return _("The dreamer took this dream away.")
    if batch.to is not None:
        text = ngettext(
            "You laid %(n)s card on “%(need)s”.", "You laid %(n)s cards on “%(need)s”.", batch.cards
        )
        return text % {"n": batch.cards, "need": batch.to}
    if batch.talk:
        text = ngettext(
            "You laid %(n)s card aside to talk about.",
            "You laid %(n)s cards aside to talk about.",
            batch.cards,
        )
    elif batch.reason:
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


def done(
    request: MemberRequest,
    text: str,
    batch: Batch | None = None,
    *,
    undo: bool = True,
    reload: bool = False,
    table: bool = False,
) -> HttpResponse:
    """Answer the script with the new numbers, or the browser with the board."""
    if not _wants_json(request):
        messages.success(request, text)
        return _back(request)
    toast = {"text": text, "batch": batch if undo else None}
    return JsonResponse(
        {
            "toast": render_to_string("clustering/_toast.html", toast),
            "tally": tally_now(request.campaign).told(),
            "gone": list(batch.gone) if batch else [],
            "changed": list(batch.touched) if batch else [],
            "to": batch.to.slug if batch and batch.to else "",
            "reload": reload,
            "table": table,
        }
    )


def refused(request: MemberRequest, form: Any) -> HttpResponse:
    """Say what is missing, in the words of the form."""
    return _error(request, " ".join(str(one) for all_ in form.errors.values() for one in all_))


def _error(request: MemberRequest, text: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": text}, status=422)
    messages.error(request, text)
    return _back(request)


def refusal(request: MemberRequest, error: Exception) -> HttpResponse:
    """Say in words why nothing changed."""
    if isinstance(error, Conflict):
        return _conflict(request, error)
    if isinstance(error, NeedExists):
        return _error(
            request,
            _("There is a need “%(need)s” already. Merge the two.") % {"need": error.need},
        )
    if isinstance(error, KeysFrozen):
        return _error(request, _("The keys lie fast. Thaw them first."))
    if isinstance(error, NameTaken):
        return _error(request, _("Another key is called “%(name)s”.") % {"name": error})
    if isinstance(error, EmptyName):
        return _error(request, _("Give it a name."))
    if isinstance(error, SameNeed):
        return _error(request, _("Choose another need."))
    return _error(request, _("This need is gone. Choose another place."))


def _conflict(request: MemberRequest, conflict: Conflict) -> HttpResponse:
    """Say who was first, and let the person choose what to keep."""
    who = first_name(conflict.by)
    if not conflict.cards:
        text = _("%(who)s changed this since. What do you want to keep?") % {"who": who}
    else:
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


def first_name(person: User | None) -> str:
    return (person.first_name or str(person)) if person else _("A colleague")
