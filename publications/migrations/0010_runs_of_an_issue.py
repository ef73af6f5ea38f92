"""Count how often a worker took an issue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0009_delivery"),
    ]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="run",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
