"""The public agenda: what people may see, and what they look for."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from campaigns.languages import language_name
from campaigns.models import Campaign, District
from dreamsessions.models import Place, Registration, Session, TargetGroup
from dreamsessions.querysets import SessionQuerySet


@dataclass(frozen=True)
class Wishes:
    """What a visitor looks for; what nobody can look for is left out."""

    district: District | None = None
    group: str = ""
    language: str = ""
    step_free: bool = False
    free: bool = False

    @property
    def query(self) -> str:
        """Return them as they stand in an address, ending in & when there are any."""
        given = {
            "wijk": self.district.slug if self.district else "", "voor": self.group,
            "taal": self.language, "drempelvrij": "1" if self.step_free else "",
            "vrij": "1" if self.free else "",
        }  # fmt: skip
        text = urlencode({name: value for name, value in given.items() if value})
        return f"{text}&" if text else ""

    def narrow(self, rows: SessionQuerySet) -> SessionQuerySet:
        """Keep the sessions that fit; whether there is a chair left only counts beforehand."""
        wanted = Q()
        if self.district is not None:
            wanted &= Q(district=self.district)
        if self.group:
            wanted &= Q(target_group__in=[self.group, TargetGroup.EVERYBODY])
        if self.language:
            wanted &= Q(language=self.language)
        if self.step_free:
            wanted &= Q(step_free=True)
        narrowed: SessionQuerySet = rows.filter(wanted)
        return narrowed


def read_wishes(data: Any, districts: list[District]) -> Wishes:
    """Read wishes from an address; words we do not know are left out."""
    group, language = data.get("voor", ""), data.get("taal", "")
    return Wishes(
        district=next((d for d in districts if d.slug == data.get("wijk")), None),
        group=group if group in TargetGroup.values and group != TargetGroup.EVERYBODY else "",
        language=language if len(language) <= 3 and language.isalpha() else "",
        step_free=data.get("drempelvrij") == "1",
        free=data.get("vrij") == "1",
    )


def visible_sessions(campaign: Campaign) -> SessionQuerySet:
    """Return the sessions that everybody may see, with the chairs left."""
    taken = (
        Registration.objects.filter(session=OuterRef("pk"), place=Place.CHAIR)
        .order_by()
        .values("session")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows: SessionQuerySet = (
        Session.objects.of(campaign)
        .public()
        .select_related("district")
        .annotate(left=F("capacity") - Coalesce(Subquery(taken), 0))
    )
    return rows


def with_places_left(rows: SessionQuerySet) -> SessionQuerySet:
    """Keep the sessions one can still come to; of rows with the chairs left."""
    free: SessionQuerySet = rows.filter(left__gt=0, cancelled_at=None)
    return free


def languages_spoken(campaign: Campaign) -> list[tuple[str, str]]:
    """Return the languages of public sessions, Dutch first. One query."""
    codes = set(Session.objects.of(campaign).public().order_by().values_list("language", flat=True))
    return [
        (code, language_name(code).capitalize())
        for code in sorted(codes, key=lambda code: (code != "nl", language_name(code)))
    ]
