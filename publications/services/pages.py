"""The editors' table of the newspaper: who is on a page, what lies in its frames, its versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from clustering.models import Key
from publications.models import Article, Page, PageVersion
from publications.models.newspaper import LOCK_LASTS
from publications.rendering.newspaper.content import PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES, PageTemplate, plan_pages

# What an editor writes in place; the sources have a page of their own.
WRITTEN = ("rubric", "headline", "deck", "body", "pull_quote", "pull_quote_by")


class PageHeld(Exception):
    """Raised when somebody else is working on a page; the message names them."""

    def __init__(self, name: str, page: int) -> None:
        super().__init__(name)
        self.page = page


class PageChanged(Exception):
    """Raised when a page or one of its articles was changed since the editor read it."""


class FrameFull(Exception):
    """Raised when an article is laid in a frame that has no room for one more."""


@dataclass(frozen=True)
class Written:
    """What an editor made of one article, and the version they read."""

    slug: str
    version: int
    words: Mapping[str, str]


def plan_of(campaign: Campaign) -> tuple[PlannedPage, ...]:
    """Return the pages of the newspaper as editors and keys want them. Two queries."""
    keys = Key.objects.of(campaign).order_by("position").values_list("slug", flat=True)
    return plan_pages(tuple(keys), Page.objects.chosen(campaign))


def page_of(campaign: Campaign, number: int) -> Page:
    """Return the row of a page; one nobody touched yet is made now."""
    page: Page = Page.objects.select_related("locked_by").get_or_create(
        campaign=campaign, number=number
    )[0]
    return page


@transaction.atomic
def hold_page(*, page: Page, by: User) -> None:
    """Take a page, or keep it for five minutes more. Raises `PageHeld`."""
    now = timezone.now()
    free = Q(locked_by=None) | Q(locked_by=by) | Q(locked_at__lte=now - LOCK_LASTS)
    if not Page.objects.filter(free, pk=page.pk).update(locked_by=by, locked_at=now):
        page.refresh_from_db()
        raise PageHeld(_name(page.locked_by), page.number)
    page.locked_by, page.locked_at = by, now


@transaction.atomic
def leave_page(*, page: Page, by: User) -> None:
    """Give a page free again."""
    Page.objects.filter(pk=page.pk, locked_by=by).update(locked_by=None, locked_at=None)


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.email) if user else ""


@transaction.atomic
def save_page(*, page: Page, version: int, written: Iterable[Written], by: User) -> Page:
    """Keep what an editor wrote on a page, as its next version.

    Raises `PageHeld` and `PageChanged`; then nothing is kept.
    """
    written = list(written)
    _claim(page, version, by)
    for piece in written:
        changed = Article.objects.filter(
            campaign=page.campaign, slug=piece.slug, page=page.number, version=piece.version
        ).update(version=F("version") + 1, **{name: piece.words[name] for name in WRITTEN})
        if not changed:
            raise PageChanged
    return _keep(page, by)


@transaction.atomic
def choose_template(*, page: Page, version: int, template: str, by: User) -> Page:
    """Give a page another template; articles its frames have no place for go back to the shelf."""
    _claim(page, version, by)
    wanted = TEMPLATES[template]
    page.template = template
    Page.objects.filter(pk=page.pk).update(template=template)
    places = {frame.name for frame in wanted.for_articles}
    rows = Article.objects.filter(campaign=page.campaign, page=page.number)
    rows.exclude(frame__in=places).update(page=0, frame="", version=F("version") + 1)
    return _keep(page, by)


@transaction.atomic
def lay_article(*, page: Page, version: int, frame: str, article: Article, by: User) -> Page:
    """Lay an article in a frame of a page, after what lies there. Raises `FrameFull` too.

    An article of another page leaves that page, unless somebody else is working there.
    """
    _claim(page, version, by)
    others = _claim_others(page, [article.slug], by)
    takes = _template(page).by_name[frame].takes
    rows = Article.objects.filter(campaign=page.campaign, page=page.number, frame=frame)
    lying = list(rows.exclude(pk=article.pk).order_by("position", "pk"))
    if takes == 1:
        # The one that lay there goes back to the shelf.
        rows.exclude(pk=article.pk).update(page=0, frame="", version=F("version") + 1)
    elif len(lying) >= takes:
        raise FrameFull
    last = max((row.position for row in lying), default=-1)
    _put(article, page.number, frame, last + 1)
    _keep_others(others, by)
    return _keep(page, by)


@transaction.atomic
def move_article(
    *, page: Page, version: int, article: Article, frame: str, before: str = "", by: User
) -> Page:
    """Move an article to a frame of the same page, before the article with slug `before`, or last.

    Where only one can lie the two change places. Raises `FrameFull` too.
    """
    _claim(page, version, by)
    article.refresh_from_db()
    if article.page != page.number:
        raise PageChanged
    takes = _template(page).by_name[frame].takes
    rows = Article.objects.filter(campaign=page.campaign, page=page.number, frame=frame)
    lying = list(rows.exclude(pk=article.pk).order_by("position", "pk"))
    if takes == 1 and lying:
        _put(lying[0], page.number, article.frame, article.position)
        lying = []
    elif len(lying) >= takes:
        raise FrameFull
    place = next((n for n, row in enumerate(lying) if row.slug == before), len(lying))
    for position, row in enumerate([*lying[:place], article, *lying[place:]]):
        if row is article or row.position != position:
            _put(row, page.number, frame, position)
    return _keep(page, by)


def _put(article: Article, page: int, frame: str, position: int) -> None:
    Article.objects.filter(pk=article.pk).update(
        page=page, frame=frame, position=position, version=F("version") + 1
    )


@transaction.atomic
def take_out(*, page: Page, version: int, article: Article, by: User) -> Page:
    """Put an article back on the shelf."""
    _claim(page, version, by)
    Article.objects.filter(pk=article.pk, page=page.number).update(
        page=0, frame="", version=F("version") + 1
    )
    return _keep(page, by)


@transaction.atomic
def restore_page(*, page: Page, version: int, wanted: PageVersion, by: User) -> Page:
    """Put a page back as it was in one of its versions, as its next version.

    Articles that were thrown away since are not made again; what lies there now goes to the shelf.
    """
    _claim(page, version, by)
    Page.objects.filter(pk=page.pk).update(template=wanted.template)
    page.template = wanted.template
    rows = Article.objects.filter(campaign=page.campaign)
    slugs = {piece["slug"] for pieces in wanted.frames.values() for piece in pieces}
    others = _claim_others(page, slugs, by)
    rows.filter(page=page.number).exclude(slug__in=slugs).update(
        page=0, frame="", version=F("version") + 1
    )
    for frame, pieces in wanted.frames.items():
        for position, piece in enumerate(pieces):
            rows.filter(slug=piece["slug"]).update(
                page=page.number, frame=frame, position=position, version=F("version") + 1,
                **{name: piece[name] for name in WRITTEN},
            )  # fmt: skip
    _keep_others(others, by)
    return _keep(page, by)


def last_change(page: Page, by: User) -> PageVersion | None:
    """Return the version an editor can go back to: the one before their own last change."""
    if not page.pk:
        return None
    last = list(PageVersion.objects.filter(page=page).order_by("-number")[:2])
    return last[1] if len(last) == 2 and last[0].by_id == by.pk else None


@transaction.atomic
def begin_versions(*, campaign: Campaign, number: int) -> None:
    """Note how a page lies before it is first changed, so that it can go back to that too."""
    if number:
        _begin(page_of(campaign, number))


@transaction.atomic
def keep_version(*, campaign: Campaign, number: int, by: User | None) -> None:
    """Note how a page lies after one of its articles was written elsewhere."""
    if number:
        _keep(page_of(campaign, number), by)


def _claim(page: Page, version: int, by: User) -> None:
    """Take the page and count one version on. Raises `PageHeld` or `PageChanged`."""
    hold_page(page=page, by=by)
    if not Page.objects.filter(pk=page.pk, version=version).update(version=F("version") + 1):
        raise PageChanged
    _begin(page)


def _claim_others(page: Page, slugs: Iterable[str], by: User) -> list[Page]:
    """Take the other pages these articles lie on now. Raises `PageHeld`."""
    lying = Article.objects.filter(campaign=page.campaign, slug__in=slugs, page__gt=0)
    numbers = set(lying.exclude(page=page.number).values_list("page", flat=True))
    others = [page_of(page.campaign, number) for number in sorted(numbers)]
    for other in others:
        if other.is_held_by_other(by):
            raise PageHeld(_name(other.locked_by), other.number)
        Page.objects.filter(pk=other.pk).update(version=F("version") + 1)
        _begin(other)
    return others


def _keep_others(others: Iterable[Page], by: User) -> None:
    for other in others:
        _keep(other, by)


def _template(page: Page) -> PageTemplate:
    plan = plan_of(page.campaign)
    # A page of a longer plan than the one of today: what is left there has no place.
    return TEMPLATES[plan[page.number - 1].template if page.number <= len(plan) else "reading"]


def _begin(page: Page) -> None:
    """Keep what lay on a page nobody changed yet as its first version."""
    if not PageVersion.objects.filter(page=page).exists():
        _note(page, 1, None)


def _keep(page: Page, by: User | None) -> Page:
    """Write down what lies on a page now."""
    page.refresh_from_db()
    last = PageVersion.objects.filter(page=page).order_by("-number").first()
    _note(page, (last.number if last else 0) + 1, by)
    Page.objects.filter(pk=page.pk).update(preview_asked_at=timezone.now())
    page.refresh_from_db()
    record_activity(
        campaign=page.campaign, by=by, verb="save_page",
        subject=_("Newspaper, page %(page)s") % {"page": page.number},
    )  # fmt: skip
    return page


def _note(page: Page, number: int, by: User | None) -> None:
    PageVersion.objects.create(
        page=page, number=number, by=by, template=_template(page).name, frames=lying_on(page)
    )


def lying_on(page: Page) -> dict[str, list[dict[str, str]]]:
    """Return the texts in the frames of a page. One query."""
    frames: dict[str, list[dict[str, str]]] = {}
    rows = Article.objects.filter(campaign=page.campaign, page=page.number)
    for article in rows.order_by("position", "pk"):
        words = {name: getattr(article, name) for name in WRITTEN}
        frames.setdefault(article.frame, []).append({"slug": article.slug, **words})
    return frames


@dataclass(frozen=True)
class Difference:
    """One text that differs between two versions of a page."""

    frame: str
    headline: str
    before: str
    after: str


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return which texts of a page differ, whole texts side by side."""
    old = {piece["slug"]: (frame, piece) for frame, pieces in before.items() for piece in pieces}
    new = {piece["slug"]: (frame, piece) for frame, pieces in after.items() for piece in pieces}
    found = []
    for slug in [*new, *(slug for slug in old if slug not in new)]:
        frame, piece = new.get(slug) or old[slug]
        texts = [_text(pieces.get(slug)) for pieces in (old, new)]
        if texts[0] != texts[1]:
            found.append(Difference(frame, piece["headline"], *texts))
    return found


def _text(found: tuple[str, Mapping[str, str]] | None) -> str:
    if found is None:
        return ""
    _frame, piece = found
    parts = (piece.get("headline"), piece.get("deck"), piece.get("body"), piece.get("pull_quote"))
    return "\n\n".join(part for part in parts if part)
