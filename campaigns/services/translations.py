"""Dreams in other languages get a Dutch version beside the original, read by a colleague."""

import logging
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from campaigns import clock
from campaigns.languages import LANGUAGE_NAMES
from campaigns.models import Campaign, Contribution, Translation, User
from campaigns.services.activity import record_activity
from campaigns.services.engines import EngineFailed, engine_name, run_engine

logger = logging.getLogger(__name__)
# The language of the city: every dream can be read in it.
HOME: Final = "nl"
_SECONDS: Final = 60


def list_untranslated(campaign: Campaign, language: str = HOME) -> QuerySet[Contribution]:
    """Return placed contributions without an approved translation, oldest first.

    The draft of an engine, or the translation of an earlier text, is on `drafts`.
    """
    rows = Translation.objects.filter(language=language)
    # Placed again after it was translated: the text may have changed.
    approved = rows.filter(contribution=OuterRef("pk"), approved_at__gte=OuterRef("placed_at"))
    drafts = Prefetch("translations", rows, to_attr="drafts")
    return (
        Contribution.objects.of(campaign)
        .placed()
        .exclude(language__in=["", language])
        .exclude(text="")
        .filter(~Exists(approved))
        .with_district()
        .prefetch_related(drafts)
        .order_by("number")
    )


@transaction.atomic
def write_translation(
    *, contribution: Contribution, text: str, by: User, language: str = HOME
) -> Translation:
    """Keep the translation a colleague wrote or corrected; from now on everybody can read it.

    A draft that was approved as it is keeps the name of the engine that wrote it.
    """
    draft = Translation.objects.filter(contribution=contribution, language=language).first()
    unchanged = draft is not None and draft.text.strip() == text.strip()
    row, _created = Translation.objects.update_or_create(
        contribution_id=contribution.pk,
        language=language,
        defaults={
            "text": text,
            "by": by,
            "approved_at": clock.now(),
            "engine": draft.engine if draft is not None and unchanged else "",
        },
    )
    record_activity(
        campaign=contribution.campaign, by=by, verb="translate",
        subject=f"droom {contribution.number}", language=language, engine=row.engine,
    )  # fmt: skip
    return row


@transaction.atomic
def correct_language(*, contribution: Contribution, language: str, by: User) -> Contribution:
    """Say in which language a dream really is; a Dutch one leaves the list."""
    record_activity(
        campaign=contribution.campaign, by=by, verb="correct_language",
        subject=f"droom {contribution.number}", was=contribution.language, now=language,
    )  # fmt: skip
    contribution.language = language
    Contribution.objects.filter(pk=contribution.pk).update(language=language)
    # A draft was made from the wrong language.
    Translation.objects.filter(contribution=contribution, approved_at=None).delete()
    return contribution


def draft_translations(*, campaign: Campaign, at_most: int = 20) -> int:
    """Let the local engine draft what nobody translated yet; a colleague approves every draft.

    A text the engine failed on is tried again an hour later. Returns how many drafts there are.
    """
    command: str = settings.TRANSLATE_COMMAND
    if not command:
        return 0
    drafted = 0
    todo = list_untranslated(campaign).filter(
        language__in=LANGUAGE_NAMES,
    ).exclude(translations__language=HOME)  # fmt: skip
    for contribution in todo[:at_most]:
        if cache.add(f"translate:{contribution.pk}", 1, 3600):
            drafted += _draft(contribution, command)
    return drafted


def _draft(contribution: Contribution, command: str) -> bool:
    try:
        said = run_engine(
            command, text=contribution.text, seconds=_SECONDS,
            source=contribution.language, target=HOME,
        )  # fmt: skip
    except EngineFailed as error:
        logger.warning("No draft for contribution %s: %s", contribution.pk, error)
        return False
    # While the engine worked, a colleague may have written one, or the dreamer another text.
    with transaction.atomic():
        now = Contribution.objects.select_for_update().filter(pk=contribution.pk).first()
        if now is None or now.text != contribution.text:
            return False
        _row, created = Translation.objects.get_or_create(
            contribution_id=contribution.pk,
            language=HOME,
            defaults={"text": said, "engine": engine_name(command)},
        )
    return created
