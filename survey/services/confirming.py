"""Let somebody confirm a mail address, so that their scores weigh a little more."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaigns import clock
from campaigns.mail import send_letter
from campaigns.models import Campaign
from campaigns.phases import Door
from survey.models import Participant
from survey.services.tallies import recount_tallies

LINK_HOURS: Final = 24
_signer = signing.TimestampSigner(salt="survey.confirm")


class AddressTaken(Exception):
    """Raised when this address confirmed another browser before."""


@dataclass(frozen=True)
class Confirmation:
    """What a link in a letter holds: which browser, and the keyed hash of the address."""

    participant: Participant
    address: str


def hash_address(campaign: Campaign, email: str) -> str:
    """Return the keyed hash of an address; other campaigns get another one."""
    message = f"confirm|{campaign.pk}|{email.strip().lower()}"
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


def confirm_path(participant: Participant, email: str) -> str:
    """Return the secret address that confirms a browser, for a day."""
    value = f"{participant.pk.hex}.{hash_address(participant.campaign, email)}"
    return reverse("survey:confirm_link", args=[_signer.sign(value)])


def read_confirmation(*, campaign: Campaign, token: str) -> Confirmation | None:
    """Return what a link holds when it is ours, of this campaign, and still works."""
    try:
        key, _dot, address = _signer.unsign(token, max_age=LINK_HOURS * 3600).partition(".")
        participant = Participant.objects.filter(pk=uuid.UUID(key), campaign=campaign).first()
    except (signing.BadSignature, ValueError):
        return None
    if participant is None:
        return None
    participant.campaign = campaign
    return Confirmation(participant, address)


def mail_confirmation(*, participant: Participant, email: str, base: str) -> bool:
    """Send the link; the same letter whether we know the address or not.

    One letter per address in ten minutes, so that nobody's mailbox can be flooded.
    """
    campaign = participant.campaign
    sent = f"confirm:{campaign.pk}:{hash_address(campaign, email)}"
    if cache.get(sent):
        return False
    send_letter(
        campaign=campaign,
        to=email,
        template="survey/mail/confirm.txt",
        context={"link": base + confirm_path(participant, email), "hours": LINK_HOURS},
    )
    cache.set(sent, 1, 600)  # only now: a letter that failed is tried again
    return True


@transaction.atomic
def confirm_participant(*, confirmation: Confirmation) -> bool:
    """Give the scores of a browser more weight; False when that was done before.

    Raises `AddressTaken`: one address confirms one browser in a campaign.
    """
    participant = confirmation.participant
    participant.campaign.timeline(clock.today()).require(Door.SCORE)
    changes = {"confirmed_at": clock.now(), "confirmed_by": confirmation.address}
    waiting = Participant.objects.filter(pk=participant.pk, confirmed_at=None)
    try:
        with transaction.atomic():
            changed = waiting.update(**changes)
    except IntegrityError as error:
        raise AddressTaken from error
    if changed:
        scored = participant.scores.filter(value__isnull=False)
        recount_tallies(contributions=list(scored.values_list("contribution", flat=True)))
    return bool(changed)
