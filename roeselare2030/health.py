"""Is it alive (`/healthz`), and can it work (`/readyz`)?"""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Heartbeat

logger = logging.getLogger(__name__)
STALE_AFTER = timedelta(seconds=60)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database, the worker (through its broker) and the file store work."""
    checks = {"database": _database(), "worker": _worker(), "storage": _storage()}
    ready = all(checks.values())
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer.")
        return False
    return True


def _worker() -> bool:
    try:
        beat = Heartbeat.objects.filter(name="worker").first()
    except DatabaseError:
        return False
    return beat is not None and beat.at > timezone.now() - STALE_AFTER


def _storage() -> bool:
    try:
        name = default_storage.save("health/probe", ContentFile(b"ok"))
        default_storage.delete(name)
    except OSError:
        logger.exception("The file store does not answer.")
        return False
    return True
