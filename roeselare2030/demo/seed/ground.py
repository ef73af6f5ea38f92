"""The campaign, its phases and its people."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from ambassadors.models import (
    Ambassador,
    Attendance,
    Candidate,
    CertificateState,
    Outcome,
    Training,
)
from campaigns.models import (
    Campaign,
    Commitment,
    Department,
    District,
    Membership,
    Phase,
    User,
)
from campaigns.permissions import Role
from roeselare2030.demo.logins import LOGINS, PASSWORD
from roeselare2030.demo.seed.tables import rows, tree

BRUSSELS = ZoneInfo("Europe/Brussels")
SLUG = "roeselare-2030"
UNNAMED = 14  # one ambassador in so many does not want to be named

# Invented for the demo: the shape of a city of 66,000, not its statistics.
DISTRICTS = (
    ("roeselare-centrum", "Roeselare centrum", 14_800), ("rumbeke", "Rumbeke", 12_900),
    ("beveren", "Beveren", 7_600), ("oekene", "Oekene", 2_100), ("krottegem", "Krottegem", 8_400),
    ("de-ruiter", "De Ruiter", 5_900), ("meiboom", "Meiboom", 3_300),
    ("godelieve", "Godelieve", 4_100), ("heilig-hart", "Heilig Hart", 3_700),
    ("vierwegen", "Vierwegen", 1_900), ("sint-michiels", "Sint-Michiels", 1_800),
)  # fmt: skip

PHASES = (
    (date(2026, 9, 7), date(2026, 10, 4), "De stad belooft te luisteren.", "Een getekende belofte"),
    (date(2026, 10, 5), date(2026, 11, 8), "Een team tekent de weg.", "Een plan met data en afspraken"),
    (date(2026, 11, 9), date(2026, 12, 13), "42 ambassadeurs gezocht.", "42 gekozen collega’s"),
    (date(2026, 12, 14), date(2027, 1, 24), "Leren luisteren.", "42 getuigschriften"),
    (date(2027, 1, 25), date(2027, 3, 28), "Online, in 50 droomsessies en in alle scholen.", "Alle dromen gelezen en geplaatst"),
    (date(2027, 3, 29), date(2027, 5, 16), "Van wensen naar sleutels.", "Sleutels, vastgelegd door twee mensen"),
    (date(2027, 5, 17), date(2027, 6, 30), "Dromen worden plannen.", "Acties met een naam en een eerste stap"),
    (date(2027, 9, 1), date(2027, 12, 31), "De nota en de krant van de toekomst.", "Een nota voor de gemeenteraad"),
)  # fmt: skip


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return an aware moment in Roeselare."""
    return datetime.combine(day, time(hour, minute), tzinfo=BRUSSELS)


def lay_campaign() -> Campaign:
    """Make the campaign with its phases, districts, departments and promise."""
    campaign = Campaign.objects.create(
        slug=SLUG, name="Durf dromen.", city="Roeselare", horizon_year=2030, contact_name="An",
        contact_phone="051 26 00 00", contact_email="droom@demo.example",
    )  # fmt: skip
    Phase.objects.bulk_create(
        Phase(
            campaign=campaign, number=number, starts_on=first, ends_on=last, summary=summary,
            gate=gate, gate_passed_on=last,
        )
        for number, (first, last, summary, gate) in enumerate(PHASES, start=1)
    )  # fmt: skip
    borders = tree("districts")["districts"]  # an example, not the real borders
    District.objects.bulk_create(
        District(
            campaign=campaign, slug=slug, name=name, population=population, outline=borders[slug]
        )
        for slug, name, population in DISTRICTS
    )  # fmt: skip
    Department.objects.bulk_create(
        Department(campaign=campaign, slug=row["slug"], name=row["name"], staff=int(row["staff"]))
        for row in rows("departments")
    )
    return campaign


def lay_people(campaign: Campaign) -> None:
    """Make one person for each role, who can sign in with the demo password."""
    password = make_password(PASSWORD)
    for login in LOGINS:
        user = User.objects.create(
            email=login.email, first_name=login.first_name, last_name=login.last_name,
            password=password, is_staff=Role.ADMINISTRATOR in login.roles,
            is_superuser=Role.ADMINISTRATOR in login.roles,
        )  # fmt: skip
        Membership.objects.create(
            campaign=campaign, user=user, roles=[role.value for role in login.roles]
        )
    mayor = next(login for login in LOGINS if Role.CABINET in login.roles)
    promise = tree("commitment")
    Commitment.objects.create(
        campaign=campaign, horizon_year=promise["horizon_year"], promise=promise["promise"],
        what_happens="\n".join(promise["what_happens"]),
        not_negotiable="\n".join(promise["not_negotiable"]),
        signed_name=f"{mayor.first_name} {mayor.last_name}",
        signed_function=promise["signed_function"],
        signed_by=User.objects.get(email=mayor.email),
        signed_at=moment(date(2026, 9, 28), 11),
    )  # fmt: skip


def lay_ambassadors(campaign: Campaign) -> list[Ambassador]:
    """Make the candidates, the trainings and the 42 ambassadors, in the order of the file."""
    departments = {d.slug: d for d in Department.objects.filter(campaign=campaign)}
    demo = next(login for login in LOGINS if Role.AMBASSADOR in login.roles)
    organiser = User.objects.get(email=LOGINS[0].email)
    trainings = [
        Training.objects.create(
            campaign=campaign, title=title, held_on=day, place="De Spil", trainer="An Verhelst",
            closed_at=moment(day, 17),
        )
        for title, day in (
            ("Luisteren zonder te antwoorden", date(2026, 12, 17)),
            ("Een droomsessie leiden", date(2027, 1, 14)),
        )
    ]  # fmt: skip
    made = []
    for n, row in enumerate(rows("ambassadors")):
        chosen = _candidate(
            campaign, departments[row["department"]], row, Outcome.CHOSEN, organiser,
            may_be_named=n % UNNAMED != UNNAMED - 1,
        )  # fmt: skip
        Attendance.objects.bulk_create(
            # Nobody missed both days; some came to one of them.
            Attendance(training=training, candidate=chosen, present=(n + i) % 9 != 0)
            for i, training in enumerate(trainings)
        )
        is_demo = (row["first_name"], row["last_name"]) == (demo.first_name, demo.last_name)
        if is_demo:
            user = User.objects.get(email=demo.email)
        else:
            user = User.objects.create(
                email=chosen.email, first_name=row["first_name"], last_name=row["last_name"],
                password=make_password(None),
            )  # fmt: skip
            Membership.objects.create(campaign=campaign, user=user, roles=[Role.AMBASSADOR.value])
        made.append(
            Ambassador.objects.create(
                candidate=chosen, user=user, since=moment(date(2027, 1, 14), 17),
                certificate_state=CertificateState.NONE,
            )
        )  # fmt: skip
    for row in rows("candidates"):
        _candidate(
            campaign, departments[row["department"]], row, Outcome(row["outcome"]), organiser
        )
    return made


def _candidate(
    campaign: Campaign, department: Department, row: dict[str, str], outcome: Outcome, by: User,
    *, may_be_named: bool = False,
) -> Candidate:  # fmt: skip
    address = f"{row['first_name']}.{row['last_name']}".lower().replace(" ", "")
    return Candidate.objects.create(
        campaign=campaign, department=department, level=row["level"], function=row["function"],
        first_name=row["first_name"], last_name=row["last_name"],
        email=f"{address}@stad.example", motivation=row["motivation"], outcome=outcome,
        decided_by=by, applied_at=moment(date(2026, 11, 20)),
        may_be_named=may_be_named, naming_answered_at=moment(date(2026, 11, 20)),
    )  # fmt: skip
