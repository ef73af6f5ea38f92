"""Colours can be read, every sentence is translated, and no template breaks the content policy."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TOKENS = dict(
    re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", (ROOT / "static/css/tokens.css").read_text())
)
EXTRA = {"sky-2": "#D9B2EA", "sky-day": "#9FD4FF", "sky-4": "#FFE2A6", "strip": "#D9CCF5"}
KEYS = (
    "ademen",
    "ontmoeten",
    "genieten",
    "bewegen",
    "groeien",
    "schitteren",
    "driehoek",
    "vierkant",
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours by WCAG 2.2."""

    def luminance(name: str) -> float:
        code = ({"white": "#FFFFFF"} | EXTRA | TOKENS)[name]
        parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TABLE = [
    ("nacht", "papier", 17.12), ("nacht", "mist", 15.38), ("nacht", "zon", 9.70), ("nacht", "lila", 8.09),
    ("nacht", "sky-2", 9.38), ("nacht", "roze", 11.87), ("nacht", "perzik", 8.27), ("nacht", "hemel", 13.48),
    ("nacht", "sky-day", 10.87), ("nacht", "sky-4", 13.60), ("nacht", "lila-vlak", 11.70),
    ("white", "nacht-2", 13.03), ("strip", "nacht", 11.34), ("strip", "nacht-2", 8.63), ("zon", "nacht-2", 7.38),
    ("link", "papier", 9.08), ("link", "mist", 8.16), ("link", "hemel", 7.15), ("link", "roze", 6.30),
    ("inkt-2", "papier", 8.05), ("inkt-2", "mist", 7.23), ("inkt-2", "hemel", 6.33),
    ("fout", "papier", 6.81), ("fout", "fout-vlak", 5.79), ("ok", "papier", 6.52), ("ok", "ok-vlak", 5.69),
    ("letop", "papier", 6.80), ("letop", "letop-vlak", 6.05), ("rand", "papier", 4.97), ("rand", "mist", 4.47),
    ("nacht", "k-ademen", 11.03), ("nacht", "k-ontmoeten", 5.37), ("nacht", "k-genieten", 9.07),
    ("nacht", "k-bewegen", 5.04), ("nacht", "k-groeien", 8.25), ("nacht", "k-schitteren", 13.26),
    ("k-ademen-inkt", "papier", 7.46), ("k-ontmoeten-inkt", "papier", 7.52), ("k-genieten-inkt", "papier", 8.13),
    ("k-bewegen-inkt", "papier", 8.53), ("k-groeien-inkt", "papier", 7.47), ("k-schitteren-inkt", "papier", 7.54),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ground", "ratio"), TABLE, ids=lambda value: str(value))
def test_the_contrast_table_is_what_the_design_says(text: str, ground: str, ratio: float) -> None:
    assert contrast(text, ground) == pytest.approx(ratio, abs=0.02)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_can_be_read_on_its_own_tint(key: str) -> None:
    assert contrast(f"k-{key}-inkt", f"k-{key}-vlak") >= 4.5
    assert contrast(f"k-{key}-inkt", "mist") >= 4.5
    for text in ("nacht", "inkt-2", "link"):
        assert contrast(text, f"k-{key}-vlak") >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("link", "lila"),
        ("link", "perzik"),
        ("inkt-2", "lila"),
        ("inkt-2", "perzik"),
        ("white", "zon"),
    ],
)
def test_the_forbidden_pairs_are_rightly_forbidden(text: str, ground: str) -> None:
    assert contrast(text, ground) < 4.5


def templates() -> list[Path]:
    return [path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.parts]


def breaches(source: str) -> list[str]:
    """Return what the content policy would block in a template."""
    return re.findall(
        r"\sstyle=|\son[a-z]+=[\"']|<style|<script(?![^>]*(?:\ssrc=|application/json))[^>]*>",
        source,
    )


@pytest.mark.parametrize(
    "path", templates(), ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_a_template_keeps_the_content_policy(path: Path) -> None:
    assert breaches(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:red">',
        '<a onclick="x()">',
        "<style>",
        "<script>x</script>",
        '<script type="module">',
    ],
)
def test_the_policy_check_sees_a_fault(source: str) -> None:
    assert breaches(source) != []


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_sentence_is_translated(language: str) -> None:
    catalogue = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))
    assert len(catalogue) > 300
    missing = [e.msgid for e in catalogue if not e.obsolete and (not e.translated() or e.fuzzy)]
    assert missing == []
    # With a fuzzy header the whole catalogue is left uncompiled on a fresh machine.
    assert not catalogue.metadata_is_fuzzy


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_translations_keep_every_variable(language: str) -> None:
    catalogue = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))
    variable = re.compile(r"%\((\w+)\)[sd]")
    for entry in catalogue.translated_entries():
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        known = set(variable.findall(entry.msgid + entry.msgid_plural))
        for text in texts:
            assert set(variable.findall(text)) <= known, entry.msgid
        assert set(variable.findall(texts[-1])) >= set(
            variable.findall(entry.msgid_plural or entry.msgid)
        ), entry.msgid


SENTENCE = re.compile(r"""{%\s*trans\s+"([^"]+)"|\b_\(\s*"((?:[^"\\]|\\.)+)"\s*\)""")


def test_every_sentence_in_the_code_is_in_the_catalogue() -> None:
    known = {e.msgid for e in polib.pofile(str(ROOT / "locale/nl/LC_MESSAGES/django.po"))}
    apps = (
        "campaigns",
        "ambassadors",
        "dreamsessions",
        "survey",
        "gallery",
        "clustering",
        "debate",
        "publications",
    )
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    sources += [path for app in apps for path in (ROOT / app).rglob("*.py")]
    used = {
        (one or other).replace('\\"', '"').replace("\\n", "\n")
        for path in sources
        for one, other in SENTENCE.findall(path.read_text())
    }
    assert len(used) > 300
    assert used - known == set()
