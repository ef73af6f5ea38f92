from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_import_runs"),
        ("clustering", "0006_paper_cards_and_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="card",
            name="on_top",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="card",
            name="stack",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                condition=models.Q(("stack__isnull", False)), fields=["stack"], name="card_by_stack"
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_top", False), ("stack__isnull", False), _connector="OR"),
                name="on_top_of_a_stack",
            ),
        ),
    ]
