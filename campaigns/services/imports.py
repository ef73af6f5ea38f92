"""Take contributions of other systems into the ledger, all or nothing, any number of times."""

import hashlib
import itertools
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from campaigns import clock
from campaigns.codes import new_code
from campaigns.imports.rows import Parsed, Rejected
from campaigns.models import (
    Activity,
    AgeGroup,
    Campaign,
    Channel,
    Contribution,
    Decision,
    District,
    Status,
    User,
    Verdict,
    Withdrawal,
)
from campaigns.services.activity import record_activity
from campaigns.services.searching import index_rows

BATCH = 1_000
MANY = 5_000  # rows; beyond this nobody should wait for the end of an import
MAX_SOURCE = 60
# The same source row gets the same key in every run, on every machine.
_SPACE = uuid.UUID("6a3f0a43-2030-4c55-8d5e-1d2f3b4c5d6e")
_LIMITS = ((12, AgeGroup.CHILD), (18, AgeGroup.TEEN), (30, AgeGroup.YOUNG), (45, AgeGroup.THIRTIES),
           (65, AgeGroup.MIDDLE), (80, AgeGroup.SENIOR))  # fmt: skip


class Remark(NamedTuple):
    """Something about one row that a person should look at."""

    number: int
    code: str
    params: dict[str, str | int]


@dataclass
class Report:
    """What an import did, or would do: per row number."""

    entered: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    remarks: list["Remark"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.entered) + len(self.known) + len(self.rejected)


def _nobody_watches(done: int, of: int) -> None:
    """Take the place of somebody who watches the progress."""


def import_rows(
    *,
    campaign: Campaign,
    source: str,
    origin: str,
    rows: Sequence[Parsed | Rejected],
    by: User | None,
    place: bool = False,
    dry_run: bool = False,
    watch: Callable[[int, int], None] = _nobody_watches,
) -> Report:
    """Enter the rows of one file; a row whose source id is known already is left alone.

    `source` names the file for recognising its rows, `origin` is what readers see. With `place`
    the contributions count at once; without it they wait in the reading queue. A dry run reports
    the same and writes nothing. `watch` is told how many rows of how many are entered.
    """
    if dry_run:
        return _sort_out(campaign, source, rows)[0]
    many = len(rows) > MANY
    if many:
        # Their numbers are set apart first, so that nobody waits with handing in a dream. Should
        # the import fail, these numbers stay empty. A row that another import enters meanwhile
        # breaks a constraint, and with it this whole import.
        report, fresh = _sort_out(campaign, source, rows)
        first = _reserve_numbers(campaign, len(fresh))
    with transaction.atomic():
        if not many:
            # Two imports at once wait for each other here, so that none enters a row twice.
            Campaign.objects.select_for_update().get(pk=campaign.pk)
            report, fresh = _sort_out(campaign, source, rows)
            first = _reserve_numbers(campaign, len(fresh))
        if fresh:
            _enter(campaign, source, origin, fresh, first, by, place, watch)
            record_activity(
                campaign=campaign, by=by, verb="import", subject=source, entered=len(fresh),
                known=len(report.known), rejected=len(report.rejected),
            )  # fmt: skip
    return report


def _sort_out(
    campaign: Campaign, source: str, rows: Sequence[Parsed | Rejected]
) -> tuple[Report, list[Parsed]]:
    """Return what will happen to each row, and the rows that are new here."""
    report = Report(rejected=[row for row in rows if isinstance(row, Rejected)])
    parsed = [row for row in rows if isinstance(row, Parsed)]
    known, withdrawn = _known_ids(campaign, source), _withdrawn_keys(campaign)
    own = _own_numbers(campaign) if any(row.home == campaign.slug for row in parsed) else set()
    fresh = []
    for row in parsed:
        report.remarks += [Remark(row.number, note, {}) for note in row.notes]
        if row.related:
            ids = ", ".join(row.related)
            report.remarks.append(Remark(row.number, "related", {"ids": ids}))
        is_own = row.home == campaign.slug and row.source_id in own
        key = str(_key(campaign, source, row.source_id)) if withdrawn else ""
        if row.source_id in known or key in withdrawn or is_own:
            report.known.append(row.number)
            continue
        known.add(row.source_id)
        report.entered.append(row.number)
        fresh.append(row)
    return report, fresh


def _reserve_numbers(campaign: Campaign, count: int) -> int:
    """Set so many numbers apart and return the first."""
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(last_number=F("last_number") + count)
        campaign.refresh_from_db(fields=["last_number"])
    return campaign.last_number - count + 1


def source_of(name: str, columns: Sequence[str]) -> str:
    """Return the name a file's rows are known by: its own, and a mark of its columns.

    Two systems both export a `proposals.csv`; their headers tell them apart.
    """
    mark = hashlib.sha256("\x1f".join(columns).encode()).hexdigest()[:8]
    # A Mac writes é in a file's name as two signs.
    return f"{unicodedata.normalize('NFC', name)[: MAX_SOURCE - 9]}-{mark}"


def _known_ids(campaign: Campaign, source: str) -> set[str]:
    return set(
        Contribution.objects.of(campaign).filter(source=source).values_list("source_id", flat=True)
    )


def _own_numbers(campaign: Campaign) -> set[str]:
    """Return the numbers this campaign gave out, for a file that it handed out itself."""
    here = Contribution.objects.of(campaign).values_list("number", flat=True)
    gone = Withdrawal.objects.filter(campaign=campaign).values_list("number", flat=True)
    return {str(number) for number in (*here, *gone)}


def _key(campaign: Campaign, source: str, source_id: str) -> uuid.UUID:
    """Return the submission key of a source row: the same in every run."""
    return uuid.uuid5(_SPACE, f"{campaign.slug}\x1f{source}\x1f{source_id}")


def _withdrawn_keys(campaign: Campaign) -> set[str]:
    """Return the keys of what was withdrawn: an import must not bring it back."""
    lines = Activity.objects.filter(campaign=campaign, verb="withdraw")
    return set(lines.values_list("details__submission_key", flat=True))


def _enter(
    campaign: Campaign,
    source: str,
    origin: str,
    rows: list[Parsed],
    first: int,
    by: User | None,
    place: bool,
    watch: Callable[[int, int], None],
) -> None:
    """Write the rows in batches, so that memory does not grow with the file."""
    districts = {d.name.lower(): d for d in District.objects.filter(campaign=campaign)}
    numbers = itertools.count(first)
    now = clock.now()
    done = 0
    for batch in _batches(rows):
        entered = Contribution.objects.bulk_create(
            Contribution(
                campaign=campaign, number=next(numbers), code=code, channel=Channel.IMPORT,
                text=row.text, origin=origin[:160], display_name=first_name(row.name),
                language=row.language or "nl", district=districts.get(row.district.lower()),
                age_group=age_group(row.age), latitude=row.latitude, longitude=row.longitude,
                source=source, source_id=row.source_id, created_at=row.created_at or now,
                submission_key=_key(campaign, source, row.source_id),
                status=Status.PLACED if place else Status.WAITING,
                placed_at=now if place else None,
            )
            for row, code in zip(batch, _free_codes(campaign, len(batch)), strict=True)
        )  # fmt: skip
        index_rows(rows=entered)
        if place:
            Decision.objects.bulk_create(
                Decision(contribution_id=row.pk, verdict=Verdict.PLACE, by=by, at=now)
                for row in entered
            )
        done += len(batch)
        watch(done, len(rows))


def _batches(rows: list[Parsed]) -> Iterator[list[Parsed]]:
    left = iter(rows)
    while batch := list(itertools.islice(left, BATCH)):
        yield batch


def _free_codes(campaign: Campaign, count: int) -> list[str]:
    """Return so many codes that no contribution of this campaign has, in no order.

    Codes in order would tell whoever knows one where to look for its neighbours.
    """
    codes: dict[str, None] = {}
    while len(codes) < count:
        wanted = [new_code() for _ in range(count - len(codes))]
        rows = Contribution.objects.of(campaign).filter(code__in=wanted)
        taken = set(rows.values_list("code", flat=True))
        codes |= dict.fromkeys(code for code in wanted if code not in taken)
    return list(codes)


def first_name(name: str) -> str:
    """Keep only a first name: less data is better data."""
    return name.split()[0][:60] if name.split() else ""


def age_group(age: str) -> str:
    """Return the age group of an age in years or of a group's own name, '' for anything else."""
    if age in AgeGroup.values:
        return age
    years = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?", age.strip())
    if years is None or int(years[1]) > 120:
        return ""
    return next((group for limit, group in _LIMITS if int(years[1]) < limit), AgeGroup.ELDER)
