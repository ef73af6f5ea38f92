"""Copy the front end's third-party files from node_modules to static/vendor, with their licences.

`vendor.py` copies; `vendor.py lock` takes the addresses that npm writes out of package-lock.json.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

# package -> (file inside the package, file inside static/vendor)
FILES = {
    "@fontsource/dela-gothic-one": [
        ("files/dela-gothic-one-latin-400-normal.woff2", "fonts/dela-gothic-one-latin.woff2"),
        (
            "files/dela-gothic-one-latin-ext-400-normal.woff2",
            "fonts/dela-gothic-one-latin-ext.woff2",
        ),
    ],
    "@fontsource-variable/schibsted-grotesk": [
        (
            "files/schibsted-grotesk-latin-wght-normal.woff2",
            "fonts/schibsted-grotesk-latin.woff2",
        ),
        (
            "files/schibsted-grotesk-latin-ext-wght-normal.woff2",
            "fonts/schibsted-grotesk-latin-ext.woff2",
        ),
    ],
    # For paper with optical sizes; the screen takes the lighter cut that only varies in weight.
    "@fontsource-variable/newsreader": [
        (f"files/newsreader-{subset}-{cut}.woff2", f"fonts/newsreader-{subset}-{cut}.woff2")
        for cut in ("wght-normal", "opsz-normal", "opsz-italic")
        for subset in ("latin", "latin-ext")
    ],
    # The field kit's store on a tablet.
    "idb": [("build/index.js", "idb/idb.js")],
}


def clean(source: Path) -> bytes:
    """Drop source map comments: they name files that are not here, which stops collectstatic."""
    content = source.read_bytes()
    if source.suffix != ".js":
        return content
    return re.sub(rb"\n?^//[#@] sourceMappingURL=.*$", b"", content, flags=re.MULTILINE)


def copy() -> None:
    """Fill static/vendor from scratch and write its manifest."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    entries: list[dict[str, Any]] = []
    for package, files in FILES.items():
        folder = MODULES / package
        about = json.loads((folder / "package.json").read_text())
        kind = files[0][1].split("/")[0]
        licence = f"{kind}/LICENSE-{package.rsplit('/', 1)[-1]}.txt"
        for source, target in [*files, ("LICENSE", licence)]:
            content = clean(folder / source)
            path = VENDOR / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            entries.append(
                {
                    "file": target,
                    "package": package,
                    "version": about["version"],
                    "licence": about["license"],
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
    manifest = json.dumps({"files": sorted(entries, key=lambda e: e["file"])}, indent=2)
    (VENDOR / "manifest.json").write_text(manifest + "\n")
    print(f"{len(entries)} files in static/vendor.")


def strip_addresses() -> None:
    """Take funding and download addresses out of the npm lock files; npm needs neither."""
    for path in (ROOT / "package-lock.json", ROOT / "bench/lighthouse/package-lock.json"):
        lock = json.loads(path.read_text())
        for package in lock["packages"].values():
            package.pop("funding", None)
            package.pop("resolved", None)
        path.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["lock"]:
        strip_addresses()
    else:
        copy()
