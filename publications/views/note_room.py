"""Where editors write the orientation note."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.forms.issues import MakeForm
from publications.forms.note import PassagesForm
from publications.models import Kind
from publications.services.note import save_passages
from publications.views.version_list import list_versions, to_room


def show_note_room(
    request: MemberRequest, form: PassagesForm, make: MakeForm | None = None
) -> HttpResponse:
    context = {"form": form, **list_versions(request, Kind.NOTE, make)}
    status = 422 if form.is_bound or make else 200
    return render(request, "publications/note_room.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def note_room(request: MemberRequest) -> HttpResponse:
    """Show the passages to write and the versions of the note; store the passages."""
    form = PassagesForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        save_passages(campaign=request.campaign, texts=form.texts(), by=request.user)
        messages.success(request, _("The texts are saved."))
        return to_room(Kind.NOTE)
    return show_note_room(request, form)
