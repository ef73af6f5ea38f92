"""Background work of the ground floor."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from campaigns.models import Campaign, Heartbeat, SheetBatch
from campaigns.services import import_runs, masking, paper, searching, translations


@shared_task
def beat() -> None:
    """Leave a sign of life, so that `/readyz` knows the worker works."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task
def index_contributions() -> None:
    """Make findable what came in past the services that do so at once, such as a bulk load."""
    for campaign in Campaign.objects.all():
        searching.index_contributions(campaign=campaign)


@shared_task
def print_sheets(batch_pk: int, language: str) -> None:
    """Make the PDF of one pile of sheets, unless it is there."""
    batch = SheetBatch.objects.select_related("campaign").filter(pk=batch_pk).first()
    if batch is not None:
        with translation.override(language):
            paper.store_sheets(batch=batch)


@shared_task
def forget_scans() -> None:
    """Delete photos of sheets when their time is over, as the privacy page says."""
    for campaign in Campaign.objects.all():
        paper.forget_scans(campaign=campaign)


@shared_task
def draft_translations() -> None:
    """Let the local engine draft translations, where one is configured."""
    if settings.TRANSLATE_COMMAND:
        for campaign in Campaign.objects.all():
            translations.draft_translations(campaign=campaign)


@shared_task
def run_import(pk: int) -> None:
    """Take in one large file, unless somebody else is at it."""
    import_runs.run_import(pk)


@shared_task
def sweep_imports() -> None:
    """Send files again whose worker died or whose message got lost, and forget old ones."""
    for pk in import_runs.sweep_imports(now=timezone.now()):
        run_import.delay(pk)


@shared_task
def forget_originals() -> None:
    """Delete the words behind blocks when their time is over, as the privacy page says."""
    masking.forget_originals()
