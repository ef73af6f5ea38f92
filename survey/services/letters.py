"""Letters about somebody's own dreams, and the secret links in them.

News goes out once. `tell` writes down that a letter goes before it goes, outside any transaction:
a worker that dies in between loses that letter, and nobody gets one twice. When the post office
answers with an error we know, the line is taken away again and the next round tries once more.
"""

import hashlib
import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, Final

from django.core import signing
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation

from campaigns import clock
from campaigns.mail import MAIL_FAILS, letter_language, send_letter
from campaigns.models import Campaign, Decision, Status, Verdict
from campaigns.services.moderation import standing_decisions
from campaigns.services.paper import site_address
from survey.models import Dream, Letter, Occasion

LINK_DAYS: Final = 90
# So long a moderator may take a decision back before it is mailed.
WAIT: Final = timedelta(minutes=2)
# A post office that was away longer gets no old news any more; the dream's page tells it.
STALE: Final = timedelta(days=3)
_A_ROUND: Final = 500
_OCCASIONS: Final = {Verdict.PLACE: Occasion.PLACED, Verdict.HOLD: Occasion.HELD}
_log = logging.getLogger(__name__)
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


def tell(*, dream: Dream, occasion: Occasion, about: int = 0, **context: Any) -> bool:
    """Mail one piece of news (`survey/mail/<occasion>.txt`) in the language of the dream, once.

    `about` tells news of the same occasion apart. Returns whether a letter went. Raises
    `MAIL_FAILS`; call it again then. Not atomic on purpose, see the top of this module.
    """
    if not dream.email:
        return False
    letter, is_new = Letter.objects.get_or_create(dream=dream, occasion=occasion, about=about)
    if not is_new:
        return False
    try:
        with translation.override(letter_language(dream.language)):
            base = site_address(dream.campaign)
            send_letter(
                campaign=dream.campaign,
                to=dream.email,
                template=f"survey/mail/{occasion.value}.txt",
                context={
                    "dream": dream,
                    "follow": base + dream.get_absolute_url(),
                    "change": base + own_dream_path(dream),
                    "days": LINK_DAYS,
                    **context,
                },
            )
    except MAIL_FAILS as error:
        if _refused_for_good(error):
            _log.warning("The address of dream %s refuses letters.", dream.number)
            return False
        letter.delete()
        raise
    return True


def news_about(
    *, dream: Dream, occasion: Occasion, link: str, about: int = 0, **context: Any
) -> bool:
    """Mail news with a way to read on; `link` is a path on this site. See `tell`."""
    with translation.override(letter_language(dream.language)):
        address = site_address(dream.campaign) + link
    return tell(dream=dream, occasion=occasion, about=about, link=address, **context)


def _refused_for_good(error: BaseException) -> bool:
    """Tell whether the post office says the address does not exist: trying again is no use."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _reason in error.recipients.values()
    )


def tell_dreamers(*, campaign: Campaign) -> int:
    """Mail dreamers what was decided about their dreams; returns how many letters went.

    Four queries and the letters. An address that fails does not keep the others waiting.
    """
    told = 0
    for decision, dream in _untold(campaign):
        try:
            told += tell(
                dream=dream,
                occasion=_OCCASIONS[Verdict(decision.verdict)],
                about=decision.pk,
                reason=decision.reason,
            )
        except MAIL_FAILS:
            _log.warning("A letter about dream %s failed; it is tried again.", dream.number)
    return told


def _untold(campaign: Campaign) -> list[tuple[Decision, Dream]]:
    """Return the decisions that stand and were not mailed, with the dreams of people to mail."""
    now = clock.now()
    later = Decision.objects.filter(
        contribution=OuterRef("contribution"), pk__gt=OuterRef("pk"), verdict__in=_OCCASIONS
    )
    sent = Letter.objects.filter(dream=OuterRef("contribution"), about=OuterRef("pk"))
    mailed = Dream.objects.filter(pk=OuterRef("contribution")).exclude(email="")
    stands = Q(verdict=Verdict.PLACE, contribution__status=Status.PLACED) | Q(
        verdict=Verdict.HOLD, contribution__status=Status.HELD
    )
    found: QuerySet[Decision] = (
        Decision.objects.filter(stands, contribution__campaign=campaign)
        .filter(at__gt=now - STALE, at__lte=now - WAIT)
        .filter(~Exists(later), ~Exists(sent), Exists(mailed))
        .order_by("pk")[:_A_ROUND]
    )
    decisions = list(found)
    dreams = Dream.objects.filter(pk__in=[row.contribution_id for row in decisions])
    by_pk = {
        dream.pk: dream for dream in dreams.select_related("campaign").prefetch_related("decisions")
    }
    pairs = [(row, by_pk[row.contribution_id]) for row in decisions if row.contribution_id in by_pk]
    return [(row, dream) for row, dream in pairs if row == last_word(dream)]


def last_word(dream: Dream) -> Decision | None:
    """Return the decision that stands: placed or held. One query, unless they were prefetched."""
    decisions = sorted(dream.decisions.all(), key=lambda decision: decision.pk)
    standing = [row for row in standing_decisions(decisions) if row.verdict in _OCCASIONS]
    return standing[-1] if standing else None
