"""Print how many SQL queries each public page makes (run by `bench.pages`)."""

import sys

import django
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PAGES = (
    "/",
    "/dromen/",
    "/dromen/?bladzijde=40",
    "/dromen/100/",
    "/droom/",
    "/scoren/",
    "/sessies/",
    "/kinderen/",
)


def main() -> None:
    django.setup()
    rows = ["| page | queries |", "|---|---:|"]
    for page in PAGES:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            status = Client().get(page).status_code
        rows.append(f"| `{page}` | {len(seen)}{'' if status == 200 else f' (status {status})'} |")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
