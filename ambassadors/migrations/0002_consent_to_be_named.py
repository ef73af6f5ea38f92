"""Ask ambassadors before their first name is printed.

Who became one before was never asked, so stays unnamed until they say yes on the page about them.
"""

from django.db import migrations, models


def say_who_was_never_asked(apps, schema_editor):
    many = (
        apps.get_model("ambassadors", "Ambassador")
        .objects.using(schema_editor.connection.alias)
        .count()
    )
    if many:
        print(
            f"\n    {many} ambassadors were never asked whether they may be named."
            " Until they say yes on /ambassadeur/ik/, newspaper and website count them without a name."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("ambassadors", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="may_be_named",
            field=models.BooleanField(default=False, verbose_name="my first name may be printed"),
        ),
        migrations.AddField(
            model_name="candidate",
            name="naming_answered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(say_who_was_never_asked, migrations.RunPython.noop),
    ]
