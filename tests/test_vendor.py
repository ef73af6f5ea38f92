"""The third-party files in static/vendor are exactly those of the manifest."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
ENTRIES = json.loads((VENDOR / "manifest.json").read_text())["files"]


def test_every_vendored_file_is_unchanged():
    wrong = [
        entry["file"]
        for entry in ENTRIES
        if hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() != entry["sha256"]
    ]
    assert not wrong


def test_no_file_came_in_by_another_way():
    found = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()}
    assert found == {entry["file"] for entry in ENTRIES} | {"manifest.json"}


def test_every_package_brings_its_licence():
    packages = {entry["package"] for entry in ENTRIES}
    licensed = {entry["package"] for entry in ENTRIES if "/LICENSE-" in entry["file"]}
    assert licensed == packages
    assert {entry["licence"] for entry in ENTRIES} <= {"OFL-1.1", "0BSD", "MIT", "ISC"}


def test_no_script_names_a_source_map():
    assert not [p.name for p in VENDOR.rglob("*.js") if "sourceMappingURL" in p.read_text()]


def test_the_manifest_has_the_versions_of_the_lock_file():
    lock = json.loads((VENDOR.parent.parent / "package-lock.json").read_text())["packages"]
    for entry in ENTRIES:
        assert entry["version"] == lock[f"node_modules/{entry['package']}"]["version"]
