"""What surrounds the sessions: chairs, requests, targets, chats, tablets and what came from them."""

import hashlib
import io
import json
import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count, cycle
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image, ImageDraw

from ambassadors.models import Ambassador
from campaigns.geography import bounds, centre, find_district
from campaigns.images import take_picture
from campaigns.models import (
    Campaign,
    Channel,
    Contribution,
    Decision,
    District,
    Status,
    User,
    Verdict,
)
from dreamsessions.models import (
    Device,
    Edit,
    Media,
    Note,
    Place,
    Receipt,
    Registration,
    Rejected,
    Remark,
    Session,
    SessionRequest,
    Target,
)
from dreamsessions.shell import app_version
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.seed.ground import BRUSSELS
from roeselare2030.demo.seed.ledger import TODAY, Label, codes
from roeselare2030.demo.seed.tables import tree

_SPACE = uuid.UUID("2f0e1c53-6c1b-4d8e-9a55-20300000000c")
_PAPERS = ("#FFF6E3", "#CBE8FF", "#FFE3EF", "#FFFFFF", "#E4F6E4")


def _key(*words: object) -> uuid.UUID:
    """Return the key of a row, the same one every time."""
    return uuid.uuid5(_SPACE, "/".join(map(str, words)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def _team() -> User:
    return User.objects.get(email=LOGINS[0].email)


# Before the ledger -------------------------------------------------------------------------------
def finish_sessions(campaign: Campaign, sessions: dict[str, Session]) -> None:
    """Say of each session what its row leaves out, and put a pin where people may come."""
    districts = list(District.objects.filter(campaign=campaign))
    points = {d.pk: _points(d, districts) for d in districts}
    for slug, session in sessions.items():
        about = dict(tree("fieldwork")["sessions"].get(slug, {}))
        if about.pop("late", False):
            session.closed_at = None
        if reason := about.pop("cancelled", ""):
            session.cancelled_at, session.cancel_reason = _moment("2027-03-06T16:20"), reason
        for name, value in about.items():
            setattr(session, name, value)
        session.token = _key("session", slug).hex[:16]
        # A living room is on nobody's map.
        if session.kind != "private" and session.district_id:
            longitude, latitude = next(points[session.district_id])
            session.longitude, session.latitude = Decimal(str(longitude)), Decimal(str(latitude))
        session.save()


def _points(district: District, districts: list[District]) -> Iterator[tuple[float, float]]:
    """Yield places in a district, each far from the ones before."""
    rnd, box = random.Random(district.slug), bounds([district.outline])
    # Away from its name, which stands in the middle.
    given = [centre(district)]
    while box is not None:
        found: list[tuple[float, float]] = []
        while len(found) < 24:
            point = rnd.uniform(box.west, box.east), rnd.uniform(box.south, box.north)
            if all(find_district(*p, districts) == district for p in _around(*point)):
                found.append((round(point[0], 5), round(point[1], 5)))
        best = max(found, key=lambda p: min(_far(p, g) for g in given))
        given.append(best)
        yield best


def _around(x: float, y: float) -> list[tuple[float, float]]:
    """Return a place and four beside it: a pin is wider than a point."""
    return [(x, y), (x - 0.003, y), (x + 0.003, y), (x, y - 0.002), (x, y + 0.002)]


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    # A degree of longitude is shorter here than one of latitude.
    return ((one[0] - other[0]) * 0.63) ** 2 + (one[1] - other[1]) ** 2


# The ledger --------------------------------------------------------------------------------------
def lay_chats(campaign: Campaign) -> list[Label]:
    """Enter the chats: one sentence each, without a session. They come after everything else."""
    by, names = User.objects.get(email="rita@demo.example"), codes(2031)
    number, labels = campaign.last_number, []
    taken = set(Contribution.objects.of(campaign).values_list("code", flat=True))
    for n, row in enumerate(tree("fieldwork")["chats"]):
        number += 1
        at = _moment(f"{TODAY - timedelta(days=1)}T09:00") + timedelta(minutes=41 * n)
        contribution = Contribution.objects.create(
            campaign=campaign, text=row["text"], status=Status.PLACED, channel=Channel.SESSION,
            created_at=at, placed_at=at, origin=row["place"], age_group=row["age"], number=number,
            code=next(code for code in names if code not in taken),
            submission_key=_key("chat", n),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dreamsessions_note (contribution_id, need) VALUES (%s, %s)",
                [contribution.pk, row["behind"]],
            )
        Decision.objects.create(contribution=contribution, verdict=Verdict.PLACE, by=by, at=at)
        labels.append(Label(number, row["need"]))
    Campaign.objects.filter(pk=campaign.pk).update(last_number=number)
    campaign.refresh_from_db()
    return labels


# After the ledger --------------------------------------------------------------------------------
def lay_fieldwork(
    campaign: Campaign, sessions: dict[str, Session], ambassadors: list[Ambassador]
) -> None:
    """Make what the core team finds in its rooms around the sessions."""
    data = tree("fieldwork")
    _give_chairs(sessions, data["chairs"], data["names"])
    _ask(campaign, sessions, data["requests"])
    _set_targets(campaign, data["targets"])
    devices = _hand_out_tablets(campaign, ambassadors, data["devices"])
    _disagree(sessions, devices, data["conflict"])
    _reject(campaign, sessions, devices[0], data["rejected"])
    for n, row in enumerate(data["remarks"]):
        note = _notes(sessions[row["session"]])[1 + n]
        Remark.objects.create(note=note, text=row["text"], at=_moment("2027-03-08T20:15"))
    for n, row in enumerate(data["pictures"]):
        _take(campaign, sessions[row["session"]], devices[n % 2], row["kind"], n)


def _give_chairs(
    sessions: dict[str, Session], chairs: dict[str, list[int]], names: list[str]
) -> None:
    """Fill chairs and waiting lists; some people left an address."""
    turn, numbers = cycle(names), count()
    rows = []
    for slug, amounts in chairs.items():
        places = [p for p, n in zip(Place.values, amounts, strict=True) for _ in range(n)]
        for n, place in enumerate(places):
            name, key = next(turn), _key("chair", next(numbers))
            rows.append(
                Registration(
                    session=sessions[slug], key=key, token=key.hex[:16], first_name=name,
                    email=f"{name.lower()}@voorbeeld.example" if n % 3 else "", place=place,
                    created_at=_moment("2027-02-22T08:00") + timedelta(hours=7 * n),
                    told_at=_moment("2027-03-08T08:00") if n % 3 else None,
                )
            )  # fmt: skip
    Registration.objects.bulk_create(rows)


def _ask(campaign: Campaign, sessions: dict[str, Session], rows: list[dict[str, Any]]) -> None:
    districts = {d.slug: d for d in District.objects.filter(campaign=campaign)}
    for n, row in enumerate(rows):
        settled = row.get("settled")
        state = "open" if not settled else "planned" if "session" in row else "declined"
        SessionRequest.objects.create(
            campaign=campaign, key=_key("request", n), group=row["group"], place=row["place"],
            district=districts.get(row["district"]), people=row["people"], when=row["when"],
            by_themselves=row["by_themselves"], first_name=row["first_name"],
            email=row.get("email", ""), phone=row.get("phone", ""), state=state,
            answer=row.get("answer", ""), session=sessions.get(row.get("session", "")),
            asked_at=_moment(row["asked"]), settled_at=_moment(settled) if settled else None,
            settled_by=_team() if settled else None,
        )  # fmt: skip


def _set_targets(campaign: Campaign, targets: dict[str, dict[str, list[int]]]) -> None:
    names = {
        "district": ("sessions", "people"), "group": ("sessions", "people", "population"),
        "age": ("people", "population"),
    }  # fmt: skip
    Target.objects.bulk_create(
        Target(
            campaign=campaign, dimension=dimension, value=value,
            **dict(zip(names[dimension], figures, strict=True)),
        )
        for dimension, values in targets.items() for value, figures in values.items()
    )  # fmt: skip


def _hand_out_tablets(
    campaign: Campaign, ambassadors: list[Ambassador], rows: list[dict[str, str]]
) -> list[Device]:
    return [
        Device.objects.create(
            id=_key("device", n), campaign=campaign, name=row["name"],
            user=ambassadors[int(row["ambassador"]) - 1].user, app_version=app_version(),
            first_seen_at=_moment("2027-01-20T09:00") + timedelta(minutes=9 * n),
            last_seen_at=_moment(row["seen"]), waiting=row["waiting"],
            waiting_since=_moment(row["since"]) if "since" in row else None,
            revoked_at=_moment(row["revoked"]) if "revoked" in row else None,
            revoked_by=_team() if "revoked" in row else None,
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip


def _notes(session: Session) -> list[Note]:
    return list(session.notes.order_by("number"))


def _disagree(sessions: dict[str, Session], devices: list[Device], row: dict[str, str]) -> None:
    """Let two tablets have written the same note differently."""
    note = _notes(sessions[row["session"]])[0]
    for n, (text, device) in enumerate(((note.text, devices[0]), (row["text"], devices[1]))):
        Edit.objects.create(
            id=_key("edit", n), note=note, text=text, speaker=note.display_name, device=device,
            by=device.user, claimed_at=note.created_at, sequence=n + 1, conflicts=n == 1,
            received_at=note.created_at + timedelta(hours=2 + n),
        )  # fmt: skip
        Receipt.objects.create(
            id=_key("edit", n), campaign_id=note.campaign_id, note_key=note.submission_key,
            digest=hashlib.sha256(text.encode()).hexdigest(), device=device,
            received_at=note.created_at + timedelta(hours=2 + n),
        )  # fmt: skip
    note.head = _key("edit", 0)
    note.save(update_fields=["head"])


def _reject(
    campaign: Campaign, sessions: dict[str, Session], device: Device, row: dict[str, str]
) -> None:
    """Let a tablet have sent a note for a session its owner does not lead."""
    record = json.dumps(
        {
            "id": str(_key("rejected")), "kind": "write", "note": str(_key("rejected note")),
            "session": sessions[row["session"]].pk, "text": row["text"], "chair": 3,
            "speaker": row["speaker"], "at": "2027-03-08T20:41:00+01:00", "seq": 41,
        },
        ensure_ascii=False,
    )  # fmt: skip
    Rejected.objects.create(
        id=_key("rejected"), campaign=campaign, device=device, by=device.user,
        reason="not_your_session", record=record, at=_moment("2027-03-08T21:02"),
        digest=hashlib.sha256(record.encode()).hexdigest(),
    )  # fmt: skip


def _take(campaign: Campaign, session: Session, device: Device, kind: str, seed: int) -> None:
    """Take in a small picture of a note, as a tablet sends it."""
    note = _notes(session)[seed % 3]
    sent = draw_sheet(seed, sketch=kind == "sketch")
    large = take_picture(sent, large=900, small=200).large
    media = Media(
        id=_key("media", seed), campaign=campaign, session=session, note=note,
        note_key=note.submission_key, kind=kind, content_type="image/jpeg", size=len(sent),
        received=len(sent), digest=hashlib.sha256(sent).hexdigest(), device=device,
        by=device.user, started_at=session.ends_at, finished_at=session.ends_at,
    )  # fmt: skip
    media.file.save(f"{media.pk}.jpg", ContentFile(large.read()), save=False)
    media.save()


def draw_sheet(seed: int, *, sketch: bool) -> bytes:
    """Draw a sheet with a quick drawing, or with lines of handwriting nobody can read."""
    rnd = random.Random(seed)
    image = Image.new("RGB", (900, 640), "#8A7B63" if not sketch else "#FFFFFF")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 30, 860, 610), fill=_PAPERS[seed % len(_PAPERS)])
    if not sketch:
        for y in range(130, 520, 70):
            x = 110
            while x < rnd.randint(620, 790):
                width = rnd.randint(30, 90)
                points = [(x + i, y + rnd.randint(-14, 14)) for i in range(0, width, 7)]
                pen.line(points, fill="#2A2352", width=4, joint="curve")
                x += width + 22
    else:
        pen.line([(90, 520), (810, 512)], fill="#22123F", width=6)
        for _ in range(5):
            x, high = rnd.randint(130, 740), rnd.randint(120, 260)
            pen.line([(x, 515), (x + rnd.randint(-8, 8), 515 - high)], fill="#6B4A2B", width=9)
            pen.ellipse((x - 62, 455 - high, x + 62, 565 - high), outline="#11622F", width=7)
        pen.ellipse((700, 80, 790, 170), outline="#D98200", width=8)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
