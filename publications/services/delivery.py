"""Plan who delivers the newspaper where, and note that it was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from publications.models import Delivery, Route


@dataclass(frozen=True)
class RouteLine:
    """A route as somebody typed or pasted it."""

    name: str
    mailboxes: int
    no_press: int = 0
    no_ads: int = 0
    district: str = ""  # its name


class UnknownDistricts(Exception):
    """Raised with the names of districts a campaign does not have."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def delivery_of(campaign: Campaign) -> Delivery:
    """Return how this campaign delivers; the usual where nobody said anything yet."""
    return Delivery.objects.filter(campaign=campaign).first() or Delivery(campaign=campaign)


@transaction.atomic
def save_delivery(*, delivery: Delivery, by: User | None) -> None:
    """Keep the rule, the spare copies and those for counters."""
    delivery.save()
    record_activity(
        campaign=delivery.campaign, by=by, verb="save_delivery", subject=str(delivery),
        spare=delivery.spare, counters=delivery.counters,
    )  # fmt: skip


@transaction.atomic
def write_routes(*, campaign: Campaign, lines: Sequence[RouteLine], by: User | None) -> int:
    """Add routes, or change those of the same name; all of them or none.

    What was delivered already stays noted. Returns how many are new. Raises `UnknownDistricts`.
    """
    districts = {row.name.casefold(): row for row in campaign.districts.all()}
    unknown = [
        line.district for line in lines
        if line.district and line.district.casefold() not in districts
    ]  # fmt: skip
    if unknown:
        raise UnknownDistricts(list(dict.fromkeys(unknown)))
    known = set(Route.objects.filter(campaign=campaign).values_list("name", flat=True))
    rows = [
        Route(
            campaign=campaign,
            name=line.name,
            mailboxes=line.mailboxes,
            no_press=line.no_press,
            no_ads=line.no_ads,
            district=districts.get(line.district.casefold()),
        )
        for line in lines
    ]
    Route.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["campaign", "name"],
        update_fields=["district", "mailboxes", "no_press", "no_ads"],
    )
    new = len({line.name for line in lines} - known)
    record_activity(campaign=campaign, by=by, verb="write_routes", subject=str(len(lines)), new=new)
    return new


@transaction.atomic
def note_delivered(*, route: Route, name: str, left_over: int, by: User | None) -> bool:
    """Note that a route was delivered, by whom and what was left over; False when it was noted."""
    changed = Route.objects.filter(pk=route.pk, delivered_at=None).update(
        delivered_at=clock.now(), delivered_by=name, left_over=left_over, noted_by=by
    )
    if changed:
        record_activity(campaign=route.campaign, by=by, verb="note_delivered", subject=route.name)
    return bool(changed)


@transaction.atomic
def take_delivery_back(*, route: Route, by: User | None) -> bool:
    """Take a note of delivery back; False when there was none."""
    changed = Route.objects.filter(pk=route.pk, delivered_at__isnull=False).update(
        delivered_at=None, delivered_by="", left_over=0, noted_by=by
    )
    if changed:
        record_activity(
            campaign=route.campaign, by=by, verb="take_delivery_back", subject=route.name
        )
    return bool(changed)


@transaction.atomic
def remove_route(*, route: Route, by: User | None) -> None:
    """Take a route out of the plan."""
    record_activity(campaign=route.campaign, by=by, verb="remove_route", subject=route.name)
    route.delete()
