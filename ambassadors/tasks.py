"""Work that takes longer than a breath or is on a clock: letters, certificates, forgetting."""

import logging

from celery import shared_task
from django.utils import timezone

from ambassadors import services
from ambassadors.models import Ambassador, Attendance, CertificateState
from ambassadors.rendering import render_certificate as render
from ambassadors.services import (
    certificate_content,
    fail_certificate,
    send_invitation,
    store_certificate,
)
from campaigns.models import Campaign

logger = logging.getLogger(__name__)


@shared_task
def invite(attendance_pk: int) -> None:
    """Mail one invitation, unless the place is gone or the training closed."""
    attendance = (
        Attendance.objects.filter(pk=attendance_pk, training__closed_at=None)
        .select_related("candidate", "training__campaign")
        .first()
    )
    if attendance is not None:
        send_invitation(attendance=attendance)


@shared_task
def render_certificate(ambassador_pk: int) -> None:
    """Make one queued certificate. A failure is written on the row, and can be tried again."""
    ambassador = (
        Ambassador.objects.filter(pk=ambassador_pk, certificate_state=CertificateState.QUEUED)
        .select_related("candidate__campaign", "candidate__department")
        .first()
    )
    if ambassador is None:
        return
    try:
        pdf = render(certificate_content(ambassador))
        store_certificate(ambassador=ambassador, pdf=pdf)
    except Exception as error:
        # Whatever goes wrong in a rendering, the core team must be able to read it and try again.
        logger.exception("The certificate of ambassador %s failed.", ambassador_pk)
        fail_certificate(ambassador=ambassador, error=f"{type(error).__name__}: {error}")


@shared_task
def sweep_certificates() -> None:
    """Send certificates again whose worker died or whose message got lost."""
    for pk in services.sweep_certificates(now=timezone.now()):
        render_certificate.delay(pk)


@shared_task
def forget_colleagues() -> None:
    """Forget the colleagues of campaigns that are over."""
    for campaign in Campaign.objects.all():
        services.forget_colleagues(campaign=campaign)
