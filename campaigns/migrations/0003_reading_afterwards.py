"""Reading afterwards, and taking a decision back."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_paper_reading_and_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("place", "Placed"),
                    ("hold", "Held back"),
                    ("mask", "Personal data masked"),
                    ("read", "Read, stays online"),
                    ("undo", "Taken back"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="unread",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=Q(("unread", True)),
                fields=["campaign", "number"],
                name="contribution_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["at"], name="decision_by_moment"),
        ),
    ]
