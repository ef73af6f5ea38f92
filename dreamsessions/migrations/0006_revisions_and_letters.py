"""Calendars see what changed in a session; people with a chair get each letter once."""

from django.db import migrations, models

from campaigns import clock


class Migration(migrations.Migration):
    dependencies = [("dreamsessions", "0005_why_cancelled_and_asked_in")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="session",
            name="changed_at",
            field=models.DateTimeField(default=clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="registration",
            name="news",
            field=models.CharField(
                blank=True,
                choices=[
                    ("chair", "You have a chair"),
                    ("waiting", "You are on the waiting list"),
                    ("free", "A chair came free"),
                    ("moved", "Another moment or place"),
                    ("off", "The session does not go on"),
                ],
                default="",
                editable=False,
                max_length=7,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=~models.Q(news=""), fields=["session"], name="registration_with_news"
            ),
        ),
    ]
