"""The house keeps its shape: imports and foreign keys point down, every view has its guard."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
LAYERS = (
    ("campaigns",),
    ("ambassadors",),
    ("clustering", "dreamsessions", "survey", "gallery"),
    ("debate",),
    ("publications",),
    ("roeselare2030",),
)
HEIGHT = {app: height for height, layer in enumerate(LAYERS) for app in layer}
OPEN_DOORS = {
    "models", "querysets", "permissions", "access", "services", "mail", "images", "links", "clock",
    "limits", "phases", "illustration", "rendering", "exports", "imports", "accounts", "codes",
    "forms", "personal", "numbers", "tables", "search", "languages", "geography", "audio", "sheets",
    "press",
}  # fmt: skip


def _top(name: str) -> str:
    return name.partition(".")[0]


def upward_imports(app: str, source: str) -> list[str]:
    """Return the imports in a source text that point up or sideways from an app."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        for name in names:
            other = _top(name)
            if other in HEIGHT and other != app and HEIGHT[other] >= HEIGHT[app]:
                found.append(name)
    return found


def upward_names(app: str, source: str) -> list[str]:
    """Return string literals that name a model or module of an app above: 'debate.Action'."""
    above = "|".join(other for other in HEIGHT if other != app and HEIGHT[other] >= HEIGHT[app])
    pattern = re.compile(rf"^({above})\.[A-Za-z_.]+$") if above else None
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and pattern is not None
        and pattern.match(node.value)
    ]


def closed_doors(app: str, source: str) -> list[str]:
    """Return imports of rooms of another app that are not meant for visitors."""
    return [
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and _top(node.module) in HEIGHT
        and _top(node.module) != app
        and "." in node.module
        and node.module.split(".")[1] not in OPEN_DOORS
    ]


def modules(app: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / app).rglob("*.py")):
        yield path, path.read_text()


@pytest.mark.parametrize("app", [app for app in HEIGHT if app != "roeselare2030"])
def test_imports_point_down_only(app: str) -> None:
    for path, source in modules(app):
        assert upward_imports(app, source) == [], path
        assert upward_names(app, source) == [], path
        assert closed_doors(app, source) == [], path


def test_the_import_check_sees_a_fault() -> None:
    assert upward_imports("campaigns", "from debate.models import Action") == ["debate.models"]
    assert upward_imports("survey", "import gallery.models") == ["gallery.models"]
    assert upward_imports("debate", "from clustering.models import Key") == []
    assert upward_names("campaigns", "ForeignKey('debate.Action')") == ["debate.Action"]
    assert closed_doors("debate", "from clustering.views import board") == ["clustering.views"]


# The launcher prepares the environment before Django may be imported.
LATE_IMPORTS = {ROOT / "roeselare2030" / "demo" / "launch.py"}


def test_no_import_hides_inside_a_function() -> None:
    for app in HEIGHT:
        for path, source in modules(app):
            if path in LATE_IMPORTS:
                continue
            for function in ast.walk(ast.parse(source)):
                if isinstance(function, ast.FunctionDef):
                    inner = [
                        n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)
                    ]
                    assert inner == [], f"{path}: {function.name}"


def foreign_keys_pointing_up() -> list[str]:
    found = []
    for model in apps.get_models():
        app = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField) and app in HEIGHT:
                other = field.related_model._meta.app_label
                if other in HEIGHT and other != app and HEIGHT[other] >= HEIGHT[app]:
                    found.append(f"{model.__name__}.{field.name}")
    return found


def renamed_gettext(source: str) -> list[str]:
    """Return names under which no text is collected for the translators: only `_` is known."""
    return [
        alias.asname
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in {None, "_"}
    ]


def test_every_text_reaches_the_translators() -> None:
    sources = {path: path.read_text() for app in HEIGHT for path in (ROOT / app).rglob("*.py")}
    assert [path for path, source in sources.items() if renamed_gettext(source)] == []


def test_the_translation_check_sees_a_fault() -> None:
    assert renamed_gettext("from django.utils.translation import gettext as _t") == ["_t"]
    assert renamed_gettext("from django.utils.translation import gettext as _, ngettext") == []


def test_foreign_keys_point_down_only() -> None:
    assert foreign_keys_pointing_up() == []


def test_the_foreign_key_check_sees_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    # With the floors swapped, debate's keys to clustering would point up.
    monkeypatch.setitem(HEIGHT, "clustering", HEIGHT["debate"])
    assert "Table.key" in foreign_keys_pointing_up()


def views(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        else:
            yield route, pattern


def unguarded(patterns: list[URLPattern | URLResolver]) -> list[str]:
    """Return routes of our own whose view does not pass through `campaign_view`."""
    return [
        route
        for route, pattern in views(patterns)
        if _top(pattern.callback.__module__) in HEIGHT
        and not _is_guarded(pattern.callback)
        and route not in {"healthz", "readyz"}
    ]


def _is_guarded(view: object) -> bool:
    while view is not None:
        if getattr(view, "is_guarded", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_view_has_its_guard() -> None:
    assert unguarded(get_resolver().url_patterns) == []


def test_the_guard_check_sees_a_fault() -> None:
    def bare(request: object) -> None: ...

    bare.__module__ = "survey.views"
    assert unguarded([URLPattern(get_resolver().pattern, bare)]) != []


def test_import_linter_agrees(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_import_linter_sees_a_fault(tmp_path: Path) -> None:
    for name, source in (("low", "import high\n"), ("high", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(source)
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_packages =\n    low\n    high\n"
        "[importlinter:contract:1]\nname = down\ntype = layers\nlayers =\n    high\n    low\n"
    )
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode != 0


def test_top_level_folders_are_the_agreed_ones() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {name.partition("/")[0] for name in tracked if "/" in name}
    assert folders <= {*HEIGHT, "templates", "static", "locale", "tests", "docs", "bench", ".ci"}


def test_every_module_imports() -> None:
    for app in HEIGHT:
        package = importlib.import_module(app)
        for info in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".settings." not in info.name and ".migrations." not in info.name:
                importlib.import_module(info.name)
