"""Builders for what is printed."""

import uuid
from typing import Any

from django.core.files.base import ContentFile

from campaigns import clock
from campaigns.models import Campaign, Contribution
from clustering.models import Card, Freeze, Key, Need
from debate.models import Action, Answer, Debate, Table
from publications.models import Article, Citation, Issue, Kind, Status
from publications.rendering.content import Citation as Mark
from publications.rendering.content import Rendered
from tests.clustering.builders import fix_keys
from tests.factories import make_contribution


def make_key(campaign: Campaign, position: int = 1, shape: str = "ontmoeten") -> Key:
    """Make a key that two people fixed: everybody may read it."""
    if not Freeze.objects.filter(campaign=campaign).exists():
        fix_keys(campaign)
    return Key.objects.create(
        campaign=campaign, position=position, slug=shape, name=shape.title(), shape=shape
    )


def make_need(key: Key, name: str = "Samen aan tafel") -> Need:
    slug = name.lower().replace(" ", "-")
    return Need.objects.create(campaign=key.campaign, key=key, slug=slug, name=name)


def make_card(dream: Contribution, need: Need | None = None, **fields: Any) -> Card:
    values = {"end": len(dream.text), "need": need, "moved_at": clock.now()} | fields
    return Card.objects.create(campaign=dream.campaign, contribution=dream, **values)


def make_laid(campaign: Campaign, need: Need, text: str, **fields: Any) -> Contribution:
    """Make a placed dream that lies under a need."""
    dream = make_contribution(campaign, text, **fields)
    make_card(dream, need)
    return dream


def make_action(key: Key, number: int = 17, *dreams: Contribution, **fields: Any) -> Action:
    values = {
        "title": "De langste tafel", "what": "Elke tweede zondag één tafel.", "who": "Feesten",
        "first_step": "Stoelen tellen.", "year": 2028, "submission_key": uuid.uuid4(),
    } | fields  # fmt: skip
    action = Action.objects.create(campaign=key.campaign, key=key, number=number, **values)
    Answer.objects.bulk_create(Answer(action=action, contribution=dream) for dream in dreams)
    return action


def make_table(key: Key, number: int = 4) -> Table:
    Debate.objects.get_or_create(
        campaign=key.campaign,
        defaults={
            "title": "Debat",
            "held_on": clock.today(),
            "starts": "13.30",
            "place": "De Spil",
        },
    )
    return Table.objects.create(campaign=key.campaign, key=key, number=number)


def make_article(campaign: Campaign, *needs: Need, **fields: Any) -> Article:
    values = {
        "slug": "de-langste-tafel", "page": 1, "frame": "lead", "headline": "Eén lange tafel",
        "body": "Eerste alinea.\n\nTweede alinea.",
    } | fields  # fmt: skip
    article = Article.objects.create(campaign=campaign, **values)
    article.needs.set(needs)
    return article


def make_issue(
    campaign: Campaign, kind: Kind = Kind.NOTE, version: int = 1, **fields: Any
) -> Issue:
    """Make a version that is ready, with a file that stands for its PDF."""
    values = {"status": Status.READY, "pages": 48, "finished_at": clock.now()} | fields
    issue = Issue(campaign=campaign, kind=kind, version=version, **values)
    if issue.is_finished:
        issue.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(b"%PDF-1.7 test"), save=False)
    issue.save()
    return issue


def cite(issue: Issue, dream: Contribution, page: int, *, quoted: bool = False) -> Citation:
    return Citation.objects.create(issue=issue, contribution=dream, page=page, quoted=quoted)


def rendered(*marks: tuple[int, int, bool], warnings: tuple[str, ...] = ()) -> Rendered:
    """Return what a layout gives back, for tests that need no layout."""
    return Rendered(b"%PDF-1.7 made", 3, tuple(Mark(*mark) for mark in marks), warnings)
