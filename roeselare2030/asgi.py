"""The ASGI entry point of the process `live`: the stream of the board, and nothing else."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roeselare2030.settings.prod")
# A request has a thread of its own here: a connection kept for the next one would be kept for nobody.
os.environ.setdefault("DATABASE_CONN_MAX_AGE", "0")

inside = get_asgi_application()

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from clustering.streaming import end_streams  # noqa: E402
from roeselare2030.gate import Gate  # noqa: E402


def _addresses() -> set[str]:
    found = {reverse("healthz")}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(reverse("clustering:stream"))
    return found


application = Gate(inside, addresses=_addresses(), stop=end_streams)
