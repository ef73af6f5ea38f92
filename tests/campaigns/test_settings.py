"""Settings fail loudly, and a real campaign starts only when everything is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from roeselare2030.settings import env

WHOLE = {
    "SECRET_KEY": "k8!x-Zq7vRw2mTb9" * 4, "ALLOWED_HOSTS": "durf.example", "DATABASE_URL": "postgres://u:p@db/x",
    "REDIS_URL": "redis://redis/0", "EMAIL_HOST": "mail.example", "DEFAULT_FROM_EMAIL": "an@durf.example",
}  # fmt: skip


def check(tmp_path: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env=bare | {"DJANGO_SETTINGS_MODULE": "roeselare2030.settings.prod", "DATA_DIR": str(tmp_path)} | variables,
    )  # fmt: skip


def test_a_whole_environment_passes_every_deployment_check(tmp_path: Path) -> None:
    done = check(tmp_path, WHOLE)
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        *(({name: ""}, name) for name in WHOLE),
        ({"SECRET_KEY": "short"}, "at least 50"), ({"ALLOWED_HOSTS": "*"}, "not '*'"),
        ({"DATABASE_URL": "mysql://u:p@db/x"}, "postgres://"), ({"MFA_REQUIRED": "maybe"}, "MFA_REQUIRED"),
        ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)  # fmt: skip
def test_half_an_environment_does_not_start(
    change: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = check(tmp_path, WHOLE | change)
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize(
    ("value", "found"), [("yes", True), ("ON", True), ("0", False), ("False", False)]
)
def test_a_switch_is_read(value: str, found: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SWITCH", value)
    assert env.boolean("A_SWITCH", default=not found) is found


def test_an_odd_switch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SWITCH", "jawel")
    with pytest.raises(ImproperlyConfigured, match="A_SWITCH"):
        env.boolean("A_SWITCH", default=True)
