from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dreamsessions", "0006_revisions_and_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="need",
            field=models.CharField(blank=True, max_length=120, verbose_name="what is behind it"),
        ),
    ]
