"""What Lighthouse says of the pages people open on a phone, in Debian's Chromium."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

HOME = Path(__file__).parent / "lighthouse"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PAGES = ("/", "/droom/", "/dromen/", "/scoren/", "/dromen/100/", "/dromen/veel-gedroomd/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def table(port: int) -> str:
    """Run Lighthouse (its own phone, its own slow network) on each page; scores of 100."""
    install = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(install, cwd=HOME, check=True)
    lines = [
        "## Lighthouse, phone, scores of 100",
        "",
        "| page | performance | accessibility | best practices | SEO | LCP s | CLS | weight KB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [_row(page, _report(port, page)) for page in PAGES]
    return "\n".join(lines)


def _report(port: int, page: str) -> dict:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        subprocess.run(
            [
                "node", str(HOME / "node_modules/lighthouse/cli/index.js"),
                f"http://127.0.0.1:{port}{page}", "--quiet", "--output=json", f"--output-path={out}",
                f"--only-categories={','.join(CATEGORIES)}",
                '--extra-headers={"X-Forwarded-Proto":"https"}',
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            ],
            env=os.environ | {"CHROME_PATH": CHROMIUM}, check=True,
        )  # fmt: skip
        return dict(json.loads(out.read_text()))


def _row(page: str, report: dict) -> str:  # type: ignore[type-arg]
    scores = [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]
    audits = report["audits"]
    return (
        f"| `{page}` | {' | '.join(map(str, scores))} | "
        f"{audits['largest-contentful-paint']['numericValue'] / 1000:.1f} | "
        f"{audits['cumulative-layout-shift']['numericValue']:.3f} | "
        f"{audits['total-byte-weight']['numericValue'] / 1024:.0f} |"
    )
