"""Plan sessions: what is known of each, who leads it, and what asks for attention."""

import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Min, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.models import Ambassador
from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from dreamsessions.models import Device, Kind, Note, Place, Registration, Session
from dreamsessions.services.changes import follow_cancelling, follow_change, number_change
from dreamsessions.services.waiting import lock_session

# Words of our own under /sessies/: no session may live there.
RESERVED: Final = frozenset({"vraag", "zelf", "agenda", "nieuw", "bereik", "vragen", "mijn"})
# Tablets send soon after a session; what began to wait later is of another one.
SENT_WITHIN: Final = timedelta(hours=12)
# What a copy starts with; its time, people and notes are its own.
COPIED: Final = (
    "title", "kind", "visibility", "description", "host", "target_group", "language", "place",
    "address", "district", "latitude", "longitude", "step_free", "accessibility", "materials",
    "minutes", "capacity",
)  # fmt: skip


class SessionOver(Exception):
    """Raised when a session is cancelled that has started or was held."""


def coming_sessions(
    sessions: "QuerySet[Session]", at: datetime
) -> tuple[list[Session], list[Session]]:
    """Split sessions in those of today and those later."""
    day = timezone.localtime(at).date()
    rows = list(sessions)
    return (
        [s for s in rows if timezone.localtime(s.starts_at).date() == day],
        [s for s in rows if timezone.localtime(s.starts_at).date() > day],
    )


# The plan ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Planned:
    """A session as the plan shows it. `session` carries `taken`, `waiting` and `told`."""

    session: Session
    state: str
    warnings: list[str] = field(default_factory=list)


def plan_of(campaign: Campaign, *, at: datetime) -> list[Planned]:
    """Return every session with its figures and warnings, by date. Two queries."""
    leaders = Ambassador.objects.select_related("candidate")
    rows = (
        with_figures(Session.objects.of(campaign))
        .select_related("district")
        .prefetch_related(Prefetch("ambassadors", leaders))
    )
    return [Planned(row, state_of(row, at), warnings_of(row, at)) for row in rows]


def with_figures(rows: "QuerySet[Session]") -> "QuerySet[Session]":
    """Add chairs taken, people in line, dreams told and what waits on tablets; no extra query."""
    here = OuterRef("pk")
    seats = Registration.objects.filter(session=here)
    # Devices of the people who lead it; a lost tablet will never send.
    devices = Device.objects.filter(
        campaign=OuterRef("campaign"), user__ambassador__sessions=here, waiting__gt=0,
        revoked_at=None,
    )  # fmt: skip
    annotated: QuerySet[Session] = rows.annotate(
        taken=_number(seats.filter(place=Place.CHAIR), "session", Count("pk")),
        waiting=_number(seats.filter(place=Place.WAITING), "session", Count("pk")),
        told=_number(Note.objects.filter(session=here), "session", Count("pk")),
        unsent=_number(devices, "campaign", Sum("waiting")),
        unsent_since=Subquery(_grouped(devices, "campaign", Min("waiting_since"))),
    )
    return annotated


def _number(rows: "QuerySet[Any]", by: str, figure: Any) -> Coalesce:
    return Coalesce(Subquery(_grouped(rows, by, figure)), 0)


def _grouped(rows: "QuerySet[Any]", by: str, figure: Any) -> "QuerySet[Any, Any]":
    # Without an order: it would split the groups.
    grouped: QuerySet[Any, Any] = rows.order_by().values(by).annotate(figure=figure)
    return grouped.values("figure")


def state_of(session: Session, at: datetime) -> str:
    """Return cancelled, held, busy, late (over, not closed) or coming."""
    if session.cancelled_at is not None:
        return "cancelled"
    if session.closed_at is not None:
        return "held"
    if session.ends_at < at:
        return "late"
    return "busy" if session.started_at is not None else "coming"


def warnings_of(session: Session, at: datetime) -> list[str]:
    """Return what asks for attention, most urgent first; of a row `with_figures`."""
    state = state_of(session, at)
    if state == "cancelled":
        return []
    found = []
    unsent: int = session.unsent  # type: ignore[attr-defined]
    since: datetime | None = session.unsent_since  # type: ignore[attr-defined]
    if unsent and session.starts_at <= at and (not since or since <= session.ends_at + SENT_WITHIN):
        found.append(
            ngettext("%(n)s dream waits on a tablet", "%(n)s dreams wait on a tablet", unsent)
            % {"n": unsent}
        )
    if state == "held":
        return found
    if state == "late":
        return [*found, _("Over, but not closed")]
    leaders = len(session.ambassadors.all())
    # A club leads its own session, with the kit.
    if session.kind != Kind.CLUB and leaders < 2:
        found.append(_("Only one ambassador") if leaders else _("No ambassador yet"))
    if not session.place.strip():
        found.append(_("No place yet"))
    return found


# Who is free -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Helper:
    """An ambassador who may lead a session: how many they lead, and what they do at that hour."""

    ambassador: Ambassador
    sessions: int
    busy: str = ""

    @property
    def is_busy(self) -> bool:
        return bool(self.busy)


def helpers_for(
    campaign: Campaign, *, starts_at: datetime | None, minutes: int, leave_out: int | None
) -> list[Helper]:
    """Return the ambassadors, free ones first, then who leads fewest. Two queries."""
    busy = busy_ambassadors(campaign, starts_at=starts_at, minutes=minutes, leave_out=leave_out)
    rows = (
        Ambassador.objects.filter(candidate__campaign=campaign)
        .select_related("candidate")
        .annotate(
            leads=_number(
                Session.ambassadors.through.objects.filter(
                    ambassador=OuterRef("pk"), session__cancelled_at=None
                ),
                "ambassador",
                Count("pk"),
            )
        )
    )
    helpers = [Helper(row, row.leads, busy.get(row.pk, "")) for row in rows]
    return sorted(helpers, key=lambda h: (bool(h.busy), h.sessions, str(h.ambassador)))


def busy_ambassadors(
    campaign: Campaign, *, starts_at: datetime | None, minutes: int, leave_out: int | None
) -> dict[int, str]:
    """Return who leads another session at that hour, and which one. No query without an hour."""
    if starts_at is None:
        return {}
    # Real minutes: on the wall the night the clock changes is an hour longer or shorter.
    starts_at = starts_at.astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    near = (
        Session.ambassadors.through.objects.filter(
            session__campaign=campaign, session__cancelled_at=None,
            session__starts_at__lt=ends_at, session__starts_at__gt=starts_at - timedelta(days=1),
        )
        .exclude(session=leave_out)
        .values_list(
            "ambassador_id", "session__title", "session__starts_at", "session__minutes"
        )
    )  # fmt: skip
    return {
        pk: title
        for pk, title, starts, length in near
        if starts + timedelta(minutes=length) > starts_at
    }


# Changing ----------------------------------------------------------------------------------------
def copied_fields(session: Session) -> dict[str, Any]:
    """Return what another one like it starts with, a week later at the same hour."""
    # On the wall: 19.30 stays 19.30, also when the clock changes that week.
    return {name: getattr(session, name) for name in COPIED} | {
        "starts_at": timezone.localtime(session.starts_at) + timedelta(days=7)
    }


def made_before(campaign: Campaign, key: uuid.UUID | None) -> Session | None:
    """Return the session that was made with this key, if there is one."""
    if key is None:
        return None
    return Session.objects.of(campaign).filter(token=_token_of(key)).first()


@transaction.atomic
def save_session(
    *, session: Session, ambassadors: Iterable[Ambassador], by: User, key: uuid.UUID | None = None
) -> Session:
    """Make a session or change one, with who leads it, and write it in the logbook.

    A new one that is sent twice with the same key is made once.
    """
    is_new = session.pk is None
    if is_new:
        # Two clicks at once wait for each other here, and find one address each.
        campaign = Campaign.objects.select_for_update().get(pk=session.campaign_id)
        made = made_before(campaign, key)
        if made is not None:
            return made
        session.slug = _free_slug(session)
        session.token = _token_of(key) if key else session.token
    before = None if is_new else lock_session(session.pk)
    if before is not None:
        number_change(before=before, after=session)
    session.save()
    if before is not None:
        follow_change(before=before, after=session)
    session.ambassadors.set(ambassadors)
    record_activity(
        campaign=session.campaign, by=by,
        verb="plan_session" if is_new else "change_session", subject=session.title,
    )  # fmt: skip
    return session


def _token_of(key: uuid.UUID) -> str:
    """Return the secret of a session made with this key: the same each time, and not to guess."""
    digest = salted_hmac("dreamsessions.session", key.hex, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:12]).decode()


def _free_slug(session: Session) -> str:
    base = slugify(session.title)[:70] or "droomsessie"
    taken = RESERVED | set(
        Session.objects.of(session.campaign)
        .filter(slug__startswith=base)
        .values_list("slug", flat=True)
    )
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in taken)


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: User) -> bool:
    """Cancel a session that did not start; tells whether it was not cancelled before.

    Who took a chair hears the reason. Raises `SessionOver`.
    """
    if session.started_at is not None or session.closed_at is not None:
        raise SessionOver
    changed = Session.objects.filter(
        pk=session.pk, cancelled_at=None, started_at=None, closed_at=None
    ).update(
        cancelled_at=clock.now(), cancel_reason=reason, changed_at=clock.now(),
        revision=F("revision") + 1,
    )  # fmt: skip
    session.refresh_from_db()
    if changed:
        follow_cancelling(session=session)
        record_activity(
            campaign=session.campaign, by=by, verb="cancel_session", subject=session.title,
            reason=reason,
        )  # fmt: skip
    return bool(changed)
