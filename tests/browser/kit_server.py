"""A server of its own for the field kit, that can be killed in mid-sentence and started again.

    python -m tests.browser.kit_server --prepare

As a module for gunicorn it is the demo's server; `KIT_VERSION` makes it a later release.
"""

import os
import sys
from datetime import timedelta

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from whitenoise.storage import CompressedManifestStaticFilesStorage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roeselare2030.settings.demo")


def prepare() -> None:
    """Make an empty campaign with one ambassador of the demo's cast, and sessions for her."""
    # Nobody waits for files to be compressed here; their hashed names are those of production.
    CompressedManifestStaticFilesStorage.compress_files = lambda _self, _paths: iter(())
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from campaigns import clock
    from campaigns.permissions import Role
    from roeselare2030.demo.logins import LOGINS
    from roeselare2030.demo.middleware import MOMENTS
    from tests.dreamsessions.builders import make_ambassador, make_session
    from tests.factories import make_campaign, make_member

    with clock.travel(MOMENTS[5]):
        campaign = make_campaign()
        # The demo's clock stands in March: two months earlier than the phases of our builders.
        for phase in campaign.phases.all():
            starts = phase.starts_on - timedelta(days=61)
            phase.starts_on, phase.ends_on = starts, starts + timedelta(days=27)
            phase.gate_passed_on = phase.ends_on
            phase.save()
        people = {login.slug: login for login in LOGINS}
        rita, an = people["ambassadeur"], people["kernteam"]
        make_member(campaign, Role.CORE_TEAM, email=an.email, first_name=an.first_name)
        user = make_member(campaign, Role.AMBASSADOR, email=rita.email, first_name=rita.first_name)
        ambassador = make_ambassador(campaign, user)
        for n in range(1, 21):
            make_session(
                campaign, ambassador, title=f"Droomsessie De Spil {n}",
                materials="Blaadjes en stiften\nEen doos koekjes",
            )  # fmt: skip


def _later_release() -> None:
    from dreamsessions import shell

    version = os.environ["KIT_VERSION"]
    shell.app_version = lambda: version  # type: ignore[assignment]


if __name__ == "__main__":
    if "--prepare" in sys.argv:
        prepare()
else:
    application = get_wsgi_application()
    if os.environ.get("KIT_VERSION"):
        _later_release()
