"""The PDF of a pile of sheets is made in the background and kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0003_reading_afterwards"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheetbatch",
            name="file",
            field=models.FileField(blank=True, upload_to="sheets/%Y/%m/"),
        ),
        migrations.AddField(
            model_name="sheetbatch",
            name="error",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
