"""What everybody may take along and use again: the open data page and its files."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.permissions import Permission
from campaigns.phases import Door
from publications.models import DataFile, OpenData
from publications.opendata.dictionary import BY_NAME, EXPLAINED, FILES, LICENCE
from publications.services.opendata import request_open_data
from publications.tasks import make_open_data as make


@require_safe
@campaign_view(door=Door.READ)
def open_data_page(request: CampaignRequest) -> HttpResponse:
    """List the open files, with what their columns mean. Two queries."""
    made = {file.name: file for file in DataFile.objects.filter(campaign=request.campaign)}
    context: dict[str, Any] = {
        "files": [(file, made[file.name]) for file in FILES if file.name in made],
        "data": OpenData.objects.filter(campaign=request.campaign).first(),
        "explained": EXPLAINED,
        "licence": LICENCE,
    }
    return render(request, "publications/open_data.html", context)


@require_safe
@campaign_view(door=Door.READ)
def open_data_file(request: CampaignRequest, name: str) -> HttpResponseBase:
    """Give one open file, as it was last made, to people and programs alike."""
    stored = get_object_or_404(DataFile, campaign=request.campaign, name=name)
    try:
        file = stored.file.open("rb")
    except FileNotFoundError:  # swapped between the two lines
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=stored.name, content_type=BY_NAME[name].media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{stored.sha256}"'
    # Asked for again after a minute: what is withdrawn must not live on in a cache.
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Link"] = f'<{LICENCE["path"]}>; rel="license"'
    return response


@require_POST
@campaign_view(Permission.TEAM)
def make_open_data(request: MemberRequest) -> HttpResponse:
    """Have the open files made again now."""
    data = request_open_data(campaign=request.campaign)
    make.delay_on_commit(data.pk)  # type: ignore[attr-defined]
    messages.success(request, _("The files are made again. That takes a minute."))
    return redirect("publications:open_data_page")
