"""The mayor's office: one page, one big button; and everybody's edition once it is published."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.exports import Cell, stream_csv
from campaigns.models import Commitment, Phase
from campaigns.permissions import Permission
from campaigns.phases import Door
from clustering.models import Card
from publications.comparing import compare_editions
from publications.editions import load_edition
from publications.models import Citation, Issue, Kind, PressFile, Status
from publications.services.downloads import count_download
from publications.versions import Version, file_name, version_of
from publications.views.reading import newest


@dataclass(frozen=True)
class Listed:
    """A finished version with its name, and the one before it in the same language."""

    issue: Issue
    version: Version
    before: Version | None = None
    on_web: bool = False  # the one everybody reads now

    @property
    def press(self) -> PressFile | None:
        """Return its edition for the printer, when somebody asked for one."""
        return getattr(self.issue, "press", None)


@require_safe
@campaign_view(Permission.CABINET)
def cabinet(request: MemberRequest) -> HttpResponse:
    """Show the newest note and newspaper, earlier versions and the promise."""
    finished = list_finished(request)
    notes = [row for row in finished if row.issue.kind == Kind.NOTE]
    # The Dutch one is what the board decides on; the others are its translations.
    notes.sort(key=lambda row: row.issue.language != "nl")
    newspapers = [row for row in finished if row.issue.kind == Kind.NEWSPAPER]
    context = {
        "note": notes[0] if notes else None,
        "newspaper": newspapers[0] if newspapers else None,
        "earlier": notes[1:] + newspapers[1:],
        "commitment": Commitment.objects.filter(campaign=request.campaign).first(),
    }
    return render(request, "publications/cabinet.html", context)


def list_finished(request: MemberRequest) -> list[Listed]:
    """Return all finished versions, newest first, each with the one before it. One query."""
    rows = list(Issue.objects.of(request.campaign).finished().select_related("press"))
    names = {row.pk: version_of(row, request.timeline.phases) for row in rows}
    newest: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.status == Status.PUBLISHED:
            newest.setdefault((row.kind, row.language), row.pk)
    public = set(newest.values()) if request.timeline.is_open(Door.RESULTS) else set()
    return [
        Listed(
            row, names[row.pk], names[before.pk] if (before := _before(row, rows)) else None,
            on_web=row.pk in public,
        )
        for row in rows
    ]  # fmt: skip


def _before(issue: Issue, rows: Sequence[Issue]) -> Issue | None:
    """Return the version before this one, of the same kind and language."""
    older = (
        row
        for row in rows
        if (row.kind, row.language) == (issue.kind, issue.language) and row.version < issue.version
    )
    return max(older, key=lambda row: row.version, default=None)


@require_safe
@campaign_view(Permission.CABINET)
def changes(request: MemberRequest, kind: str, version: int) -> HttpResponse:
    """Show which figures and words differ between a version and the one before it."""
    rows = list(Issue.objects.of(request.campaign).finished().filter(kind=kind))
    issue = next((row for row in rows if row.version == version), None)
    before = _before(issue, rows) if issue else None
    if issue is None or before is None:
        raise Http404
    figures, texts = compare_editions(kind, load_edition(before), load_edition(issue))
    context = {
        "issue": issue, "figures": figures, "texts": texts,
        "version": version_of(issue, request.timeline.phases),
        "before": version_of(before, request.timeline.phases),
    }  # fmt: skip
    return render(request, "publications/changes.html", context)


@require_safe
@campaign_view(Permission.CABINET)
def download(request: MemberRequest, kind: str, version: int) -> HttpResponseBase:
    """Give a finished version to somebody of the mayor's office; the person is checked each time."""
    finished = Issue.objects.of(request.campaign).finished()
    issue = get_object_or_404(finished, kind=kind, version=version)
    response = _pdf(request, issue, as_attachment=True)
    _count(request, issue)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@campaign_view(door=Door.RESULTS)
def public_download(request: CampaignRequest, kind: str) -> HttpResponseBase:
    """Show the newest published version to everybody, in the browser: links lead to its pages."""
    issue = newest(request, kind)
    if issue is None:
        raise Http404
    response = _pdf(request, issue, as_attachment=False)
    _count(request, issue)
    return response


def _count(request: CampaignRequest, issue: Issue) -> None:
    if request.method == "GET":
        count_download(issue=issue)


def _pdf(request: CampaignRequest, issue: Issue, *, as_attachment: bool) -> FileResponse:
    """Return the stored file under a name that says what it is."""
    phases: Sequence[Phase] = request.timeline.phases
    try:
        file = issue.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file,
        as_attachment=as_attachment,
        filename=file_name(issue, request.campaign, phases),
        content_type="application/pdf",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@campaign_view(Permission.CABINET)
def sources(request: MemberRequest, kind: str, version: int) -> HttpResponseBase:
    """List every dream of a version with its need, key and page."""
    finished = Issue.objects.of(request.campaign).finished()
    issue = get_object_or_404(finished, kind=kind, version=version)
    header = (_("number"), _("text"), _("channel"), _("key"), _("need"), _("page"), _("quoted"))
    rows = _source_rows(issue, yes=_("yes"), no=_("no"))
    name = file_name(issue, request.campaign, request.timeline.phases)
    response = stream_csv(f"bronnen-{name.removesuffix('.pdf')}.csv", header, rows)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _source_rows(issue: Issue, *, yes: str, no: str) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each page a dream stands on. Two queries, whatever the length."""
    places: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    laid = Card.objects.filter(campaign=issue.campaign_id).placed().order_by("pk")
    for pk, key, need in laid.values_list("contribution", "need__key__name", "need__name"):
        places[pk].append((key or "", need))
    cited = (
        Citation.objects.filter(issue=issue)
        .select_related("contribution")
        .order_by("contribution__number", "page")
    )
    for citation in cited.iterator(chunk_size=2000):
        dream, lies = citation.contribution, places.get(citation.contribution_id, [])
        yield (
            dream.number, dream.text, dream.channel,
            "; ".join(dict.fromkeys(key for key, _need in lies if key)),
            "; ".join(dict.fromkeys(need for _key, need in lies)),
            citation.page, yes if citation.quoted else no,
        )  # fmt: skip
