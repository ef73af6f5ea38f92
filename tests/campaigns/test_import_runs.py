"""Large files: read by the worker, watched by the core team, all or nothing."""

import csv
import io
from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns import clock
from campaigns.models import Contribution, ImportRun, RunStatus, Status
from campaigns.services import import_runs, imports
from campaigns.services.import_runs import queue_import, read_progress, run_import, sweep_imports
from campaigns.views import imports as views
from tests import factories

PAGE = "/team/invoer/"
pytestmark = pytest.mark.django_db
DATA = b"id,comment-id,comment-body,moderated\n" + b"".join(
    b'%d,%d,"Droom nummer %d",%d\n' % (n, n, n, -1 if n == 3 else 1) for n in range(1, 41)
)


def queue(campaign, by, data=DATA, **fields):
    values = {"filename": "groot.csv", "origin": "groot", "columns": "", "profile": "",
              "language": "", "dry_run": True} | fields  # fmt: skip
    return queue_import(campaign=campaign, file=ContentFile(data), by=by, **values)


@pytest.fixture
def small(monkeypatch):
    """Let forty rows count as many."""
    monkeypatch.setattr(views, "MANY", 10)
    monkeypatch.setattr(imports, "MANY", 10)
    monkeypatch.setattr(imports, "BATCH", 7)


def test_large_file_is_looked_at_first_and_entered_with_one_click(
    small, campaign, organiser, client_of, django_capture_on_commit_callbacks
):
    client = client_of(organiser)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            PAGE, {"file": SimpleUploadedFile("groot.csv", DATA), "dry_run": "look"}
        )
    run = ImportRun.objects.get()
    assert answer["Location"] == reverse("campaigns:import_run", args=[run.pk])
    assert (run.status, run.entered, run.rejected) == (RunStatus.DONE, 39, 1)
    assert Contribution.objects.count() == 0
    page = client.get(answer["Location"]).content.decode()
    assert "Polis" in page
    assert "Droom nummer 1" in page

    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(answer["Location"])
    run.refresh_from_db()
    assert Contribution.objects.filter(status=Status.WAITING).count() == 39
    assert (run.status, run.entered, run.file.name) == (RunStatus.DONE, 39, "")
    assert "<form" not in client.get(answer["Location"]).content.decode().partition("<main")[2]
    assert sorted(Contribution.objects.values_list("number", flat=True)) == list(range(1, 40))


def test_file_that_is_large_in_bytes_is_not_even_opened(
    campaign, organiser, client_of, monkeypatch
):
    monkeypatch.setattr(views, "LARGE", 10)
    with mock.patch.object(views, "read_table") as read:
        answer = client_of(organiser).post(
            PAGE, {"file": SimpleUploadedFile("groot.csv", DATA), "dry_run": "look"}
        )
    assert answer.status_code == 302
    assert not read.called


def test_report_names_every_row_that_stays_out(campaign, organiser, client_of):
    run = queue(campaign, organiser)
    run_import(run.pk)
    answer = client_of(organiser).get(reverse("campaigns:import_report", args=[run.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["row"], row["what"]) for row in rows] == [("4", "rejected")]
    assert rows[0]["why"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_running_twice_and_importing_again_adds_nothing(campaign, organiser):
    run = queue(campaign, organiser, dry_run=False)
    run_import(run.pk)
    run_import(run.pk)
    again = queue(campaign, organiser, dry_run=False)
    run_import(again.pk)
    again.refresh_from_db()
    assert (again.entered, again.known) == (0, 39)
    assert Contribution.objects.count() == 39


@pytest.mark.parametrize("many", [False, True])
def test_fault_half_way_leaves_nothing_and_is_told(many, campaign, organiser, request):
    if many:
        request.getfixturevalue("small")
    run = queue(campaign, organiser, dry_run=False)
    with mock.patch.object(imports, "record_activity", side_effect=RuntimeError):
        run_import(run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.error
    assert Contribution.objects.count() == 0


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"id;stemmen\n1;2\n"])
def test_bad_file_is_explained_on_its_page(data, campaign, organiser, client_of):
    run = queue(campaign, organiser, data)
    run_import(run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.error in client_of(organiser).get(f"{PAGE}{run.pk}/").content.decode()


def test_columns_and_system_can_be_chosen(campaign, organiser):
    run = queue(campaign, organiser, columns="text=comment-body,moderated", profile="table")
    run_import(run.pk)
    run.refresh_from_db()
    assert (run.entered, run.reading["system"]) == (40, "")


def test_progress_is_seen_while_the_work_goes_on(small, campaign, organiser):
    run = queue(campaign, organiser, dry_run=False)
    seen = []
    tell = import_runs.tell_progress

    def watch(pk, done, of):
        tell(pk, done, of)
        seen.append(read_progress(ImportRun.objects.get(pk=pk)))

    with mock.patch.object(import_runs, "tell_progress", watch):
        run_import(run.pk)
    assert seen == sorted(seen)
    assert len(seen) == 6
    assert seen[-1] == 100


def test_many_rows_do_not_hold_the_campaign(small, campaign, organiser):
    """Who hands in a dream meanwhile gets a number: those of the import are set apart first."""
    numbers = []

    def hand_in(pk, done, of):
        numbers.append(factories.make_contribution(campaign, f"Ondertussen {done}").number)

    run = queue(campaign, organiser, dry_run=False)
    with mock.patch.object(import_runs, "tell_progress", hand_in):
        run_import(run.pk)
    assert numbers == [40, 41, 42, 43, 44, 45]
    assert Contribution.objects.count() == 45


def test_dead_worker_is_taken_over_and_given_up_after_three(campaign, organiser):
    run = queue(campaign, organiser)
    rows = ImportRun.objects.filter(pk=run.pk)
    now = clock.now()
    rows.update(status=RunStatus.RUNNING, attempts=1, claimed_at=now - timedelta(hours=1))
    assert sweep_imports(now=now + timedelta(minutes=2)) == [run.pk]
    rows.update(status=RunStatus.RUNNING, attempts=3, claimed_at=now - timedelta(hours=1))
    assert sweep_imports(now=now) == []
    assert rows.get().status == RunStatus.FAILED


def test_files_are_forgotten(campaign, organiser):
    run = queue(campaign, organiser)
    run_import(run.pk)
    sweep_imports(now=clock.now() + timedelta(days=8))
    run.refresh_from_db()
    assert not run.file
    assert run.report
    sweep_imports(now=clock.now() + timedelta(days=31))
    run.refresh_from_db()
    assert not run.report
    assert "samples" not in run.reading


def test_another_campaigns_file_is_not_found(campaign, organiser, client_of):
    run = queue(factories.make_campaign(domain="elders.example"), organiser)
    campaign.domain = "testserver"
    campaign.save()
    for path in ("", "verslag.csv"):
        assert client_of(organiser).get(f"{PAGE}{run.pk}/{path}").status_code == 404
    assert client_of(organiser).post(f"{PAGE}{run.pk}/").status_code == 404


def test_file_that_is_still_read_cannot_be_entered(campaign, organiser, client_of):
    run = queue(campaign, organiser)
    client_of(organiser).post(f"{PAGE}{run.pk}/")
    run.refresh_from_db()
    assert (run.dry_run, run.status) == (True, RunStatus.QUEUED)


def test_pages_ask_few_queries(campaign, organiser, client_of, django_assert_max_num_queries):
    client = client_of(organiser)
    for _n in range(12):
        queue(campaign, organiser)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(f"{PAGE}{ImportRun.objects.first().pk}/")
