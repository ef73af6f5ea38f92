"""Hand in a dream, and look after it later."""

import hashlib
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from campaigns import clock
from campaigns.audio import ENDINGS
from campaigns.geography import find_district
from campaigns.images import Picture
from campaigns.models import AgeGroup, Campaign, Channel, Contribution, District, Status
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from campaigns.services.moderation import settle_new
from survey.models import Dream, Participant, Reason, Recording, Report
from survey.services.tallies import keep_tally_in_step


@dataclass(frozen=True)
class Sound:
    """A recorded voice, checked by its first bytes."""

    data: bytes
    content_type: str
    seconds: int = 0


@dataclass(frozen=True)
class Spot:
    """A place on the map."""

    longitude: Decimal
    latitude: Decimal


@transaction.atomic
def submit_dream(
    *,
    campaign: Campaign,
    text: str,
    display_name: str = "",
    language: str = "nl",
    submission_key: uuid.UUID,
    participant: Participant | None = None,
    origin: str = "",
    network: str = "",
    sound: Sound | None = None,
    picture: Picture | None = None,
    picture_alt: str = "",
    spot: Spot | None = None,
) -> tuple[Dream, bool]:
    """Enter an online dream; the same form sent twice gives the first one back.

    Without a participant one is made for a new dream. A dream that was only spoken has no text
    until a colleague wrote it down. Returns the dream and whether it is new.
    """
    campaign.timeline(clock.today()).require(Door.DREAM)
    dream, created = enter_contribution(
        model=Dream,
        campaign=campaign,
        submission_key=_key_of(submission_key, text, sound, picture),
        channel=Channel.ONLINE,
        text=text,
        display_name=display_name,
        language=language,
        origin=origin,
        participant=participant,
        network=network,
        **_place_of(campaign, spot),
    )
    if not created:
        return dream, False
    if participant is None:
        dream.participant = Participant.objects.create(campaign=campaign)
        dream.save(update_fields=["participant"])
    if sound is not None:
        _keep_sound(dream, sound)
    if picture is not None:
        dream.thumbnail_alt = picture_alt
        dream.thumbnail.save(f"{uuid.uuid4().hex}.jpg", picture.small, save=False)
        dream.save(update_fields=["thumbnail", "thumbnail_alt"])
    # Nobody can look into a picture or a voice but a human: those are read before they are shown.
    if text and sound is None and picture is None:
        settle_new(contribution=dream)
        dream.refresh_from_db()
    return dream, True


def _key_of(key: uuid.UUID, text: str, sound: Sound | None, picture: Picture | None) -> uuid.UUID:
    """Return what tells this hand-in from every other.

    Somebody who goes back, writes or says something else and sends again has another dream.
    """
    parts = [text]
    if sound is not None:
        parts.append(hashlib.sha256(sound.data).hexdigest())
    if picture is not None:
        parts.append(hashlib.sha256(picture.small.read()).hexdigest())
        picture.small.seek(0)
    return uuid.uuid5(key, "\n".join(parts))


def _place_of(campaign: Campaign, spot: Spot | None) -> dict[str, Any]:
    """Return the columns of a place on the map, with the district it lies in."""
    if spot is None:
        return {}
    longitude, latitude = float(spot.longitude), float(spot.latitude)
    return {
        "longitude": spot.longitude,
        "latitude": spot.latitude,
        "district": find_district(longitude, latitude, campaign.districts.all()),
    }


def _keep_sound(dream: Dream, sound: Sound) -> None:
    recording = Recording(dream=dream, content_type=sound.content_type, seconds=sound.seconds)
    name = f"{uuid.uuid4().hex}.{ENDINGS[sound.content_type]}"
    recording.file.save(name, ContentFile(sound.data), save=False)
    recording.save(force_insert=True)


def may_be_named(dream: Dream) -> bool:
    """Tell whether a first name may still be added: until a colleague read the dream.

    What everybody sees was read, and so is the name that stands with it.
    """
    return dream.unread or dream.status != Status.PLACED


@transaction.atomic
def describe_dreamer(
    *, dream: Dream, district: District | None, age_group: AgeGroup | str, display_name: str = ""
) -> Dream:
    """Keep who a dreamer is, as far as they want to say so."""
    dream.district, dream.age_group = district, age_group
    dream.save(update_fields=["district", "age_group"])
    if may_be_named(dream):
        dream.display_name = display_name
        dream.save(update_fields=["display_name"])
    keep_tally_in_step(dream)
    return dream


@transaction.atomic
def report_contribution(
    *, contribution: Contribution, participant: Participant | None, reason: Reason | str
) -> tuple[Report, bool]:
    """Ask the team to look at a contribution again; asking twice counts once."""
    report, created = Report.objects.get_or_create(
        contribution_id=contribution.pk, participant=participant, reason=reason
    )
    if created:
        record_activity(
            campaign=contribution.campaign,
            by=None,
            verb="report",
            subject=f"droom {contribution.number}",
            reason=str(reason),
        )
    return report, created
