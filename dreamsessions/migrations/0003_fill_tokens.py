"""Give every session and every chair from before a secret of its own."""

from django.db import migrations

from dreamsessions.models import new_token


def fill(apps, schema_editor):
    # Adding the column gave all earlier rows the same one.
    for name in ("Session", "Registration"):
        model = apps.get_model("dreamsessions", name)
        rows = list(model.objects.only("pk"))
        for row in rows:
            row.token = new_token()
        model.objects.bulk_update(rows, ["token"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("dreamsessions", "0002_field_kit_and_chairs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
