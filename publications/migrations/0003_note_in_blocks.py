"""The note in blocks with their versions, comments and signatures; the language of an issue."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import campaigns.clock


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_import_runs"),
        ("clustering", "0006_paper_cards_and_groups"),
        ("publications", "0002_open_data_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="language",
            field=models.CharField(
                choices=[("nl", "Dutch"), ("fr", "French"), ("en", "English")],
                default="nl",
                max_length=2,
                verbose_name="language",
            ),
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("heading", models.CharField(blank=True, max_length=120, verbose_name="heading")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("translations", models.JSONField(blank=True, default=dict)),
                ("spans", models.JSONField(blank=True, default=list)),
                ("source_digest", models.CharField(blank=True, max_length=64)),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("belofte", "What we promised"),
                            ("kort", "In two pages"),
                            ("geluisterd", "How we listened"),
                            ("sleutel", "Key"),
                            ("kinderen", "What children drew"),
                            ("kaart", "The map"),
                            ("niet", "What we did not take along, and why"),
                            ("bijlage", "Annex"),
                        ],
                        max_length=12,
                        verbose_name="chapter",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("quote", "Quote of a dream"),
                            ("artwork", "Work by a child"),
                            ("story", "What we heard"),
                            ("needs", "Chart of the needs"),
                            ("values", "Values and qualities"),
                            ("voices", "Six voices"),
                            ("actions", "Table of actions"),
                            ("open", "What stays open"),
                            ("keys", "The keys in one sentence each"),
                            ("dna", "The DNA of the city"),
                            ("phases", "The phases"),
                            ("reach", "Who we reached, and who not yet"),
                            ("works", "A wall of works by children"),
                            ("map", "Map of the dreams"),
                            ("not_taken", "What we did not take along, and why"),
                            ("all_actions", "All actions"),
                            ("figures", "The numbers behind the bars"),
                            ("method", "Method"),
                            ("glossary", "Words in this note"),
                            ("index", "All dreams, by number"),
                            ("colophon", "Colophon"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(default=campaigns.clock.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="note_blocks",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clustering.card",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="note_blocks",
                        to="clustering.key",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="campaigns.contribution",
                    ),
                ),
            ],
            options={
                "verbose_name": "block",
                "verbose_name_plural": "blocks",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BlockVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("heading", models.CharField(blank=True, max_length=120, verbose_name="heading")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("translations", models.JSONField(blank=True, default=dict)),
                ("spans", models.JSONField(blank=True, default=list)),
                ("source_digest", models.CharField(blank=True, max_length=64)),
                ("revision", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=campaigns.clock.now)),
                ("is_auto", models.BooleanField(default=False)),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="publications.block",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a block",
                "verbose_name_plural": "versions of blocks",
                "ordering": ["-revision"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=600, verbose_name="comment")),
                ("at", models.DateTimeField(default=campaigns.clock.now)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="publications.block",
                    ),
                ),
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
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("belofte", "What we promised"),
                            ("kort", "In two pages"),
                            ("geluisterd", "How we listened"),
                            ("sleutel", "Key"),
                            ("kinderen", "What children drew"),
                            ("kaart", "The map"),
                            ("niet", "What we did not take along, and why"),
                            ("bijlage", "Annex"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=campaigns.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clustering.key",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature under a chapter",
                "verbose_name_plural": "signatures under chapters",
            },
        ),
        migrations.AddIndex(
            model_name="block",
            index=models.Index(fields=["campaign", "place", "position"], name="block_by_chapter"),
        ),
        migrations.AddConstraint(
            model_name="blockversion",
            constraint=models.UniqueConstraint(
                fields=("block", "revision"), name="one_version_per_revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", None)),
                fields=("campaign", "place", "by"),
                name="one_sign_off_per_chapter",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)),
                fields=("key", "by"),
                name="one_sign_off_per_key",
            ),
        ),
    ]
