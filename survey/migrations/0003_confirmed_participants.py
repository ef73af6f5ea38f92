"""Remember, as a keyed hash, which address confirmed a browser."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("survey", "0002_fair_scores_questions_and_bundles")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="confirmed_by",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_by", ""), _negated=True),
                fields=("campaign", "confirmed_by"),
                name="one_browser_per_address",
            ),
        ),
    ]
