"""Take the words of dreams out of logbook lines: a dream that is withdrawn takes its words along."""

from django.db import migrations


def redact(apps, schema_editor):
    Activity = apps.get_model("campaigns", "Activity")
    Card = apps.get_model("clustering", "Card")
    numbers = dict(Card.objects.values_list("pk", "contribution__number"))
    for line in Activity.objects.filter(verb="split_card").iterator():
        line.subject = str(numbers.get(line.details.get("card"), ""))
        line.save(update_fields=["subject"])


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_import_runs"), ("clustering", "0012_moves_lately")]

    # The words were never meant to be kept here, so nothing brings them back.
    operations = [migrations.RunPython(redact, migrations.RunPython.noop)]
