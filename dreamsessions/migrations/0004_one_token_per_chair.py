"""A secret opens one chair."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dreamsessions", "0003_fill_tokens")]

    operations = [
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("token",), name="one_token_per_registration"
            ),
        ),
    ]
