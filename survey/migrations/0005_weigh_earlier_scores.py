"""Scores from before they were weighed count as they did, and earlier cards are answered ones."""

from django.db import migrations
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

COOKIE_WEIGHT = 10
_CHUNK = 1_000


def weigh(apps, schema_editor):
    score, tally = apps.get_model("survey", "Score"), apps.get_model("survey", "Tally")
    score.objects.update(answered_at=F("given_at"))
    sums = (
        score.objects.filter(value__isnull=False)
        .order_by()
        .values("contribution")
        .annotate(n=Count("pk"), t=Coalesce(Sum("value"), 0), q=Sum(F("value") * F("value")))
    )
    weighed = {row["contribution"]: row for row in sums.iterator(chunk_size=_CHUNK)}
    changed = []
    for row in tally.objects.select_related("contribution").iterator(chunk_size=_CHUNK):
        found = weighed.get(row.pk, {"n": 0, "t": 0, "q": 0})
        row.weight = COOKIE_WEIGHT * found["n"]
        row.weighed = COOKIE_WEIGHT * found["t"]
        row.weighed_squares = COOKIE_WEIGHT * found["q"]
        row.district_id = row.contribution.district_id
        row.placed_at = row.contribution.placed_at or row.contribution.created_at
        row.is_stale = True
        changed.append(row)
    tally.objects.bulk_update(
        changed,
        ["weight", "weighed", "weighed_squares", "district", "placed_at", "is_stale"],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("survey", "0004_alike_pairs")]

    operations = [migrations.RunPython(weigh, migrations.RunPython.noop)]
