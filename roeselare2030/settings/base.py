"""What holds in every environment. Values come from `env`, which fails loudly."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from roeselare2030.settings import env

# Lets `ModelForm[Dream]` and the like be written in annotations.
django_stubs_ext.monkeypatch()

BASE_DIR: Path = env.BASE_DIR
DATA_DIR: Path = env.folder("DATA_DIR", BASE_DIR / "var")

DEBUG = False
DEMO = False
SECRET_KEY = env.text("SECRET_KEY", default="")

INSTALLED_APPS = [
    "roeselare2030",
    "publications",
    "debate",
    "clustering",
    "dreamsessions",
    "survey",
    "gallery",
    "ambassadors",
    "campaigns",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "roeselare2030.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "roeselare2030.urls"
WSGI_APPLICATION = "roeselare2030.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "campaigns.context.campaign",
            ],
            "builtins": ["campaigns.templatetags.campaign"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "db.sqlite3")}

REDIS_URL = env.text("REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

# Accounts --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "campaigns.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/team/"
ACCOUNT_ADAPTER = "campaigns.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_REQUIRED = env.boolean("MFA_REQUIRED", default=True)
SOCIALACCOUNT_ADAPTER = "campaigns.accounts.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
OIDC_SERVER_URL = env.text("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.text("OIDC_NAME", default="OpenID Connect"),
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    "token_auth_method": "client_secret_basic",
                    # ACM/IDM knows no userinfo endpoint and refuses unknown scopes.
                    "scope": env.words("OIDC_SCOPES", default=["openid", "profile"]),
                    "fetch_userinfo": env.boolean("OIDC_FETCH_USERINFO", default=False),
                    "uid_field": "sub",
                },
            }
        ],
    }

# Languages and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "nl-be"
LANGUAGES = [("nl-be", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True

# Printed in the PDFs of a campaign without a domain of its own.
SITE_ADDRESS = env.text("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

# Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
# Nothing is served from MEDIA_ROOT directly: every file goes through a view that checks access.
MEDIA_URL = "/media-is-not-public/"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "campaigns.storage.StaticStorage"},
}
if env.text("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("S3_BUCKET"),
            "endpoint_url": env.text("S3_ENDPOINT_URL"),
            "access_key": env.text("S3_ACCESS_KEY"),
            "secret_key": env.text("S3_SECRET_KEY"),
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600

# Mail ------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="droom@example.org")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Work in the background --------------------------------------------------------------------------
# Without REDIS_URL the broker is a folder: messages are readable JSON, so the folder is private.
CELERY_BROKER_URL = REDIS_URL or "folder://"
if not REDIS_URL:
    _queue = DATA_DIR / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
# A publication that asks for more memory than this fails with a sentence, not with its worker.
RENDERING_MEMORY_LIMIT = env.number("RENDERING_MEMORY_LIMIT_MB", 1500) * 1024 * 1024
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "index-contributions": {"task": "campaigns.tasks.index_contributions", "schedule": 20.0},
    "propose-bundles": {"task": "survey.tasks.propose_bundles", "schedule": 300.0},
    "worker-heartbeat": {"task": "campaigns.tasks.beat", "schedule": 10.0},
    "sweep-press-editions": {"task": "publications.tasks.sweep_press", "schedule": 15.0},
    "sweep-stalled-issues": {"task": "publications.tasks.sweep_issues", "schedule": 15.0},
    "sweep-stalled-certificates": {
        "task": "ambassadors.tasks.sweep_certificates",
        "schedule": 30.0,
    },
    "deal-cards": {"task": "survey.tasks.deal_cards", "schedule": 60.0},
    "straighten-tallies": {"task": "survey.tasks.straighten_tallies", "schedule": 600.0},
    "rank-dreams": {"task": "survey.tasks.rank_dreams", "schedule": 60.0},
    "watch-bursts": {"task": "survey.tasks.watch_bursts", "schedule": 30.0},
    "watch-slow-bursts": {"task": "survey.tasks.watch_slow_bursts", "schedule": 3600.0},
    # Every minute: what is withdrawn must not stay in the open files.
    "sweep-proofs": {"task": "publications.tasks.sweep_proofs", "schedule": 120.0},
    "sweep-open-data": {"task": "publications.tasks.sweep_open_data", "schedule": 60.0},
    "sweep-imports": {"task": "campaigns.tasks.sweep_imports", "schedule": 60.0},
    # Cards lie ready before somebody opens the board, and follow texts that were corrected.
    "lay-cards-ready": {"task": "clustering.tasks.deal_cards", "schedule": 60.0},
    "shelve-cards": {"task": "clustering.tasks.shelve_cards", "schedule": 60.0},
    # A quarter of an hour is the most anybody has to do again; a board that rests costs nothing.
    "snapshot-boards": {"task": "clustering.tasks.take_snapshots", "schedule": 900.0},
    # What the privacy page says we forget. Each is harmless when there is nothing to forget.
    "forget-browsers": {"task": "survey.tasks.forget_browsers", "schedule": 3600.0},
    "forget-networks": {"task": "survey.tasks.forget_networks", "schedule": 3600.0},
    "forget-recordings": {"task": "survey.tasks.forget_recordings", "schedule": 3600.0},
    "forget-registrations": {
        "task": "dreamsessions.tasks.forget_registrations",
        "schedule": 3600.0,
    },
    "tell-leaders": {"task": "dreamsessions.tasks.tell_leaders", "schedule": 600.0},
    "forget-kit-sound": {"task": "dreamsessions.tasks.forget_sound", "schedule": 3600.0},
    "forget-rejected": {"task": "dreamsessions.tasks.forget_rejected", "schedule": 3600.0},
    # Letters about a chair go at once; this sends what stayed behind.
    "sweep-chair-letters": {"task": "dreamsessions.tasks.sweep_letters", "schedule": 300.0},
    "remind-of-sessions": {"task": "dreamsessions.tasks.remind_everybody", "schedule": 600.0},
    "forget-askers": {"task": "dreamsessions.tasks.forget_askers", "schedule": 3600.0},
    "forget-colleagues": {"task": "ambassadors.tasks.forget_colleagues", "schedule": 3600.0},
    "forget-scans": {"task": "campaigns.tasks.forget_scans", "schedule": 3600.0},
    "forget-paper-cards": {"task": "clustering.tasks.forget_paper", "schedule": 3600.0},
    "draft-translations": {"task": "campaigns.tasks.draft_translations", "schedule": 60.0},
    "draft-voices": {"task": "survey.tasks.draft_voices", "schedule": 60.0},
    "forget-teachers": {"task": "gallery.tasks.forget_teachers", "schedule": 3600.0},
    "tell-dreamers": {"task": "survey.tasks.tell_dreamers", "schedule": 60.0},
    "tell-dreamers-of-results": {
        "task": "publications.tasks.tell_dreamers_of_results",
        "schedule": 300.0,
    },
    "forget-originals": {"task": "campaigns.tasks.forget_originals", "schedule": 3600.0},
}

# Programs on this machine that write drafts for colleagues; empty means none. See operations.md.
TRANSCRIBE_COMMAND = env.text("TRANSCRIBE_COMMAND", default="")
TRANSLATE_COMMAND = env.text("TRANSLATE_COMMAND", default="")

# Security --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        # Somebody listens to what they just said into the microphone.
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "campaigns.views.errors.csrf_failure"
PARTICIPANT_COOKIE_SECURE = False
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# How long a process may take a campaign and its phases for unchanged; 0 looks at every request.
CAMPAIGN_MEMORY_SECONDS = env.number("CAMPAIGN_MEMORY_SECONDS", default=0)
# A file of word vectors (.vec) on this machine, for better suggestions; see docs/suggestions.md.
EMBEDDING_MODEL_PATH = env.text("EMBEDDING_MODEL_PATH", default="")
# Whether the process `live` runs and the proxy sends the board's stream to it; else browsers ask.
BOARD_STREAM = env.boolean("BOARD_STREAM", default=False)
RATE_LIMITS_ENABLED = env.boolean("RATE_LIMITS_ENABLED", default=True)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", default="WARNING")},
}
