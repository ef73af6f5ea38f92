"""Quick start: SQLite, a folder as broker, demo logins. Never for a real campaign."""

import secrets

from roeselare2030.demo.logins import LOGINS
from roeselare2030.settings.base import *  # noqa: F403
from roeselare2030.settings.base import CELERY_BEAT_SCHEDULE, DATA_DIR, MIDDLEWARE

DEMO = True
ALLOWED_HOSTS = ["*"]

# One secret per data folder, made on first use, so that sessions survive a restart.
_secret_file = DATA_DIR / "secret-key"
if not _secret_file.exists():
    _secret_file.touch(mode=0o600)
    _secret_file.write_text(secrets.token_urlsafe(50))
SECRET_KEY = _secret_file.read_text()

MFA_REQUIRED = False
# One port and no proxy: the board asks. Visitors travel in time, which one reader for all cannot.
BOARD_STREAM = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
# Visitors travel in time and change role; both must come after the session is known.
MIDDLEWARE = [*MIDDLEWARE, "roeselare2030.demo.middleware.time_travel"]
DEMO_PEOPLE = [(person.slug, person.title, person.email) for person in LOGINS]

# The demo's people are invented and its year is fixed: a worker on today's clock would forget them.
CELERY_BEAT_SCHEDULE = {
    name: entry for name, entry in CELERY_BEAT_SCHEDULE.items() if not name.startswith("forget-")
}
