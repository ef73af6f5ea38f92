"""Background work of the ground floor."""

from celery import shared_task
from django.utils import timezone

from campaigns.models import Heartbeat


@shared_task
def beat() -> None:
    """Leave a sign of life, so that `/readyz` knows the worker works."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
