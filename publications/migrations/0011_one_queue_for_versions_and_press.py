from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0010_runs_of_an_issue"),
    ]

    operations = [
        migrations.RenameField("pressfile", "made_at", "finished_at"),
        migrations.AddField(
            model_name="pressfile",
            name="run",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
