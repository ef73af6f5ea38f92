from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clustering", "0011_presence_drags")]

    operations = [
        # The pace of the last quarter of an hour is read from it.
        migrations.AddIndex("move", models.Index(fields=["-at"], name="move_lately")),
    ]
