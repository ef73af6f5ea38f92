from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clustering", "0002_event_log_snapshots_and_freezing")]

    operations = [
        migrations.RemoveConstraint(model_name="card", name="card_quotes_something"),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end__gt", models.F("start")),
                    models.Q(("end", 0), ("start", 0)),
                    _connector="OR",
                ),
                name="card_quotes_something",
            ),
        ),
    ]
