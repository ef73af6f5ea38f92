"""Work together on the note: comments, tasks, and what changed between two versions."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.comparing import compare_figures, compare_texts
from publications.editions import load_edition
from publications.forms.note import RemarkForm
from publications.models import Issue, Remark
from publications.services.note import add_remark, settle_remark
from publications.versions import version_of
from publications.views.blocks import chapter_slug, find_block, to_chapter
from publications.views.note_room import colleagues, find_chapter, show_chapter


@require_POST
@campaign_view(Permission.EDIT)
def remark(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a comment or a task beside a block."""
    block = find_block(request, pk)
    form = RemarkForm(
        request.POST, colleagues=colleagues(request.campaign), auto_id=f"opm-{block.pk}-%s"
    )
    if not form.is_valid():
        if block.place == "sleutel" and block.key is None:
            return redirect("publications:note_room")
        return show_chapter(
            request, find_chapter(request.campaign, chapter_slug(block)), (block.pk, form)
        )
    add_remark(block=block, by=request.user, **form.cleaned_data)
    return to_chapter(block)


@require_POST
@campaign_view(Permission.EDIT)
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick a comment or task off."""
    rows = Remark.objects.filter(block__campaign=request.campaign).select_related("block__key")
    row = get_object_or_404(rows, pk=pk)
    settle_remark(remark=row, by=request.user)
    return to_chapter(row.block)


@require_safe
@campaign_view(Permission.EDIT)
def compare_versions(request: MemberRequest) -> HttpResponse:
    """Show which figures and words differ between two finished versions of the note."""
    issues = list(Issue.objects.of(request.campaign).notes().finished())
    before, after = (_asked(issues, request.GET.get(name)) for name in ("van", "tot"))
    if before is None and after is None and len(issues) > 1:
        after, before = issues[0], issues[1]
    context: dict[str, Any] = {
        "issues": [(row, version_of(row, request.timeline.phases)) for row in issues],
        "before": before, "after": after,
    }  # fmt: skip
    if before is not None and after is not None:
        old, new = load_edition(before), load_edition(after)
        context |= {"figures": compare_figures(old, new), "texts": compare_texts(old, new)}
    return render(request, "publications/note_compare.html", context)


def _asked(issues: list[Issue], version: str | None) -> Issue | None:
    return next((row for row in issues if str(row.version) == version), None)
