"""Groups at their own tables: each lays its part of the pile, and where all agree it is laid.

What a group does is a proposal. Nothing moves on the board until somebody of the core team says so.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import Card, Group, GroupCard, Need
from clustering.services.cards import move_cards, park_cards
from clustering.services.names import clean_name

_CHUNK = 500


class NoCards(Exception):
    """Raised when there is no card to give to a group."""


class CardSettled(Exception):
    """Raised when a card was laid for real, or is talked about, in the meantime."""


@dataclass(frozen=True)
class Opinion:
    """Where one group lays a card, and who tapped it."""

    group: Group
    need: Need
    by: User | None

    def __str__(self) -> str:
        who = self.by.first_name if self.by else ""
        return f"{self.group}: {self.need}" + (f" ({who})" if who else "")


@dataclass(frozen=True)
class Verdict:
    """One card that all its groups laid; what was merged with it since goes along."""

    card: Card
    opinions: tuple[Opinion, ...]
    cards: tuple[int, ...]

    @property
    def need(self) -> Need:
        return self.opinions[0].need

    @property
    def reason(self) -> str:
        return " · ".join(map(str, self.opinions))[:300]


@dataclass
class Outcome:
    """What the groups say together. Cards that already lie elsewhere are left where they are."""

    agreed: list[Verdict] = field(default_factory=list)
    different: list[Verdict] = field(default_factory=list)
    elsewhere: int = 0
    waiting: int = 0


@transaction.atomic
def make_group(*, campaign: Campaign, name: str, cards: QuerySet[Card], by: User | None) -> Group:
    """Give cards to a group; a name that exists gets them on top of what it has."""
    campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=60)
    numbers = list(cards.order_by("pk").values_list("pk", flat=True))
    if not numbers:
        raise NoCards
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    group = Group.objects.filter(campaign=campaign, name__iexact=name).first()
    group = group or Group.objects.create(campaign=campaign, name=name, made_by=by)
    GroupCard.objects.bulk_create(
        (GroupCard(group=group, card_id=number) for number in numbers),
        batch_size=_CHUNK, ignore_conflicts=True,
    )  # fmt: skip
    record_activity(
        campaign=campaign, by=by, verb="make_group", subject=group.name, cards=len(numbers)
    )
    return group


@transaction.atomic
def drop_group(*, group: Group, by: User | None) -> None:
    """Take a group away with what it proposed. What was laid for real stays laid."""
    record_activity(campaign=group.campaign, by=by, verb="drop_group", subject=group.name)
    group.delete()


def list_groups(campaign: Campaign) -> QuerySet[Group]:
    """Return the groups with `total` and `done`: their cards, and those they laid. One query."""
    live = Q(group_cards__card__contribution__status="placed")
    return (
        Group.objects.filter(campaign=campaign)
        .annotate(
            total=Count("group_cards", filter=live),
            done=Count("group_cards", filter=live & Q(group_cards__need__isnull=False)),
        )
        .order_by("name")
    )


def cards_of_group(group: Group) -> QuerySet[GroupCard]:
    """Return what lies on a group's table, in the order it got it."""
    return (
        GroupCard.objects.filter(group=group, card__contribution__status="placed")
        .select_related("card__contribution", "need", "by")
        .order_by("pk")
    )


@transaction.atomic
def place_for_group(*, group: Group, card: int, need: Need | None, by: User) -> GroupCard:
    """Lay a card for a group, or take it back. The last tap counts. Raises `CardSettled`."""
    group.campaign.timeline(clock.today()).require(Door.READ)
    row = GroupCard.objects.select_for_update().get(group=group, card=card)
    if row.settled_at is not None:
        raise CardSettled
    row.need, row.by, row.at = need, by, clock.now()
    row.save(update_fields=["need", "by", "at"])
    return row


def outcome_of(campaign: Campaign) -> Outcome:
    """Return what the groups agree on and where they differ. One query."""
    rows = (
        GroupCard.objects.filter(
            group__campaign=campaign, settled_at=None, card__contribution__status="placed"
        )
        .select_related("group", "need", "by", "card__contribution")
        .order_by("card_id", "group__name")
    )
    by_card: dict[object, list[GroupCard]] = defaultdict(list)
    for row in rows:
        by_card[row.card.stack or row.card_id].append(row)
    found = Outcome()
    for same_card in by_card.values():
        card = same_card[0].card
        opinions = tuple(Opinion(r.group, r.need, r.by) for r in same_card if r.need is not None)
        numbers = tuple(dict.fromkeys(row.card_id for row in same_card))
        if card.need_id or card.set_aside:
            found.elsewhere += 1
        elif len(opinions) < len(same_card):
            found.waiting += 1
        elif len({opinion.need.pk for opinion in opinions}) == 1:
            found.agreed.append(Verdict(card, opinions, numbers))
        else:
            found.different.append(Verdict(card, opinions, numbers))
    return found


@transaction.atomic
def settle_groups(*, campaign: Campaign, by: User) -> tuple[int, int]:
    """Lay what the groups agree on, and park where they differ, with what each of them said.

    Returns how many cards were laid and how many are to be talked about. On the board each need is
    one move that can be undone. A second time does nothing.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    found = outcome_of(campaign)
    needs: dict[Need, list[int]] = defaultdict(list)
    for verdict in found.agreed:
        needs[verdict.need].append(verdict.card.pk)
    laid = sum(
        move_cards(campaign=campaign, cards=cards, to=need, by=by).cards
        for need, cards in needs.items()
    )
    reasons: dict[str, list[int]] = defaultdict(list)
    for verdict in found.different:
        reasons[verdict.reason].append(verdict.card.pk)
    parked = sum(
        park_cards(campaign=campaign, cards=cards, reason=reason, by=by).cards
        for reason, cards in reasons.items()
    )
    done = [card for verdict in (*found.agreed, *found.different) for card in verdict.cards]
    for at in range(0, len(done), _CHUNK):
        GroupCard.objects.filter(
            group__campaign=campaign, card__in=done[at : at + _CHUNK], settled_at=None
        ).update(settled_at=clock.now())
    if laid or parked:
        record_activity(
            campaign=campaign, by=by, verb="settle_groups",
            subject=_("%(laid)s laid, %(parked)s to talk about")
            % {"laid": laid, "parked": parked}, laid=laid, parked=parked,
        )  # fmt: skip
    return laid, parked
