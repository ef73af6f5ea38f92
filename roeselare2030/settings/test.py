"""Tests: fast hashing, files in memory, tasks run at once. The database is what DATABASE_URL says."""

from roeselare2030.settings.base import *  # noqa: F403
from roeselare2030.settings.base import STORAGES, TEMPLATES

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MFA_REQUIRED = False
RATE_LIMITS_ENABLED = False
WHITENOISE_AUTOREFRESH = True


class UndefinedVariable(str):
    """An unknown template variable fails the test instead of printing nothing."""

    def __contains__(self, key: object) -> bool:
        return key == "%s" or super().__contains__(str(key))

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"Unknown template variable: {name}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
