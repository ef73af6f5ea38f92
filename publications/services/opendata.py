"""Make the open data: read what is public, write every file, and swap them in one moment.

A service like those in `services.py`, apart from it because it shares nothing with the editions.
"""

import datetime
import hashlib
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone, translation

from campaigns import clock
from campaigns.exports import Cell
from campaigns.models import Campaign, Contribution, Decision, Verdict, Withdrawal
from campaigns.phases import Door
from publications.content.material import address_of
from publications.models import DataFile, OpenData, Status
from publications.opendata import dictionary
from publications.opendata.dictionary import OpenFile
from publications.opendata.rows import (
    GROUP_NEEDED,
    SCORES_NEEDED,
    Answers,
    OpenDream,
    comment_cells,
    dream_cells,
    score_cells,
    talk_cells,
    vote_cells,
)
from publications.opendata.writers import CsvWriter, JsonWriter, Writer, XlsxWriter
from survey.models import Scale, Score, Tally

logger = logging.getLogger(__name__)
CHUNK = 2_000
MOST_ATTEMPTS = 3
# Longer than a task may last, so that what is taken over is really dead.
STALLED_AFTER = datetime.timedelta(minutes=12)
NIGHT = 3  # o'clock
# After these a text may no longer read as it did, or not be there at all.
_TAKEN_BACK = (Verdict.HOLD, Verdict.MASK, Verdict.UNDO)


@dataclass(frozen=True)
class Made:
    """A file that lies ready on this machine."""

    file: OpenFile
    path: Path
    rows: int
    size: int
    sha256: str


def request_open_data(*, campaign: Campaign) -> OpenData:
    """Ask for new files; asking again while they wait changes nothing."""
    data, created = OpenData.objects.get_or_create(campaign=campaign)
    if not created:
        idle = OpenData.objects.filter(pk=data.pk, status__in=[Status.READY, Status.FAILED])
        idle.update(status=Status.QUEUED, attempts=0, requested_at=clock.now())
        data.refresh_from_db()
    return data


def make_open_data(pk: int) -> None:
    """Make the files of a campaign that wait. Twice does no harm; a failure is written down."""
    claimed = OpenData.objects.filter(pk=pk, status=Status.QUEUED).update(
        status=Status.RENDERING, attempts=F("attempts") + 1, claimed_at=clock.now(), error=""
    )
    if not claimed:
        return
    data = OpenData.objects.select_related("campaign").get(pk=pk)
    seen = _last_taken_back(data.campaign)
    try:
        # The words in the files are Dutch, whoever asked for them.
        with translation.override(settings.LANGUAGE_CODE), tempfile.TemporaryDirectory() as folder:
            _publish(data, _write_all(data.campaign, Path(folder)), seen)
    except Exception as error:
        # The files of yesterday stay; the core team must be able to read what happened.
        logger.exception("The open data of campaign %s failed.", pk)
        OpenData.objects.filter(pk=pk).update(status=Status.FAILED, error=type(error).__name__)


def sweep_open_data(*, now: datetime.datetime) -> list[int]:
    """Queue what is outdated, a day old or left behind. Returns what to send to the worker.

    Five small queries for a campaign, whatever its size.
    """
    dead = OpenData.objects.filter(status=Status.RENDERING, claimed_at__lt=now - STALLED_AFTER)
    dead.filter(attempts__gte=MOST_ATTEMPTS).update(status=Status.FAILED, error="TimeoutError")
    dead.update(status=Status.QUEUED)
    local = timezone.localtime(now)
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    for campaign in Campaign.objects.prefetch_related("phases").select_related("open_data"):
        data: OpenData | None = getattr(campaign, "open_data", None)
        if data is None:
            if campaign.timeline(clock.today()).is_open(Door.READ):
                request_open_data(campaign=campaign)
        elif data.made_at is None or data.status == Status.FAILED:
            # Tried three times, or by hand: the next night tries again.
            if local >= night > data.requested_at and not data.in_the_making:
                request_open_data(campaign=campaign)
        elif data.made_at < night <= local or _is_outdated(data):
            request_open_data(campaign=campaign)
    return list(OpenData.objects.filter(status=Status.QUEUED).values_list("pk", flat=True))


def _is_outdated(data: OpenData) -> bool:
    """Say whether something in the files was withdrawn, held back or masked since."""
    campaign = data.campaign_id
    gone = Withdrawal.objects.filter(campaign=campaign, pk__gt=data.seen_withdrawal)
    decided = Decision.objects.filter(
        pk__gt=data.seen_decision, verdict__in=_TAKEN_BACK, contribution__campaign=campaign
    )
    return gone.exists() or decided.exists()


def _last_taken_back(campaign: Campaign) -> tuple[int, int]:
    gone = Withdrawal.objects.filter(campaign=campaign).aggregate(last=Max("pk"))["last"]
    return gone or 0, Decision.objects.aggregate(last=Max("pk"))["last"] or 0


# Reading -----------------------------------------------------------------------------------------


def read_open_dreams(campaign: Campaign, *, scores: bool = False) -> Iterator[OpenDream]:
    """Yield every public dream by its number. Bounded memory; two more queries per 2,000 dreams."""
    public = Contribution.objects.of(campaign).public().with_district()
    named = _named_districts(campaign)
    rows = public.order_by("number").iterator(CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        answers = _answers(chunk) if scores else {}
        for row in chunk:
            yield OpenDream(
                number=row.number, text=row.text, language=row.language, channel=row.channel,
                district=row.district.name if row.district_id in named else "",
                day=timezone.localtime(row.created_at).date(),
                latitude=row.latitude, longitude=row.longitude, campaign=campaign.slug,
                answers=answers.get(row.pk),
            )  # fmt: skip


def _named_districts(campaign: Campaign) -> set[int]:
    """Return the parts of the city with enough public dreams to be named."""
    counted = (
        Contribution.objects.of(campaign).public().exclude(district=None).order_by()
        .values_list("district").annotate(n=Count("pk"))
    )  # fmt: skip
    return {district for district, n in counted if n >= GROUP_NEEDED}


def _answers(rows: Sequence[Contribution]) -> dict[int, Answers]:
    """Return how often each answer was chosen, of dreams with enough scores."""
    tallies = Tally.objects.filter(contribution__in=[row.pk for row in rows])
    known = list(tallies.filter(scores__gte=SCORES_NEEDED).values_list("pk", flat=True))
    counted = (
        Score.objects.counting().filter(contribution__in=known).order_by()
        .values_list("contribution", "value").annotate(n=Count("pk"))
    )  # fmt: skip
    found: dict[int, dict[int, int]] = {}
    for pk, value, n in counted:
        found.setdefault(pk, {})[value] = n
    answers = {
        pk: Answers(n.get(Scale.MINE_TOO, 0), n.get(Scale.LOVELY, 0), n.get(Scale.NOT_MINE, 0))
        for pk, n in found.items()
    }
    return {pk: found for pk, found in answers.items() if found.total >= SCORES_NEEDED}


def read_votes(campaign: Campaign) -> Iterator[tuple[Cell, ...]]:
    """Yield the votes on dreams with enough scores, voter by voter, in the shape of Polis.

    A voter is a number that is counted anew each time: it follows the random keys of browsers.
    """
    rows = (
        Score.objects.counting()
        .filter(
            participant__campaign=campaign, contribution__campaign=campaign,
            contribution__status="placed", contribution__consent_online=True,
            contribution__tally__scores__gte=SCORES_NEEDED,
        )
        .order_by("participant_id", "contribution__number")
        .values_list("participant_id", "contribution__number", "value", "answered_at")
    )  # fmt: skip
    voter, last = -1, None
    for participant, number, value, answered_at in rows.iterator(CHUNK):
        voter += participant != last
        last = participant
        day = timezone.localtime(answered_at).date() if answered_at else None
        yield vote_cells(day, number, voter, value)


# Writing -----------------------------------------------------------------------------------------


def _write_all(campaign: Campaign, folder: Path) -> list[Made]:
    """Write every file in a folder: one pass over the dreams, one over the scores."""
    about = {
        "campaign": campaign.name, "city": campaign.city, "address": address_of(campaign),
        "licence": dictionary.LICENCE["name"], "made_at": clock.now().isoformat(timespec="seconds"),
    }  # fmt: skip
    made = [
        *_write_dreams(campaign, folder, about),
        _write(dictionary.VOTES, folder, read_votes(campaign)),
        _write(dictionary.WORDS_CSV, folder, dictionary.dictionary_rows()),
        _write(dictionary.WORDS_JSON, folder, dictionary.dictionary_rows()),
    ]
    package = dictionary.describe_package(
        name=campaign.slug, title=campaign.name, city=campaign.city, address=address_of(campaign),
        made_at=about["made_at"], made=((m.file, m.rows, m.size, m.sha256) for m in made),
    )  # fmt: skip
    path = folder / dictionary.PACKAGE.name
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    return [*made, _measure(dictionary.PACKAGE, path, len(made))]


def _write_dreams(campaign: Campaign, folder: Path, about: dict[str, str]) -> list[Made]:
    d = dictionary
    header = d.DREAMS_CSV.header
    writers: list[tuple[OpenFile, Writer, Callable[[OpenDream], tuple[Cell, ...]]]] = [
        (d.DREAMS_CSV, CsvWriter(folder / d.DREAMS_CSV.name, header), dream_cells),
        (d.DREAMS_JSON, JsonWriter(folder / d.DREAMS_JSON.name, header, about, "dreams"), dream_cells),
        (d.DREAMS_XLSX, XlsxWriter(folder / d.DREAMS_XLSX.name, header, "dromen"), dream_cells),
        (d.SCORES, CsvWriter(folder / d.SCORES.name, d.SCORES.header), score_cells),
        (d.TALK, CsvWriter(folder / d.TALK.name, d.TALK.header), talk_cells),
        (d.COMMENTS, CsvWriter(folder / d.COMMENTS.name, d.COMMENTS.header), comment_cells),
    ]  # fmt: skip
    for dream in read_open_dreams(campaign, scores=True):
        for _file, writer, cells in writers:
            writer.add(cells(dream))
    for _file, writer, _cells in writers:
        writer.close()
    return [_measure(file, folder / file.name, writer.rows) for file, writer, _cells in writers]


def _write(file: OpenFile, folder: Path, rows: Iterable[Sequence[Cell]]) -> Made:
    path = folder / file.name
    writer: Writer = (
        JsonWriter(path, file.header, {}, "columns")
        if file.form == "json"
        else CsvWriter(path, file.header)
    )
    for row in rows:
        writer.add(row)
    writer.close()
    return _measure(file, path, writer.rows)


def _measure(file: OpenFile, path: Path, rows: int) -> Made:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Made(file, path, rows, path.stat().st_size, digest)


# Publishing --------------------------------------------------------------------------------------


def _publish(data: OpenData, made: Sequence[Made], seen: tuple[int, int]) -> None:
    """Store the files beside the old ones, then swap all of them in one transaction."""
    storage = DataFile._meta.get_field("file").storage
    now = clock.now()
    names: list[str] = []
    try:
        for one in made:
            with one.path.open("rb") as content:
                # The storage makes names unique, so the old file is never written over.
                names.append(storage.save(f"open-data/{one.file.name}", File(content)))
        with transaction.atomic():
            old = list(
                DataFile.objects.filter(campaign=data.campaign).values_list("file", flat=True)
            )
            for one, name in zip(made, names, strict=True):
                DataFile.objects.update_or_create(
                    campaign=data.campaign, name=one.file.name,
                    defaults={"file": name, "rows": one.rows, "size": one.size,
                              "sha256": one.sha256, "made_at": now},
                )  # fmt: skip
            OpenData.objects.filter(pk=data.pk).update(
                status=Status.READY, made_at=now, seen_withdrawal=seen[0], seen_decision=seen[1]
            )
            transaction.on_commit(lambda: _delete(storage, old))
    except BaseException:
        _delete(storage, names)
        raise


def _delete(storage: Storage, names: Sequence[str]) -> None:
    for name in names:
        storage.delete(name)
