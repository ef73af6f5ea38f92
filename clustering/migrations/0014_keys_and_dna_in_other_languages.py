import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import campaigns.clock


class Migration(migrations.Migration):
    dependencies = [
        ("clustering", "0013_no_words_in_the_logbook"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DnaTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("sources", models.JSONField(default=dict)),
                ("written_at", models.DateTimeField(default=campaigns.clock.now)),
                (
                    "statement",
                    models.TextField(blank=True, max_length=520, verbose_name="statement"),
                ),
                ("story", models.TextField(blank=True, verbose_name="story")),
                (
                    "dna",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="clustering.dna",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "DNA in another language",
                "verbose_name_plural": "DNA in other languages",
                "constraints": [
                    models.UniqueConstraint(fields=("dna", "language"), name="one_dna_per_language")
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("sources", models.JSONField(default=dict)),
                ("written_at", models.DateTimeField(default=campaigns.clock.now)),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("question", models.CharField(blank=True, max_length=260, verbose_name="question")),
                (
                    "vision",
                    models.CharField(
                        blank=True, max_length=260, verbose_name="vision in one sentence"
                    ),
                ),
                ("story", models.TextField(blank=True, verbose_name="what we heard")),
                (
                    "experience",
                    models.TextField(blank=True, verbose_name="how we experience our city"),
                ),
                (
                    "images",
                    models.TextField(blank=True, verbose_name="images of the future, one per line"),
                ),
                ("unique", models.TextField(blank=True, verbose_name="what makes us unique")),
                (
                    "open_questions",
                    models.TextField(blank=True, verbose_name="what stays open, one per line"),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="clustering.key",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "key in another language",
                "verbose_name_plural": "keys in other languages",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "language"), name="one_key_per_language")
                ],
            },
        ),
    ]
