from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clustering", "0010_own_words_for_concepts")]

    operations = [
        migrations.AddField("presence", "drags", models.BooleanField(default=False)),
    ]
