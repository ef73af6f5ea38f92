"""A real campaign: everything required is checked here, and nothing is loosened."""

from django.core.exceptions import ImproperlyConfigured

from roeselare2030.settings import env
from roeselare2030.settings.base import *  # noqa: F403
from roeselare2030.settings.base import CACHES, REDIS_URL

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must be at least 50 characters long.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of your campaigns, not '*'.")
env.text("DATABASE_URL")
if not REDIS_URL:
    raise ImproperlyConfigured("Set the environment variable REDIS_URL.")
CACHES["default"]["KEY_PREFIX"] = "roeselare2030"
env.text("EMAIL_HOST")
env.text("DEFAULT_FROM_EMAIL")

CAMPAIGN_MEMORY_SECONDS = env.number("CAMPAIGN_MEMORY_SECONDS", default=2)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
PARTICIPANT_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
