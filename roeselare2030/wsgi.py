"""The WSGI entry point."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roeselare2030.settings.prod")

application = get_wsgi_application()
# Django imports the pages and their addresses at the first request, the cache its client, and the
# board what it counts with. Here it is done once, before the processes part (`--preload`): nobody's
# first page waits for it, and it lies in memory once.
for name in ("redis", "clustering.analysis.shelf", "clustering.analysis.nearest"):
    import_module(name)
reverse("clustering:board")
