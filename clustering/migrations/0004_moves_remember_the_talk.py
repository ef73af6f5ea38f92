from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clustering", "0003_cards_of_artworks_without_words")]

    operations = [
        migrations.AddField(
            model_name="move", name="before_discuss", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="move", name="after_discuss", field=models.BooleanField(default=False)
        ),
    ]
