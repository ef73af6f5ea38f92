"""Keep the translations whole: `messages.py update` collects texts, `messages.py check` judges."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nl", "fr")
ELSEWHERE = (".git", ".venv", "node_modules", "var", "static", "staticfiles", "tests", "bench")


def collect(root: Path) -> None:
    """Run makemessages in this copy of the project."""
    (root / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-wrap"]
    command += ["--add-location", "file"]
    command += [word for language in LANGUAGES for word in ("--locale", language)]
    command += [word for folder in ELSEWHERE for word in ("--ignore", folder)]
    settings = {"DJANGO_SETTINGS_MODULE": "roeselare2030.settings.test"}
    subprocess.run(command, cwd=root, env={**os.environ, **settings}, check=True)  # noqa: S603


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def update() -> int:
    """Collect the texts and compile what is translated."""
    collect(ROOT)
    for language in LANGUAGES:
        po = polib.pofile(str(catalogue(ROOT, language)))
        # A catalogue whose header is fuzzy, as a new one is, would be left uncompiled.
        po.metadata_is_fuzzy = False
        po.save()
        po.save_as_mofile(str(catalogue(ROOT, language).with_suffix(".mo")))
        todo = len(po.untranslated_entries()) + len(po.fuzzy_entries())
        print(f"{language}: {len(po)} texts, {todo} to translate.")
    return 0


def check() -> int:
    """Say which texts in the code have no translation; the checkout stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*ELSEWHERE, "*.mo"))
        collect(copy)
        faults = []
        for language in LANGUAGES:
            path = catalogue(ROOT, language)
            ours = polib.pofile(str(path)) if path.exists() else polib.POFile()
            done = {(e.msgctxt, e.msgid) for e in ours if e.translated() and not e.obsolete}
            faults += [
                f"{language}: {entry.msgid!r}, in {entry.occurrences[0][0]}"
                for entry in polib.pofile(str(catalogue(copy, language)))
                if (entry.msgctxt, entry.msgid) not in done
            ]
    for fault in faults:
        print(f"Not translated: {fault}")
    if faults:
        print("Run `make messages`, translate, and try again.")
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit("Usage: messages.py update|check")
    sys.exit(update() if sys.argv[1] == "update" else check())
