from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clustering", "0004_moves_remember_the_talk")]

    operations = [
        migrations.AddConstraint(
            model_name="boardevent",
            constraint=models.UniqueConstraint(
                fields=("campaign", "batch"), name="one_event_per_act"
            ),
        ),
    ]
