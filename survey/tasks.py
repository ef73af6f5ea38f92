"""Letters go out in the background; the page answers at once. Browsers are forgotten in time."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from campaigns.mail import MAIL_FAILS
from campaigns.models import Campaign
from survey.models import Dream, Participant, Recording
from survey.services import (
    bursts,
    confirming,
    counter,
    dealing,
    letters,
    proposals,
    ranking,
    retention,
    tallies,
    voices,
)


@shared_task(autoretry_for=MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_receipt(dream_pk: int, base: str, language: str) -> None:
    """Mail one code, unless the dream was withdrawn in the meantime."""
    dream = Dream.objects.select_related("campaign").filter(pk=dream_pk).first()
    if dream is not None and dream.email:
        with translation.override(language):
            letters.mail_receipt(dream=dream, base=base)


@shared_task(autoretry_for=MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_codes(campaign_pk: int, email: str, base: str, language: str) -> None:
    """Mail all codes of an address."""
    with translation.override(language):
        letters.mail_codes(campaign=Campaign.objects.get(pk=campaign_pk), email=email, base=base)


@shared_task
def forget_browsers() -> None:
    """Forget the browsers that were silent for as long as the privacy page says."""
    for campaign in Campaign.objects.all():
        retention.forget_browsers(campaign=campaign)


@shared_task
def forget_networks() -> None:
    """Forget the networks that the privacy page says we keep for 14 days."""
    for campaign in Campaign.objects.all():
        retention.forget_networks(campaign=campaign)


@shared_task
def forget_recordings() -> None:
    """Forget the sound that the privacy page says we keep for 30 days at most."""
    for campaign in Campaign.objects.all():
        retention.forget_recordings(campaign=campaign)


@shared_task
def rank_dreams() -> None:
    """Make the estimates of dreams that were scored since the last time."""
    for campaign in Campaign.objects.all():
        ranking.rank_dreams(campaign=campaign)


@shared_task
def watch_bursts() -> None:
    """Set apart what came in bursts in the last quarter of an hour."""
    _watch(bursts.WINDOW)


@shared_task
def watch_slow_bursts() -> None:
    """Set apart what came in bursts that take a day."""
    _watch(bursts.LONG_WINDOW)


def _watch(window: timedelta) -> None:
    for campaign in Campaign.objects.all():
        # Two at once would each make a burst of the same dreams; the next turn comes soon.
        if cache.add(f"watching:{campaign.pk}", 1, 300):
            try:
                bursts.watch_bursts(campaign=campaign, window=window)
            finally:
                cache.delete(f"watching:{campaign.pk}")


@shared_task(autoretry_for=MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_confirmation(participant_pk: str, email: str, base: str, language: str) -> None:
    """Mail the link that gives the scores of a browser more weight."""
    participant = Participant.objects.select_related("campaign").filter(pk=participant_pk).first()
    if participant is not None:
        with translation.override(language):
            confirming.mail_confirmation(participant=participant, email=email, base=base)


@shared_task
def detect_language(dream_pk: int) -> None:
    """Keep in which language a dream is, unless its text changes meanwhile."""
    dream = Dream.objects.filter(pk=dream_pk).first()
    if dream is not None and dream.text:
        counter.detect_language(contribution=dream)


@shared_task
def transcribe(dream_pk: int) -> None:
    """Let the local engine propose what is said in one recording, where one is configured."""
    recording = Recording.objects.select_related("dream").filter(pk=dream_pk).first()
    if recording is not None:
        voices.draft_voice(recording=recording)


@shared_task
def draft_voices() -> None:
    """Find recordings without a proposal, and delete sound that was kept long enough."""
    for campaign in Campaign.objects.all():
        if settings.TRANSCRIBE_COMMAND:
            for recording in voices.list_voices(campaign).filter(draft="")[:5]:
                voices.draft_voice(recording=recording)
        voices.forget_voices(campaign=campaign)


@shared_task
def tell_dreamers() -> None:
    """Mail dreamers what was decided. A letter that fails goes in the next round."""
    for campaign in Campaign.objects.all():
        letters.tell_dreamers(campaign=campaign)


@shared_task
def propose_bundles() -> None:
    """Look for dreams that say the same as the new ones; stops after a thousand per campaign."""
    for campaign in Campaign.objects.all():
        for _round in range(4):
            if not proposals.find_pairs(campaign=campaign, at_most=250):
                break


@shared_task
def deal_cards() -> None:
    """Open the tallies of dreams that were placed, so that no page has to look for them."""
    for campaign in Campaign.objects.all():
        tallies.deal_tallies(campaign=campaign)
        cache.set(dealing.dealt_key(campaign), 1, 180)


@shared_task
def straighten_tallies() -> None:
    """Let every tally follow its dream, whatever changed the dream."""
    for campaign in Campaign.objects.all():
        tallies.straighten_tallies(campaign=campaign)
