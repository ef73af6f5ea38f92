"""Say kindly, wherever it happens, that the keys lie fast."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from campaigns.access import MemberRequest
from clustering.services.freezing import KeysFrozen

P = ParamSpec("P")
View = Callable[Concatenate[MemberRequest, P], HttpResponse]


def frozen_text(frozen: KeysFrozen) -> str:
    """Return the sentence that says why nothing changed, and what to do."""
    first, second = frozen.freeze.proposed_by, frozen.freeze.confirmed_by
    names = {
        "first": first.first_name if first else _("a colleague"),
        "second": second.first_name if second else _("a colleague"),
    }
    return (
        _(
            "%(first)s and %(second)s fixed the keys. Cards still move. Thaw the keys to change them."
        )
        % names
    )


def kind_when_frozen(view: View[P]) -> View[P]:
    """Answer a change that meets fixed keys with a sentence, and the room where they thaw."""

    @wraps(view)
    def answered(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except KeysFrozen as frozen:
            if request.headers.get("Accept") == "application/json":
                return JsonResponse({"error": frozen_text(frozen)}, status=409)
            messages.warning(request, frozen_text(frozen))
            return redirect("clustering:freezing")

    return answered
