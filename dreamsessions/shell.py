"""The files of the field kit: what a tablet keeps so that the app opens without a network."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.templatetags.static import static

SHELL: Final = (
    "css/tokens.css", "css/site.css", "css/kit.css",
    "vendor/fonts/dela-gothic-one-latin.woff2", "vendor/fonts/schibsted-grotesk-latin.woff2",
    "vendor/fonts/schibsted-grotesk-latin-ext.woff2",
    "vendor/idb/idb.js", "img/sprite.svg", "img/icon.svg", "icons/kit-192.png",
    "js/kit/app.js", "js/kit/badge.js", "js/kit/crypto.js", "js/kit/dom.js", "js/kit/ending.js",
    "js/kit/home.js", "js/kit/media.js", "js/kit/pin.js", "js/kit/records.js", "js/kit/store.js",
    "js/kit/sync.js", "js/kit/table.js", "js/kit/waiting.js", "js/kit/words.js",
)  # fmt: skip
# What the page and the worker are made of, besides the files of the shell.
_SOURCES: Final = (
    "templates/base.html", "templates/dreamsessions/kit.html", "templates/dreamsessions/sw.js",
    "dreamsessions/wording.py",
)  # fmt: skip


@lru_cache(maxsize=1)
def shell_files() -> tuple[str, ...]:
    """Return the addresses of the shell's files, hashes included where the server uses them."""
    return tuple(static(name) for name in SHELL)


@lru_cache(maxsize=1)
def app_version() -> str:
    """Return the version of the app: another file, another version; nobody has to think of it."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    parts = [root / "static" / name for name in SHELL] + [root / name for name in _SOURCES]
    for path in parts + sorted(root.glob("locale/*/*/django.mo")):
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
