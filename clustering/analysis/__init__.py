"""Text analysis: pure functions over numbers and texts, without a database or a request.

`analysis.nearest` and its neighbours bring numpy and scipy along. They are imported at the first
use, so a command that suggests nothing never pays for them; the web server imports them before it
splits in processes (`roeselare2030/wsgi.py`).
"""

from importlib import import_module
from types import ModuleType

ROOMS = frozenset(
    {"concepts", "corpus", "duplicates", "features", "keywords", "learning", "lines", "nearest",
     "neighbours", "piles", "reasons", "shelf", "texts", "vectors"}
)  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    if name not in ROOMS:
        raise AttributeError(name)
    return import_module(f"{__name__}.{name}")
