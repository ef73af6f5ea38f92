from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dreamsessions", "0004_one_token_per_chair")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="cancel_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="why"),
        ),
        migrations.AddField(
            model_name="sessionrequest",
            name="language",
            field=models.CharField(default="nl", max_length=8),
        ),
    ]
