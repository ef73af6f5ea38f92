"""Write, move and take out the blocks of the note, and look at what they said before."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Contribution
from campaigns.permissions import Permission
from campaigns.services.searching import search
from clustering.models import Card
from gallery.models import Artwork
from publications.comparing import compare_words
from publications.content.material import pairs
from publications.forms.note import BlockForm
from publications.models import Block, BlockKind, BlockVersion
from publications.plan import PAIRED, WRITTEN
from publications.quoting import cut, problem_of
from publications.rendering.markup import write
from publications.services.blocks import (
    Conflict,
    choose_card,
    choose_work,
    move_block,
    remove_block,
    restore_block,
    save_block,
)
from publications.views.note_room import ABOUT, chapters, cite_on_screen

_MOST_FOUND = 24


def find_block(request: MemberRequest, pk: int) -> Block:
    """Return a block of this campaign with its sources, or 404."""
    rows = Block.objects.of(request.campaign).with_sources().select_related(
        "card__contribution", "work", "key", "changed_by"
    )  # fmt: skip
    block: Block = get_object_or_404(rows, pk=pk)
    return block


def chapter_slug(block: Block) -> str:
    return f"{block.place}-{block.key.slug}" if block.key else block.place


def to_chapter(block: Block) -> HttpResponse:
    if block.place == "sleutel" and block.key is None:
        return redirect("publications:note_room")
    answer = redirect("publications:note_chapter", chapter_slug(block))
    answer["Location"] += f"#blok-{block.pk}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def edit_block(request: MemberRequest, pk: int) -> HttpResponse:
    """Let an editor write a block; the page itself saves at each pause and asks for JSON."""
    block = find_block(request, pk)
    form = BlockForm(request.POST or None, block=block)
    by_itself = request.headers.get("Accept", "").startswith("application/json")
    if request.method != "POST":
        return _show(request, block, form)
    if not form.is_valid():
        return _refused(form) if by_itself else _show(request, block, form)
    revision = form.cleaned_data["revision"]
    try:
        saved = save_block(
            block=block, revision=revision, words=form.words(), by=request.user, auto=by_itself
        )
    except Conflict as conflict:
        return _clash(request, conflict.block, form, by_itself=by_itself)
    if by_itself:
        return JsonResponse({"revision": saved.revision, "said": _said(saved), "html": _html(form)})
    messages.success(request, _("The block is saved."))
    return to_chapter(saved)


def _said(block: Block) -> str:
    at = formats.time_format(timezone.localtime(block.changed_at), "G.i")
    return _("Saved at %(time)s.") % {"time": at}


def _html(form: BlockForm) -> str:
    """Return what the text looks like, whether or not it may be kept."""
    text = str(form.data.get("text", "")).replace("\r\n", "\n")
    if form.block.kind in PAIRED:
        lines = (f"- **{row.name}** {row.text}" for row in pairs(text))
        text = "\n".join(lines)
    return write(text, cite_on_screen, level=4)


def _refused(form: BlockForm) -> HttpResponse:
    said = [error for errors in form.errors.values() for error in errors]
    return JsonResponse({"errors": said, "html": _html(form)}, status=422)


def _clash(request: MemberRequest, now: Block, form: BlockForm, *, by_itself: bool) -> HttpResponse:
    """Show both texts: nobody's words are gone."""
    who = str(now.changed_by or _("Somebody"))
    if by_itself:
        said = _("%(name)s saved this block while you were writing.") % {"name": who}
        return JsonResponse({"conflict": said}, status=409)
    mine = form.words()
    merged = form.data.copy()  # type: ignore[attr-defined]
    merged["revision"] = str(now.revision)
    context = {
        "laid": now,
        "who": who,
        "form": BlockForm(merged, block=find_block(request, now.pk)),
        "pieces": compare_words(_all_of(now.heading, now.text), _all_of(mine.heading, mine.text)),
        "chapter_slug": chapter_slug(now),
        "gone": now.removed_at is not None,
    }
    return render(request, "publications/block_conflict.html", context, status=409)


def _all_of(heading: str, text: str) -> str:
    return f"{heading}\n\n{text}" if heading else text


def _show(request: MemberRequest, block: Block, form: BlockForm) -> HttpResponse:
    text = str(form["text"].value() or "") if "text" in form.fields else ""
    context = {
        "laid": block,
        "form": form,
        "is_written": block.kind in WRITTEN,
        "is_paired": block.kind in PAIRED,
        "about": ABOUT.get(BlockKind(block.kind), ""),
        "preview": write(text, cite_on_screen, level=4) if block.kind not in PAIRED else "",
        "rows": pairs(text) if block.kind in PAIRED else (),
        "source": cut(block.card, []) if block.card else "",
        "problem": problem_of(block),
        "chapter_slug": chapter_slug(block),
        "chapter": next((c for c in chapters(request.campaign) if c.slug == chapter_slug(block)), None),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "publications/edit_block.html", context, status=status)


@require_POST
@campaign_view(Permission.EDIT)
def change_block(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """Move a block, take it out, or put it back."""
    block = find_block(request, pk)
    if act in {"omhoog", "omlaag"}:
        move_block(block=block, up=act == "omhoog", by=request.user)
    elif act == "weg":
        remove_block(block=block, by=request.user)
        messages.info(request, _("The block is taken out. You can put it back below."))
    else:
        restore_block(block=block, by=request.user)
    return to_chapter(block)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def choose_source(request: MemberRequest, pk: int) -> HttpResponse:
    """Let an editor look for the card a block quotes, or the work it shows."""
    block = find_block(request, pk)
    if block.kind not in {BlockKind.QUOTE, BlockKind.ARTWORK}:
        raise Http404
    if request.method == "POST":
        return _choose(request, block)
    question = request.GET.get("q", "").strip()[:200]
    found = (
        _works(request, question)
        if block.kind == BlockKind.ARTWORK
        else _cards(request, block, question)
    )
    context = {
        "laid": block, "question": question, "found": found, "chapter_slug": chapter_slug(block),
    }  # fmt: skip
    return render(request, "publications/choose_source.html", context)


def _choose(request: MemberRequest, block: Block) -> HttpResponse:
    chosen = request.POST.get("keuze", "")
    if not chosen.isdigit():
        raise Http404
    try:
        if block.kind == BlockKind.QUOTE:
            cards = Card.objects.live(request.campaign).filter(contribution__consent_print=True)
            card = get_object_or_404(cards.select_related("contribution"), pk=int(chosen))
            choose_card(block=block, card=card, by=request.user)
        else:
            works = Contribution.objects.of(request.campaign).printable().filter(channel="school")
            choose_work(block=block, work=get_object_or_404(works, pk=int(chosen)), by=request.user)
    except Conflict:
        messages.warning(request, _("Somebody changed this block just now. Look at it again."))
    return redirect("publications:edit_block", block.pk)


def _cards(request: MemberRequest, block: Block, question: str) -> QuerySet[Card]:
    cards = (
        Card.objects.live(request.campaign)
        .filter(contribution__consent_print=True, end__gt=0)
        .select_related("contribution__district", "need__key")
    )
    if question:
        dreams = search(Contribution.objects.of(request.campaign).printable(), question, "nl")
        return cards.filter(contribution__in=list(dreams[:_MOST_FOUND]))[:_MOST_FOUND]
    if block.key is not None:
        cards = cards.filter(need__key=block.key)
    return cards.order_by("-moved_at", "-pk")[:_MOST_FOUND]


def _works(request: MemberRequest, question: str) -> QuerySet[Artwork]:
    works = Artwork.objects.of(request.campaign).printable().exclude(image="").order_by("number")
    if question:
        works = works.filter(title__icontains=question)
    return works[:_MOST_FOUND]


@require_safe
@campaign_view(Permission.EDIT)
def block_versions(request: MemberRequest, pk: int) -> HttpResponse:
    """List what a block said before, and compare two versions word for word."""
    block = find_block(request, pk)
    versions = list(block.versions.select_related("by"))
    before, after = (_version(versions, request.GET.get(name)) for name in ("van", "tot"))
    pieces = None
    if before is not None and after is not None:
        pieces = compare_words(_words_of(block, before), _words_of(block, after))
    context = {
        "laid": block, "versions": versions, "before": before, "after": after, "pieces": pieces,
        "chapter_slug": chapter_slug(block),
    }  # fmt: skip
    return render(request, "publications/block_versions.html", context)


def _version(versions: list[BlockVersion], asked: str | None) -> BlockVersion | None:
    return next((v for v in versions if str(v.revision) == asked), None)


def _words_of(block: Block, version: BlockVersion) -> str:
    if block.kind == BlockKind.QUOTE:
        return cut(block.card, version.spans) if block.card else ""
    return _all_of(version.heading, version.text)


@require_safe
@campaign_view(Permission.EDIT)
def sources_to_cite(request: MemberRequest) -> HttpResponse:
    """Find dreams to cite in a sentence; the editor's page asks for the list alone."""
    question = request.GET.get("q", "").strip()[:200]
    dreams: Any = ()
    if question:
        rows = Contribution.objects.of(request.campaign).printable()
        dreams = search(rows, question, "nl")[:12]
    return render(request, "publications/_sources.html", {"question": question, "dreams": dreams})
