"""Everything people gave: online dreams, session notes, children's work, scores."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import connection
from django.utils.text import slugify

from ambassadors.models import Ambassador
from campaigns.codes import CONSONANTS, DIGITS, VOWELS
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
from dreamsessions.models import Session
from gallery.models import Artwork, School, SchoolClass
from roeselare2030.demo.drawings import draw
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.seed.ground import BRUSSELS, moment
from roeselare2030.demo.seed.tables import Row, age_group, dreams, rows

FIRST_DAY, TODAY = date(2027, 1, 25), date(2027, 3, 9)
WAITING = 9  # online dreams that still wait in the reading queue
_SPACE = uuid.UUID("2f0e1c53-6c1b-4d8e-9a55-20300000000a")


@dataclass(frozen=True)
class Label:
    """The hand-given key and need of a contribution, by its number."""

    number: int
    need: str


def codes(seed: int) -> Iterator[str]:
    """Yield different receipt codes, the same ones every time."""
    rnd, used = random.Random(seed), set()
    while True:
        code = "".join(rnd.choice(c) for c in (CONSONANTS, VOWELS, CONSONANTS) * 2) + rnd.choice(
            DIGITS
        )
        if code not in used:
            used.add(code)
            yield code


def lay_sessions(campaign: Campaign, ambassadors: list[Ambassador]) -> dict[str, Session]:
    """Make the fifty sessions; those before today were held."""
    districts = {d.slug: d for d in District.objects.filter(campaign=campaign)}
    sessions = {}
    for row in rows("sessions"):
        starts = datetime.fromisoformat(row["starts_at"]).replace(tzinfo=BRUSSELS)
        held = starts.date() < TODAY
        session = Session.objects.create(
            campaign=campaign, slug=row["slug"], title=row["title"], kind=row["kind"],
            visibility=row["visibility"], description=row["description"], place=row["place"],
            address=row["address"], district=districts.get(row["district"]), starts_at=starts,
            minutes=int(row["minutes"]), capacity=int(row["capacity"]),
            participants=int(row["participants"]),
            started_at=starts if held else None,
            closed_at=starts + timedelta(minutes=int(row["minutes"])) if held else None,
        )  # fmt: skip
        session.ambassadors.set(ambassadors[int(n) - 1] for n in row["ambassadors"].split(";"))
        sessions[row["slug"]] = session
    demo = next((a for a in ambassadors if a.user.email.endswith("@demo.example")), None)
    if demo is not None:
        # The demo's ambassador has an evening to prepare.
        sessions["buurthuis-de-ruiter"].ambassadors.add(demo)
    return sessions


def lay_contributions(
    campaign: Campaign, sessions: dict[str, Session], *, scale: int
) -> list[Label]:
    """Enter all dreams, notes and artworks in the order they came in, `scale` times over."""
    districts = {d.slug: d for d in District.objects.filter(campaign=campaign)}
    rnd, receipts = random.Random(2030), codes(2030)
    labels: list[Label] = []
    number = 0
    for copy in range(scale):
        entries = sorted(
            _entries(campaign, districts, sessions, rnd), key=lambda e: e[0].created_at
        )
        for contribution, row in entries:
            number += 1
            contribution.number, contribution.code = number, next(receipts)
            contribution.submission_key = uuid.uuid5(_SPACE, str(number))
            labels.append(Label(number, row["need"]))
        Contribution.objects.bulk_create([c for c, _row in entries], batch_size=2000)
        _add_channel_rows(entries, sessions, campaign, pictures=copy == 0)
    Campaign.objects.filter(pk=campaign.pk).update(last_number=number)
    campaign.refresh_from_db()
    _let_some_wait(campaign)
    _log_decisions(campaign)
    return labels


def _entries(
    campaign: Campaign,
    districts: dict[str, District],
    sessions: dict[str, Session],
    rnd: random.Random,
) -> list[tuple[Contribution, Row]]:
    days = (TODAY - FIRST_DAY).days
    entries: list[tuple[Contribution, Row]] = []

    def enter(row: Row, at: datetime, **fields: object) -> None:
        contribution = Contribution(
            campaign=campaign, text=row["text"].replace("\\n", "\n"), status=Status.PLACED,
            created_at=at, placed_at=at + timedelta(hours=rnd.randint(1, 20)), **fields,
        )  # fmt: skip
        entries.append((contribution, row))

    for row in dreams():
        at = moment(FIRST_DAY, rnd.randint(7, 22), rnd.randint(0, 59)) + timedelta(
            days=rnd.randrange(days)
        )
        enter(
            row, at, channel=Channel.ONLINE, display_name=row["first_name"],
            age_group=age_group(row["age"]), district=districts.get(row["district"]),
            language=row["language"] or "nl",
        )  # fmt: skip
    for n, row in enumerate(rows("notes")):
        session = sessions[row["session_slug"]]
        enter(
            row, session.starts_at + timedelta(minutes=5 + 3 * (n % 6)), channel=Channel.SESSION,
            display_name=row["speaker"], age_group=row["age_group"], district=session.district,
            origin=session.title,
        )  # fmt: skip
    for n, row in enumerate(rows("artworks")):
        at = moment(date(2027, 2, 15) + timedelta(days=n // 5), 11, n % 60)
        enter(
            row, at, channel=Channel.SCHOOL, display_name=row["first_name"], age_group="0-11",
            origin=f"{row['school']}, {row['class_name']}",
            consent_online=row["guardian_web"] == "yes",
            consent_print=row["guardian_print"] == "yes", thumbnail_alt=row["alt"],
        )  # fmt: skip
    return entries


def _add_channel_rows(
    entries: list[tuple[Contribution, Row]],
    sessions: dict[str, Session],
    campaign: Campaign,
    *,
    pictures: bool,
) -> None:
    """Add the channel's own rows under contributions that were entered in bulk."""
    classes: dict[tuple[str, str], SchoolClass] = {}
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO survey_dream (contribution_id, email, network) VALUES (%s, '', '')",
            [[c.pk] for c, _row in entries if c.channel == Channel.ONLINE],
        )
        cursor.executemany(
            "INSERT INTO dreamsessions_note (contribution_id, session_id, chair, need) "
            "VALUES (%s, %s, %s, '')",
            [
                [c.pk, sessions[row["session_slug"]].pk, 1 + n % 12]
                for n, (c, row) in enumerate(entries)
                if c.channel == Channel.SESSION
            ],
        )
    for n, (contribution, row) in enumerate(entries):
        if contribution.channel != Channel.SCHOOL:
            continue
        place = (row["school"], row["class_name"])
        if place not in classes:
            school, _new = School.objects.get_or_create(campaign=campaign, name=row["school"])
            classes[place], _new = SchoolClass.objects.get_or_create(
                school=school, name=row["class_name"],
                defaults={"link": f"demo-{slugify('-'.join(place))}", "teacher": "Juf Els"},
            )  # fmt: skip
        artwork = Artwork(
            contribution=contribution, school_class=classes[place], title=row["title"],
            kind=row["kind"], age=int(row["age"]), consent_recorded_by="Juf Els",
        )  # fmt: skip
        artwork.__dict__.update(
            {
                f.attname: getattr(contribution, f.attname)
                for f in Contribution._meta.concrete_fields
            }
        )
        if pictures:
            _draw(artwork, row, seed=n)
        artwork.save()


def _draw(artwork: Artwork, row: Row, seed: int) -> None:
    """Draw the child's work and take it in like any photo a teacher sends."""
    photo = draw(row["motif"], kind=row["kind"], age=int(row["age"]), seed=seed)
    picture = take_picture(photo, large=1600)
    name = f"demo-{artwork.number}.jpg"
    artwork.image.save(name, ContentFile(picture.large.read()), save=False)
    artwork.thumbnail.save(name, ContentFile(picture.small.read()), save=False)


def _let_some_wait(campaign: Campaign) -> None:
    """Put the newest online dreams back in the reading queue."""
    newest = (
        Contribution.objects.of(campaign)
        .filter(channel=Channel.ONLINE)
        .newest()
        .values_list("pk", flat=True)[:WAITING]
    )
    Contribution.objects.filter(pk__in=list(newest)).update(status=Status.WAITING, placed_at=None)


def _log_decisions(campaign: Campaign) -> None:
    reader = User.objects.get(email=next(p.email for p in LOGINS if p.slug == "lezer"))
    placed = Contribution.objects.of(campaign).placed().values_list("pk", "placed_at")
    Decision.objects.bulk_create(
        (
            Decision(contribution_id=pk, verdict=Verdict.PLACE, by=reader, at=at)
            for pk, at in placed
        ),
        batch_size=2000,
    )
