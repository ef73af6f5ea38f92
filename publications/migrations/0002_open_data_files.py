"""The open data files and when they were made."""

import django.db.models.deletion
from django.db import migrations, models

import campaigns.clock


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_paper_reading_and_search"),
        ("publications", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenData",
            fields=[
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="open_data",
                        serialize=False,
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("rendering", "Being made"),
                            ("ready", "Ready to read"),
                            ("published", "Published"),
                            ("failed", "Did not work"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True, verbose_name="what went wrong")),
                ("requested_at", models.DateTimeField(default=campaigns.clock.now)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("seen_withdrawal", models.PositiveBigIntegerField(default=0)),
                ("seen_decision", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "open data",
                "verbose_name_plural": "open data",
            },
        ),
        migrations.CreateModel(
            name="DataFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("file", models.FileField(upload_to="open-data/")),
                ("rows", models.PositiveIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=campaigns.clock.now)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_files",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "open file",
                "verbose_name_plural": "open files",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "name"), name="one_open_file_per_name"
                    )
                ],
            },
        ),
    ]
