"""The way of one dream: what became of it, as far as the campaign has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from campaigns.models import Contribution, Phase, Status
from campaigns.phases import Door, Timeline
from clustering.models import Card, Need
from clustering.services.freezing import were_fixed
from clustering.services.naming import name_publicly
from debate.models import Action, Debate
from publications.models import Citation, Issue, Kind
from survey.models import Tally


@dataclass(frozen=True)
class Page:
    """Where a dream stands in print: the newest published version, its own words first."""

    issue: Issue
    number: int
    quoted: bool


@dataclass(frozen=True)
class Way:
    """The five stations. What the phase does not show yet stays empty."""

    scores: int
    needs: list[Need]  # with `dreams`: how many lie there
    laid_at: datetime | None
    aside: str
    actions: list[Action]  # made of this dream
    nearby: list[Action]  # made of its need, when it got none of its own
    debated_on: date | None
    note: Page | None
    newspaper: Page | None
    starts: dict[int, date]  # when each phase begins

    @property
    def need(self) -> Need | None:
        return self.needs[0] if self.needs else None


def find_way(dream: Contribution, timeline: Timeline) -> Way:
    """Look up the stations of a dream. Nine queries at most."""
    keys = timeline.is_open(Door.KEYS) and were_fixed(dream.campaign_id)
    debate, results = (timeline.is_open(door) for door in (Door.ACTIONS, Door.RESULTS))
    cards = list(Card.objects.filter(contribution=dream).order_by("pk")) if keys else []
    needs = _needs(dream, cards)
    actions = _actions_of(dream) if debate else []
    pages = _pages(dream) if results and dream.status == Status.PLACED else {}
    return Way(
        scores=Tally.objects.filter(pk=dream.pk).values_list("scores", flat=True).first() or 0,
        needs=needs,
        laid_at=max(
            (card.moved_at for card in cards if card.need_id and card.moved_at), default=None
        ),
        aside=next((card.set_aside for card in cards if card.set_aside), ""),
        actions=actions,
        nearby=_actions_nearby(needs) if debate and needs and not actions else [],
        debated_on=_debate_day(dream) if actions else None,
        note=pages.get(Kind.NOTE.value),
        newspaper=pages.get(Kind.NEWSPAPER.value),
        starts=_starts(timeline.phases),
    )


def _needs(dream: Contribution, cards: Sequence[Card]) -> list[Need]:
    wanted = {card.need_id for card in cards if card.need_id}
    if not wanted:
        return []
    needs = Need.objects.with_counts(dream.campaign).filter(pk__in=wanted)
    found = list(needs.select_related("key").biggest_first())
    name_publicly(dream.campaign, [need.key for need in found if need.key])
    return found


def _actions_of(dream: Contribution) -> list[Action]:
    return list(
        Action.objects.filter(answers__contribution=dream)
        .select_related("table", "key")
        .order_by("number")
    )


def _actions_nearby(needs: Sequence[Need]) -> list[Action]:
    return list(Action.objects.filter(need__in=needs).order_by("number")[:3])


def _debate_day(dream: Contribution) -> date | None:
    return (
        Debate.objects.filter(campaign=dream.campaign_id).values_list("held_on", flat=True).first()
    )


def _pages(dream: Contribution) -> dict[str, Page]:
    """Return the page in the newest published version of each kind. Two queries."""
    cited = Citation.objects.filter(contribution=dream).order_by("-quoted", "page")
    issues = (
        Issue.objects.filter(campaign=dream.campaign_id, language="nl")
        .published()
        .prefetch_related(Prefetch("citations", cited, to_attr="places"))
    )
    pages: dict[str, Page] = {}
    seen: set[str] = set()
    for issue in issues:
        if issue.kind not in seen and issue.places:
            first = issue.places[0]
            pages[issue.kind] = Page(issue, first.page, first.quoted)
        seen.add(issue.kind)
    return pages


def _starts(phases: Sequence[Phase]) -> dict[int, date]:
    return {phase.number: phase.starts_on for phase in phases}
