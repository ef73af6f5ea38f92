"""Where editors compose the orientation note: its chapters, and the blocks in each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Campaign, Membership, User
from campaigns.permissions import Permission
from clustering.models import Key
from publications.content.material import pairs
from publications.forms.issues import MakeForm
from publications.forms.note import NewBlockForm, RemarkForm
from publications.models import Block, BlockKind, Kind, Place, Remark, SignOff
from publications.plan import PAIRED, STANDARD, ChapterOf, chapters_of
from publications.quoting import cut, problem_of
from publications.rendering.content import Statement
from publications.rendering.markup import write
from publications.services.blocks import KindNotTaken, add_block, begin_chapter
from publications.services.note import sign_chapter, unsign_chapter
from publications.views.version_list import list_versions

# What a block shows that draws its content from the campaign.
ABOUT = {
    BlockKind.STORY: gettext_lazy("Story, images and what is unique, from the texts of the key."),
    BlockKind.NEEDS: gettext_lazy("The needs of the key as bars, with their texts and dreams."),
    BlockKind.VALUES: gettext_lazy("The core values and qualities of the needs."),
    BlockKind.VOICES: gettext_lazy("Six dreams, spread over needs and channels. More where a page has room."),
    BlockKind.ACTIONS: gettext_lazy("The actions of the city debate: what, who, first step, when."),
    BlockKind.OPEN: gettext_lazy("The open questions of the key."),
    BlockKind.KEYS: gettext_lazy("Per key one sentence and the first action."),
    BlockKind.DNA: gettext_lazy("The DNA of the city, as the core team wrote it."),
    BlockKind.PHASES: gettext_lazy("The phases of the campaign with their dates."),
    BlockKind.REACH: gettext_lazy("Dreams by channel, part of the city and age, with the gaps named."),
    BlockKind.WORKS: gettext_lazy("Ten works by children that may be printed."),
    BlockKind.MAP: gettext_lazy("The city with its parts, and what each of them needs."),
    BlockKind.ALL_ACTIONS: gettext_lazy("A list of all actions."),
    BlockKind.FIGURES: gettext_lazy("The tables behind all charts."),
    BlockKind.INDEX: gettext_lazy("The numbers of all dreams, per need."),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A block as the room shows it."""

    block: Block
    body: SafeString
    rows: tuple[Statement, ...]
    about: Any
    quote: str
    problem: str
    remarks: list[Remark]
    form: RemarkForm

    @property
    def open_remarks(self) -> int:
        return sum(remark.done_at is None for remark in self.remarks)


@dataclass(frozen=True)
class Listed:
    """A chapter in the list of the room."""

    chapter: ChapterOf
    blocks: int
    is_standard: bool
    problems: int
    tasks: int
    signed: list[SignOff]


def chapters(campaign: Campaign) -> list[ChapterOf]:
    """Return the chapters of a campaign's note. One query."""
    return chapters_of(Key.objects.of(campaign).order_by("position"))


def find_chapter(campaign: Campaign, slug: str) -> ChapterOf:
    """Return a chapter by its name in the address, or 404."""
    found = next((c for c in chapters(campaign) if c.slug == slug), None)
    if found is None:
        raise Http404
    return found


def colleagues(campaign: Campaign) -> Any:
    """Return who may compose publications: tasks are for them. One query."""
    rows = Membership.objects.filter(campaign=campaign).only("user", "roles")
    may = [row.user_id for row in rows if Permission.EDIT in row.permissions]
    return User.objects.filter(pk__in=may).order_by("first_name", "last_name", "email")


def cite_on_screen(kind: str, ref: str) -> str:
    """Show where a sentence comes from, as a small link."""
    path = {"droom": f"/dromen/{ref}/", "actie": f"/acties/{ref}/"}.get(kind, "/sleutels/")
    return format_html(
        '<sup class="verwijzing"><a href="{}">{}</a></sup>', path, f"{kind} {ref.replace('-', ' ')}"
    )


def show_note_room(request: MemberRequest, make: MakeForm | None = None) -> HttpResponse:
    """Show the chapters and the versions."""
    context = {
        **_overview(request.campaign),
        **list_versions(request, Kind.NOTE, make),
        "my_tasks": Remark.objects.filter(
            block__campaign=request.campaign, block__removed_at=None, assignee=request.user,
            done_at=None,
        ).select_related("block__key", "by"),
    }  # fmt: skip
    return render(request, "publications/note_room.html", context, status=422 if make else 200)


def _overview(campaign: Campaign) -> dict[str, Any]:
    """Gather the list of chapters. Four queries, whatever the number of blocks."""
    tasks = Count("remarks", filter=Q(remarks__done_at=None, remarks__assignee__isnull=False))
    rows: defaultdict[tuple[str, int | None], list[Block]] = defaultdict(list)
    for block in Block.objects.of(campaign).with_sources().annotate(open_tasks=tasks):
        rows[block.place, block.key_id].append(block)
    signed: defaultdict[tuple[str, int | None], list[SignOff]] = defaultdict(list)
    for sign in SignOff.objects.filter(campaign=campaign).select_related("by").order_by("at"):
        signed[sign.place, sign.key_id].append(sign)
    listed = []
    for chapter in chapters(campaign):
        here = (chapter.place.value, chapter.key.pk if chapter.key else None)
        standing = [block for block in rows[here] if block.removed_at is None]
        listed.append(
            Listed(
                chapter=chapter,
                blocks=len(standing) if rows[here] else len(STANDARD[chapter.place]),
                is_standard=not rows[here],
                problems=sum(bool(problem_of(block)) for block in standing),
                tasks=sum(block.open_tasks for block in standing),  # type: ignore[attr-defined]
                signed=signed[here],
            )
        )
    loose = [b for b in rows[Place.KEY.value, None] if b.removed_at is None]
    return {"chapters": listed, "loose": loose}


@require_safe
@campaign_view(Permission.EDIT)
def note_room(request: MemberRequest) -> HttpResponse:
    """Show the chapters of the note, what waits in them, and its versions."""
    return show_note_room(request)


@require_safe
@campaign_view(Permission.EDIT)
def chapter(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the blocks of a chapter in their order."""
    return show_chapter(request, find_chapter(request.campaign, slug))


def show_chapter(
    request: MemberRequest, found: ChapterOf, refused: tuple[int, RemarkForm] | None = None
) -> HttpResponse:
    """Show a chapter; `refused` is a comment that was not kept, with its block. Seven queries."""
    campaign, people = request.campaign, list(colleagues(request.campaign))
    everything = list(
        Block.objects.of(campaign).chapter(found.place, found.key).with_sources()
        .select_related("card__contribution", "work", "changed_by").order_by("position", "pk")
    )  # fmt: skip
    remarks: defaultdict[int, list[Remark]] = defaultdict(list)
    written = Remark.objects.filter(block__in=everything).select_related(
        "by", "assignee", "done_by"
    )
    for remark in written:
        remarks[remark.block_id].append(remark)
    standing = [block for block in everything if block.removed_at is None]
    signed = SignOff.objects.filter(campaign=campaign, place=found.place, key=found.key)
    signed_by = list(signed.select_related("by").order_by("at"))
    order = chapters(campaign)
    at = next(n for n, other in enumerate(order) if other.slug == found.slug)
    context = {
        "chapter": found,
        "blocks": [_shown(block, remarks[block.pk], people, refused) for block in standing],
        "removed": [block for block in everything if block.removed_at is not None],
        "standard": [(kind, ABOUT.get(kind, "")) for kind in STANDARD[found.place]],
        "is_standard": not everything,
        "add_form": NewBlockForm(chapter=found),
        "signed": signed_by,
        "signed_by_me": any(row.by_id == request.user.pk for row in signed_by),
        "previous": order[at - 1] if at else None,
        "next": order[at + 1] if at + 1 < len(order) else None,
    }
    status = 422 if refused else 200
    return render(request, "publications/note_chapter.html", context, status=status)


def _shown(
    block: Block, remarks: list[Remark], people: list[User], refused: tuple[int, RemarkForm] | None
) -> Shown:
    is_paired = block.kind in PAIRED
    form = RemarkForm(colleagues=User.objects.none(), auto_id=f"opm-{block.pk}-%s")
    form.fields["assignee"].choices = [  # type: ignore[attr-defined]
        ("", _("Nobody: only a comment")), *((p.pk, str(p)) for p in people)
    ]  # fmt: skip
    return Shown(
        block=block,
        body=SafeString("") if is_paired else write(block.text, cite_on_screen, level=4),
        rows=pairs(block.text) if is_paired else (),
        about=ABOUT.get(BlockKind(block.kind), ""),
        quote=cut(block.card, block.spans) if block.card else "",
        problem=problem_of(block),
        remarks=remarks,
        form=refused[1] if refused and refused[0] == block.pk else form,
    )


@require_POST
@campaign_view(Permission.EDIT)
def begin(request: MemberRequest, slug: str) -> HttpResponse:
    """Lay the standard blocks of a chapter down, to write in them."""
    found = find_chapter(request.campaign, slug)
    begin_chapter(campaign=request.campaign, chapter=found, by=request.user)
    return redirect("publications:note_chapter", slug)


@require_POST
@campaign_view(Permission.EDIT)
def add(request: MemberRequest, slug: str) -> HttpResponse:
    """Lay a block at the end of a chapter and open it."""
    found = find_chapter(request.campaign, slug)
    form = NewBlockForm(request.POST, chapter=found)
    if not form.is_valid():
        messages.error(request, _("This chapter does not take that kind of block."))
        return redirect("publications:note_chapter", slug)
    try:
        block = add_block(
            campaign=request.campaign, chapter=found, kind=form.cleaned_data["kind"],
            by=request.user,
        )  # fmt: skip
    except KindNotTaken:
        raise Http404 from None
    return redirect("publications:edit_block", block.pk)


@require_POST
@campaign_view(Permission.EDIT)
def sign(request: MemberRequest, slug: str) -> HttpResponse:
    """Sign a chapter, or take one's signature back."""
    found = find_chapter(request.campaign, slug)
    if request.POST.get("terug"):
        unsign_chapter(campaign=request.campaign, chapter=found, by=request.user)
    else:
        sign_chapter(campaign=request.campaign, chapter=found, by=request.user)
    return redirect("publications:note_chapter", slug)
