"""Seconds and memory of the worker that renders the orientation note and the newspaper."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from bench import server

ROOT = Path(__file__).resolve().parent.parent


def table(url: str) -> str:
    """Render both in a process of its own and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        env = server.environment(url, folder, "roeselare2030.settings.test")
        done = subprocess.run(
            [sys.executable, "-m", "bench.publication"],
            cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    figures = json.loads(done.stdout.splitlines()[-1])
    return "\n".join(
        [
            "## The note and the newspaper",
            "",
            "| publication | pages | dreams listed | seconds | peak memory of the process |",
            "|---|---:|---:|---:|---:|",
            *(
                f"| {row['kind']} | {row['pages']} | {row['dreams']} | {row['seconds']:.1f} | {row['mib']:.0f} MiB |"
                for row in figures
            ),
        ]
    )


def main() -> None:
    """Render both publications and print what it took as JSON."""
    campaign, editor = Campaign.objects.get(), User.objects.order_by("pk").first()
    figures = []
    for kind in (Kind.NOTE, Kind.NEWSPAPER):
        issue, _new = request_issue(campaign=campaign, kind=kind, by=editor)
        began = time.perf_counter()
        render_issue(issue.pk)
        issue = Issue.objects.get(pk=issue.pk)
        figures.append(
            {
                "kind": str(kind.label), "pages": issue.pages,
                "dreams": issue.citations.values("contribution").distinct().count(),
                "seconds": time.perf_counter() - began, "error": issue.error[:200],
                "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )  # fmt: skip
    sys.stdout.write("\n" + json.dumps(figures) + "\n")


if __name__ == "__main__":
    django.setup()
    from campaigns.models import Campaign, User
    from publications.models import Issue, Kind
    from publications.services.issues import render_issue, request_issue

    main()
