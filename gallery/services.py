"""Take in what children made, and make classes their links."""

import uuid

from django.db import transaction

from campaigns import clock
from campaigns.images import Picture
from campaigns.mail import send_letter
from campaigns.models import AgeGroup, Campaign, Channel, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from gallery.models import Artwork, School, SchoolClass


@transaction.atomic
def hand_in_artwork(
    *,
    school_class: SchoolClass,
    title: str,
    text: str,
    kind: str,
    display_name: str,
    age: int | None,
    consent_online: bool,
    consent_print: bool,
    recorded_by: str,
    picture: Picture | None,
    submission_key: uuid.UUID,
) -> tuple[Artwork, bool]:
    """Enter one child's work with the parents' answer per use; handing it in twice is harmless.

    Raises `PhaseClosed` outside the dreaming phase.
    """
    campaign = school_class.school.campaign
    campaign.timeline(clock.today()).require(Door.SCHOOLS)
    artwork, created = enter_contribution(
        model=Artwork,
        campaign=campaign,
        submission_key=submission_key,
        channel=Channel.SCHOOL,
        school_class=school_class,
        title=title,
        text=text,
        kind=kind,
        display_name=display_name,
        age=age,
        age_group=_age_group(age),
        origin=f"{school_class.school.name}, {school_class.name}",
        consent_online=consent_online,
        consent_print=consent_print,
        consent_recorded_by=recorded_by,
        thumbnail_alt=f"{title}. {text}"[:300],
    )
    if created and picture is not None:
        artwork.image.save(f"{uuid.uuid4().hex}.jpg", picture.large, save=False)
        artwork.thumbnail.save(f"{uuid.uuid4().hex}.jpg", picture.small, save=False)
        artwork.save(update_fields=["image", "thumbnail"])
    return artwork, created


def _age_group(age: int | None) -> str:
    if age is None:
        return ""
    return AgeGroup.CHILD if age < 12 else AgeGroup.TEEN


@transaction.atomic
def make_class(
    *, campaign: Campaign, school: str, name: str, teacher: str, email: str, by: User | None = None
) -> SchoolClass:
    """Make a class with its own link; the same class of the same school gets the same link."""
    home, _new = School.objects.get_or_create(campaign=campaign, name=school.strip())
    school_class, created = SchoolClass.objects.get_or_create(
        school=home, name=name.strip(), defaults={"teacher": teacher, "email": email}
    )
    if created:
        record_activity(campaign=campaign, by=by, verb="make_class", subject=str(school_class))
    return school_class


def send_class_link(*, school_class: SchoolClass, to: str, address: str) -> None:
    """Mail a class its link; only this letter shows it."""
    send_letter(
        campaign=school_class.school.campaign,
        to=to,
        template="gallery/mail/class_link.txt",
        context={"school_class": school_class, "address": address},
    )


@transaction.atomic
def forget_teachers(*, campaign: Campaign) -> int:
    """Forget the teachers' names and addresses after the campaign's last day; returns how many.

    Who wrote down the parents' answer stays with the child's work: it shows that they agreed.
    """
    timeline = campaign.timeline(clock.today())
    if timeline.number < Door.RESULTS.last or not timeline.ended:
        return 0
    forgotten = (
        SchoolClass.objects.filter(school__in=School.objects.filter(campaign=campaign))
        .exclude(teacher="", email="")
        .update(teacher="", email="")
    )
    if forgotten:
        record_activity(
            campaign=campaign, by=None, verb="forget_teachers", subject=str(campaign),
            forgotten=forgotten,
        )  # fmt: skip
    return forgotten
