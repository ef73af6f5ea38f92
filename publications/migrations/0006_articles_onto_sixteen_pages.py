"""Four pages become sixteen: the report and the letter of page 3 get their own places."""

from django.db import migrations

_KEY_PAGES = (4, 5, 6, 10, 11, 12)


def _spread(apps, schema_editor):
    Article = apps.get_model("publications", "Article")
    Key = apps.get_model("clustering", "Key")
    places = {}
    for key in Key.objects.order_by("campaign", "position"):
        turn = places.setdefault(key.campaign_id, {})
        turn[key.pk] = _KEY_PAGES[min(len(turn), 5)]
    for article in Article.objects.filter(page=3, frame="report"):
        article.page = places.get(article.campaign_id, {}).get(article.key_id, 4)
        article.save(update_fields=["page"])
    Article.objects.filter(page=3, frame="voice").update(frame="letter")
    for article in Article.objects.prefetch_related("dreams"):
        article.dream_numbers = sorted(dream.number for dream in article.dreams.all())
        article.save(update_fields=["dream_numbers"])


def _gather(apps, schema_editor):
    Article = apps.get_model("publications", "Article")
    Article.objects.filter(frame="report").update(page=3)
    Article.objects.filter(page=3, frame="letter").update(frame="voice")


class Migration(migrations.Migration):
    dependencies = [
        ("clustering", "0001_first_tables"),
        ("publications", "0005_pages_of_the_newspaper"),
    ]

    operations = [migrations.RunPython(_spread, _gather)]
