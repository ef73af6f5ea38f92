"""Count how often a version is downloaded, not by whom."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0011_one_queue_for_versions_and_press")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="downloads",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="downloads"),
        ),
    ]
