"""How the demo's newspaper gets into the mailboxes: routes, a rule, and the first proofs."""

from datetime import datetime

from campaigns.models import Campaign, User
from publications.models import Delivery, Route, StickerRule
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.seed.ground import BRUSSELS
from roeselare2030.demo.seed.tables import rows

COUNTERS = 400  # copies for town hall, library, stations


def lay_delivery(campaign: Campaign) -> None:
    """Lay the routes of all districts; on the morning of the newspaper some are done.

    The numbers of mailboxes are invented: they follow the inhabitants of the demo's districts.
    """
    Delivery.objects.create(campaign=campaign, rule=StickerRule.NO_PRESS, counters=COUNTERS)
    editor = User.objects.get(email=next(p.email for p in LOGINS if p.slug == "redactie"))
    districts = {district.name: district for district in campaign.districts.all()}
    Route.objects.bulk_create(
        Route(
            campaign=campaign, district=districts[row["district"]], name=row["route"],
            mailboxes=int(row["mailboxes"]), no_press=int(row["no_press"]),
            no_ads=int(row["no_ads"]), delivered_by=row["by"],
            delivered_at=_moment(row["delivered"]), left_over=int(row["left_over"] or 0),
            noted_by=editor if row["delivered"] else None,
        )
        for row in rows("routes")
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS) if text else None
