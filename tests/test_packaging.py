"""What is committed installs anywhere: no addresses in lock files, no paths of one machine."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [
    *(p.name for p in ROOT.glob("requirements*.lock")),
    "package-lock.json",
    ".npmrc",
]
ADDRESS = re.compile(
    r"https?:|file:|git\+|^--|(?<!\S)@ |/simple\b|\b[\w-]+\.(?:org|com|io|net|dev)/", re.M
)
PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ; [^\\]+)? \\$", re.M)


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / name).read_text()):
        found.setdefault(package, set()).add(version)
    return found


def committed_files() -> list[Path]:
    """List what git would commit; a release archive has no git, so there the test is skipped."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address(name):
    assert not ADDRESS.findall((ROOT / name).read_text())


@pytest.mark.parametrize(
    "line", ["-i https://host/x", "--index-url x", "x @ y", "pypi.example.org/x", "a/simple"]
)
def test_an_address_would_be_found(line):
    assert ADDRESS.search(line)


@pytest.mark.parametrize("name", [n for n in LOCKS if n.startswith("requirements")])
def test_every_package_in_a_lock_file_has_a_hash(name):
    text = (ROOT / name).read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("name", ["requirements-dev.lock", "requirements-s3.lock"])
def test_the_lock_files_agree(name):
    other = pins(name)
    assert {p: v for p, v in pins("requirements.lock").items() if other.get(p) != v} == {}


def test_no_committed_file_names_a_path_of_this_machine():
    # This checkout and what lies beside it, unless that is the root or the temporary folder.
    neighbours = (
        [] if ROOT.parent in {Path("/"), Path(tempfile.gettempdir())} else ROOT.parent.iterdir()
    )
    needles = [str(path).encode() for path in {ROOT, *neighbours} if len(path.parts) > 2]
    wrong = [
        str(path.relative_to(ROOT))
        for path in committed_files()
        if any(needle in path.read_bytes() for needle in needles)
    ]
    assert not wrong
