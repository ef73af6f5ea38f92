"""Pairs of dreams that look alike, and how far they were looked for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_word_indexes"),
        ("survey", "0003_confirmed_participants"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlikePair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("likeness", models.FloatField()),
                ("is_open", models.BooleanField(default=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.contribution",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.contribution",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["campaign", "-likeness"],
                        name="alike_pair_strongest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="pair_proposed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="proposed_pair_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairSearch",
            fields=[
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pair_search",
                        serialize=False,
                        to="campaigns.campaign",
                    ),
                ),
                ("reached", models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]
