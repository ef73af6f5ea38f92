"""Letters about somebody's own dreams, and the secret links in them."""

import hashlib

from django.core import signing
from django.core.cache import cache
from django.urls import reverse

from campaigns.mail import send_letter
from campaigns.models import Campaign
from survey.models import Dream

LINK_DAYS = 90
_signer = signing.TimestampSigner(salt="survey.own-dream")


def own_dream_path(dream: Dream) -> str:
    """Return the secret address where a dreamer changes or withdraws a dream, for 90 days."""
    return reverse("survey:manage", args=[_signer.sign(str(dream.pk))])


def read_own_dream_token(token: str) -> int | None:
    """Return the dream's key when the secret link is ours and still works."""
    try:
        return int(_signer.unsign(token, max_age=LINK_DAYS * 24 * 3600))
    except (signing.BadSignature, ValueError):
        return None


def remember_address(*, dream: Dream, email: str) -> Dream:
    """Keep the address somebody wants news about a dream at; never shown to anybody."""
    dream.email = email.lower()
    Dream.objects.filter(pk=dream.pk).update(email=dream.email)
    return dream


def mail_receipt(*, dream: Dream, base: str) -> None:
    """Send the code of one dream, with its public page and its secret link."""
    send_letter(
        campaign=dream.campaign,
        to=dream.email,
        template="survey/mail/receipt.txt",
        context={
            "dream": dream,
            "follow": base + dream.get_absolute_url(),
            "change": base + own_dream_path(dream),
            "days": LINK_DAYS,
        },
    )


def mail_codes(*, campaign: Campaign, email: str, base: str) -> int:
    """Send every code that belongs to an address; unknown addresses get nothing.

    One letter per address in ten minutes, so that nobody's mailbox can be flooded.
    """
    dreams = Dream.objects.filter(campaign=campaign, email=email.lower()).order_by("number")
    rows = [(dream, base + own_dream_path(dream)) for dream in dreams[:50]]
    fingerprint = hashlib.sha256(email.lower().encode()).hexdigest()[:32]
    sent = f"codes:{campaign.pk}:{fingerprint}"
    if not rows or cache.get(sent):
        return 0
    send_letter(
        campaign=campaign,
        to=email,
        template="survey/mail/codes.txt",
        context={"rows": rows, "name": rows[-1][0].display_name, "days": LINK_DAYS},
    )
    cache.set(sent, 1, 600)  # only now: a letter that failed is tried again
    return len(rows)
