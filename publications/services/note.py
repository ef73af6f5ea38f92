"""Write the orientation note."""

from django.db import transaction

from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from publications.models import Passage


@transaction.atomic
def save_passages(*, campaign: Campaign, texts: dict[str, str], by: User | None) -> list[str]:
    """Keep the editors' texts of the note; return the places that changed."""
    stored = {row.slot: row for row in Passage.objects.filter(campaign=campaign)}
    changed = []
    for slot, text in texts.items():
        row = stored.get(slot) or Passage(campaign=campaign, slot=slot)
        if row.text != text:
            row.text = text
            row.save()
            changed.append(slot)
    if changed:
        record_activity(campaign=campaign, by=by, verb="save_passages", subject=", ".join(changed))
    return changed
