"""Large files that are taken in by the worker."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import campaigns.clock


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_word_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="imports/")),
                ("filename", models.CharField(max_length=120)),
                ("origin", models.CharField(max_length=160, verbose_name="origin")),
                ("columns", models.CharField(blank=True, max_length=500)),
                ("profile", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("dry_run", models.BooleanField(default=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Busy"),
                            ("done", "Done"),
                            ("failed", "Did not work"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("entered", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("reading", models.JSONField(blank=True, default=dict)),
                ("error", models.TextField(blank=True)),
                ("report", models.FileField(blank=True, upload_to="imports/")),
                ("requested_at", models.DateTimeField(default=campaigns.clock.now)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_runs",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=Q(("status__in", ["queued", "running"])),
                        fields=["claimed_at"],
                        name="import_in_the_making",
                    )
                ],
            },
        ),
    ]
