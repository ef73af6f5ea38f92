"""Read the environment, and refuse to start on a missing or odd value."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent


def text(name: str, default: str | None = None) -> str:
    """Return a text value; a variable without default must be set and not empty."""
    value: str = _env.str(name, default=default if default is not None else "")
    if default is None and not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def boolean(name: str, default: bool) -> bool:
    """Return true or false; anything but yes/no/true/false/1/0/on/off is refused."""
    value = str(_env.str(name, default="true" if default else "false")).strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int) -> int:
    """Return a whole number of at least 0."""
    value = _env.str(name, default=str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: list[str] | None = None) -> list[str]:
    """Return a comma separated list; without default it must hold something."""
    found = [word.strip() for word in _env.str(name, default="").split(",") if word.strip()]
    if found:
        return found
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (comma separated).")
    return default


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder, made when missing and private to this user when made here."""
    path = Path(_env.str(name, default=str(default))).expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def database(name: str, sqlite: Path) -> dict[str, Any]:
    """Return Django's database settings from a URL, or SQLite in write-ahead mode without one."""
    url = _env.str(name, default="")
    if url:
        config: dict[str, Any] = environ.Env.db_url_config(url)
        if "postgresql" not in config["ENGINE"]:
            raise ImproperlyConfigured(f"{name} must be a postgres:// address.")
        config.setdefault("OPTIONS", {})
        config["CONN_MAX_AGE"] = number("DATABASE_CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
        return config
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": sqlite,
        # IMMEDIATE and a timeout: without them parallel writers get "database is locked".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
