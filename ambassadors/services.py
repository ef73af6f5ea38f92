"""From a call to ambassadors: answers, choices, trainings, certificates."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.models import (
    Ambassador,
    Attendance,
    Candidate,
    CertificateState,
    Outcome,
    Training,
)
from ambassadors.rendering import CertificateContent
from campaigns import clock
from campaigns.mail import send_letter
from campaigns.models import Campaign, Commitment, Department, Membership, User
from campaigns.permissions import Role
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.steering import grant_role

STALLED_AFTER: Final = timedelta(minutes=2)
MOST_ATTEMPTS: Final = 3


class TrainingIsClosed(Exception):
    """Raised when somebody changes a training that was closed."""


@transaction.atomic
def answer_call(
    *, campaign: Campaign, first_name: str, last_name: str, email: str, department: Department,
    level: str, function: str, motivation: str, may_be_named: bool = False,
) -> Candidate:  # fmt: skip
    """Take in a colleague's answer; the same address again updates it until it is decided.

    Raises `PhaseClosed` outside the call.
    """
    campaign.timeline(clock.today()).require(Door.APPLY)
    answer = {
        "first_name": first_name, "last_name": last_name, "department": department,
        "level": level, "function": function, "motivation": motivation,
        "may_be_named": may_be_named, "naming_answered_at": clock.now(),
    }  # fmt: skip
    candidate: Candidate
    candidate, created = Candidate.objects.select_for_update().get_or_create(
        campaign=campaign, email=email.lower(), defaults=answer
    )
    if not created and candidate.outcome == Outcome.OPEN:
        Candidate.objects.filter(pk=candidate.pk).update(**answer)
        candidate.refresh_from_db()
    return candidate


@transaction.atomic
def answer_naming(*, candidate: Candidate, may_be_named: bool, by: User) -> bool:
    """Keep whether somebody may be named to the outside; tell whether the answer changed."""
    rows = Candidate.objects.filter(pk=candidate.pk)
    changed = bool(
        rows.exclude(may_be_named=may_be_named, naming_answered_at__isnull=False).update(
            may_be_named=may_be_named, naming_answered_at=clock.now()
        )
    )
    candidate.refresh_from_db(fields=["may_be_named", "naming_answered_at"])
    if changed:
        # A key, no name: the logbook outlives the candidates.
        record_activity(
            campaign=candidate.campaign, by=by,
            verb="agree_naming" if may_be_named else "refuse_naming", subject="",
            candidate=candidate.pk,
        )  # fmt: skip
    return changed


@transaction.atomic
def decide_candidates(
    *, campaign: Campaign, candidates: Iterable[int], outcome: Outcome, by: User
) -> int:
    """Choose, reserve or decline candidates; returns how many changed. Ambassadors stay chosen."""
    changed = (
        Candidate.objects.of(campaign)
        .filter(pk__in=list(candidates), ambassador=None)
        .exclude(outcome=outcome)
    )
    keys = list(changed.values_list("pk", flat=True))
    if keys:
        Candidate.objects.filter(pk__in=keys).update(outcome=outcome, decided_by=by)
        # Keys, no names: the logbook outlives the candidates.
        record_activity(
            campaign=campaign, by=by, verb=f"candidate_{outcome.value}",
            subject=str(outcome.label), candidates=keys,
        )  # fmt: skip
    return len(keys)


@transaction.atomic
def make_training(
    *, campaign: Campaign, title: str, held_on: date, place: str, trainer: str, by: User
) -> Training:
    """Make a training; the same one twice is one."""
    training, created = Training.objects.get_or_create(
        campaign=campaign, title=title, held_on=held_on, place=place, defaults={"trainer": trainer}
    )
    if created:
        record_activity(campaign=campaign, by=by, verb="make_training", subject=title)
    return training


@transaction.atomic
def invite_chosen(*, training: Training, by: User) -> list[Attendance]:
    """Give every chosen candidate a place in a training; returns the new places."""
    _lock_open(training)
    missing = (
        Candidate.objects.of(training.campaign)
        .chosen()
        .exclude(attendances__training=training)
        .order_by("pk")
    )
    places = Attendance.objects.bulk_create(
        Attendance(training=training, candidate=candidate) for candidate in missing
    )
    if places:
        record_activity(
            campaign=training.campaign, by=by, verb="invite", subject=str(training),
            invited=len(places),
        )  # fmt: skip
    return places


def send_invitation(*, attendance: Attendance) -> None:
    """Mail a chosen candidate when and where the training is."""
    training = attendance.training
    send_letter(
        campaign=training.campaign,
        to=attendance.candidate.email,
        template="ambassadors/mail/invitation.txt",
        context={"training": training, "candidate": attendance.candidate},
    )


@transaction.atomic
def tick_attendance(*, training: Training, present: Iterable[int]) -> None:
    """Write down who was there: `present` holds the keys of the places that were taken."""
    _lock_open(training)
    there = set(present)
    places = list(training.attendances.all())
    for place in places:
        place.present = place.pk in there
    Attendance.objects.bulk_update(places, ["present"])


@transaction.atomic
def close_training(*, training: Training, by: User) -> list[Ambassador]:
    """Close a training: who was there becomes an ambassador. Closing twice does nothing more.

    Returns the new ambassadors; their certificates are queued and wait for the task.
    """
    changed = Training.objects.filter(pk=training.pk, closed_at=None).update(closed_at=clock.now())
    if not changed:
        return []
    training.refresh_from_db(fields=["closed_at"])
    training.attendances.filter(present=None).update(present=False)
    present = Candidate.objects.filter(
        attendances__training=training, attendances__present=True, ambassador=None
    ).order_by("pk")
    made = [
        ambassador
        for ambassador in (_make_ambassador(training.campaign, candidate) for candidate in present)
        if ambassador is not None
    ]
    record_activity(
        campaign=training.campaign, by=by, verb="close_training", subject=str(training),
        ambassadors=len(made),
    )  # fmt: skip
    return made


def _lock_open(training: Training) -> None:
    if not Training.objects.select_for_update().filter(pk=training.pk, closed_at=None).exists():
        raise TrainingIsClosed


def _make_ambassador(campaign: Campaign, candidate: Candidate) -> Ambassador | None:
    email = candidate.email.lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(
            email, first_name=candidate.first_name, last_name=candidate.last_name
        )
    grant_role(campaign=campaign, user=user, role=Role.AMBASSADOR)
    if Ambassador.objects.filter(user=user).exists():
        return None  # an ambassador of another campaign already: the role is what counts here
    return Ambassador.objects.create(
        candidate=candidate, user=user, certificate_state=CertificateState.QUEUED,
        certificate_queued_at=timezone.now(), certificate_attempts=1,
    )  # fmt: skip


@transaction.atomic
def queue_certificate(*, ambassador: Ambassador) -> bool:
    """Put an ambassador's certificate in the queue; tells whether there is something to make."""
    return bool(
        Ambassador.objects.filter(pk=ambassador.pk)
        .exclude(certificate_state=CertificateState.READY)
        .update(
            certificate_state=CertificateState.QUEUED, certificate_error="",
            certificate_queued_at=timezone.now(), certificate_attempts=1,
        )
    )  # fmt: skip


@transaction.atomic
def sweep_certificates(*, now: datetime) -> list[int]:
    """Pick up certificates that wait too long; after three attempts the core team reads why.

    Returns the keys of the ambassadors whose certificate has to be sent to a worker again.
    """
    stalled = Ambassador.objects.filter(
        Q(certificate_queued_at=None) | Q(certificate_queued_at__lt=now - STALLED_AFTER),
        certificate_state=CertificateState.QUEUED,
    )
    stalled.filter(certificate_attempts__gte=MOST_ATTEMPTS).update(
        certificate_state=CertificateState.FAILED,
        certificate_error=_("The certificate was not made after %(n)s attempts.")
        % {"n": MOST_ATTEMPTS},
    )
    # The condition in the update decides between two sweeps: one of them sends the message.
    return [
        pk
        for pk in stalled.values_list("pk", flat=True)
        if stalled.filter(pk=pk).update(
            certificate_queued_at=now, certificate_attempts=F("certificate_attempts") + 1
        )
    ]


def certificate_content(ambassador: Ambassador) -> CertificateContent:
    """Collect what stands on the certificate: the last training this person was present at."""
    candidate = ambassador.candidate
    campaign = candidate.campaign
    place = (
        Attendance.objects.filter(candidate=candidate, present=True)
        .exclude(training__closed_at=None)
        .select_related("training")
        .order_by("-training__held_on", "-pk")
        .first()
    )
    promise = Commitment.objects.filter(campaign=campaign).exclude(signed_at=None).first()
    return CertificateContent(
        name=candidate.full_name,
        function=f"{candidate.function}, {candidate.department.name}",
        city=campaign.city,
        campaign=campaign.name,
        horizon_year=campaign.horizon_year,
        learned=(
            _("Listening without answering"),
            _("Leading a dream session in a small group"),
            _("Writing down what somebody really says"),
        ),
        training=place.training.title if place else "",
        held_on=place.training.held_on if place else ambassador.since.date(),
        signed_by=promise.signed_name if promise else "",
        signed_function=promise.signed_function if promise else "",
        place=place.training.place if place else "",
    )


@transaction.atomic
def store_certificate(*, ambassador: Ambassador, pdf: bytes) -> bool:
    """Keep a rendered certificate; of two workers with the same one, the second leaves nothing."""
    storage = ambassador.certificate.storage
    name = ambassador.certificate.field.generate_filename(ambassador, f"{uuid.uuid4().hex}.pdf")
    name = storage.save(name, ContentFile(pdf))
    stored = Ambassador.objects.filter(
        pk=ambassador.pk, certificate_state=CertificateState.QUEUED
    ).update(certificate=name, certificate_state=CertificateState.READY, certificate_error="")
    if not stored:
        storage.delete(name)
    return bool(stored)


@transaction.atomic
def fail_certificate(*, ambassador: Ambassador, error: str) -> None:
    """Write on the row why a certificate could not be made, for the core team to read."""
    Ambassador.objects.filter(pk=ambassador.pk, certificate_state=CertificateState.QUEUED).update(
        certificate_state=CertificateState.FAILED, certificate_error=error[:300]
    )


@transaction.atomic
def forget_colleagues(*, campaign: Campaign) -> int:
    """Forget who answered the call after the campaign's last day; returns how many people.

    Certificates, and the accounts of who was nothing but an ambassador, go with them.
    """
    timeline = campaign.timeline(clock.today())
    if timeline.number < Door.RESULTS.last or not timeline.ended:
        return 0
    candidates = list(Candidate.objects.of(campaign).values_list("pk", flat=True))
    certificates = Ambassador.objects.filter(candidate__in=candidates).exclude(certificate="")
    files = list(certificates.values_list("certificate", flat=True))
    storage = Ambassador._meta.get_field("certificate").storage
    _forget_rows(Candidate, candidates)
    accounts = _forget_ambassador_accounts(campaign)
    if candidates or accounts:
        record_activity(
            campaign=campaign, by=None, verb="forget_colleagues", subject=str(campaign),
            candidates=len(candidates), accounts=accounts,
        )  # fmt: skip
    for name in files:
        transaction.on_commit(partial(storage.delete, name))
    return max(len(candidates), accounts)


def _forget_ambassador_accounts(campaign: Campaign) -> int:
    """Delete the accounts that are an ambassador's here and nothing anywhere else."""
    only_here = Membership.objects.filter(campaign=campaign, roles=[Role.AMBASSADOR.value])
    users = list(only_here.values_list("user", flat=True))
    only_here.delete()
    without_role = User.objects.filter(
        pk__in=users, memberships=None, is_staff=False, is_superuser=False
    )
    keys = list(without_role.values_list("pk", flat=True))
    _forget_rows(User, keys)
    return len(keys)


def _forget_rows(model: type[Model], keys: list[int]) -> None:
    """Delete rows, and the lines with their names in the administrators' history."""
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, keys)
    ).delete()
    model._default_manager.filter(pk__in=keys).delete()
