"""What editors fill in for the orientation note."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Contribution, User
from clustering.models import Need
from debate.models import Action
from publications.models import Block, BlockKind
from publications.plan import PAIRED, WRITTEN, ChapterOf
from publications.quoting import NotInTheDream, cut, find_spans
from publications.rendering.markup import citations
from publications.services.blocks import Words

LONGEST_TEXT = 12_000
_LANGUAGES = (("fr", _("French")), ("en", _("English")))


class BlockForm(forms.Form):
    """One block: heading and text, its other languages, or the words a quote shows."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, block: Block, **kwargs: Any) -> None:
        self.block = block
        kwargs.setdefault("initial", _initial(block))
        super().__init__(*args, **kwargs)
        if block.kind == BlockKind.QUOTE:
            if block.card is not None:
                self.fields["excerpt"] = _area(
                    _("Words of the dream"),
                    _("Leave words out by putting […] in their place. Nothing else can change."),
                    rows=5,
                )
            return
        if block.kind == BlockKind.ARTWORK:
            return
        self.fields["heading"] = _line(_("Heading"))
        if block.kind in WRITTEN:
            self.fields["text"] = _area(_("Text"), _help(block.kind), rows=14)
        for code, name in _LANGUAGES:
            self.fields[f"heading_{code}"] = _line(f"{_('Heading')} ({name})")
            if block.kind in WRITTEN:
                self.fields[f"text_{code}"] = _area(f"{_('Text')} ({name})", "", rows=8)

    @property
    def other_languages(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name.endswith(("_fr", "_en"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("text", "text_fr", "text_en"):
            text = str(cleaned.get(name, "")).replace("\r\n", "\n")
            if name in cleaned:
                cleaned[name] = text
            if self.block.kind in PAIRED:
                self._check_pairs(name, text)
            self._check_citations(name, text)
        return cleaned

    def _check_pairs(self, name: str, text: str) -> None:
        for line in text.splitlines():
            what, _bar, why = line.partition("|")
            if line.strip() and not (what.strip() and why.strip()):
                problem = _("This line needs two parts with a | between: %(line)s")
                self.add_error(name, ValidationError(problem, params={"line": line.strip()}))
                return

    def _check_citations(self, name: str, text: str) -> None:
        for kind, ref in unknown_sources(self.block.campaign, text):
            problem = _(
                "[%(kind)s %(ref)s] cannot be cited: it is not there, or may not be printed."
            )
            self.add_error(name, ValidationError(problem, params={"kind": kind, "ref": ref}))
            return

    def clean_excerpt(self) -> str:
        card, excerpt = self.block.card, self.cleaned_data["excerpt"]
        if card is None:
            return ""
        try:
            self.spans = find_spans(card, excerpt)
        except NotInTheDream as error:
            raise ValidationError(
                _("These words are not in the dream: “%(words)s”."), params={"words": str(error)}
            ) from None
        return str(excerpt)

    def words(self) -> Words:
        """Return what was written, as it is kept."""
        said = self.cleaned_data
        translations = {
            code: {"heading": said.get(f"heading_{code}", ""), "text": said.get(f"text_{code}", "")}
            for code, _name in _LANGUAGES
        }
        return Words(
            heading=said.get("heading", ""),
            text=said.get("text", ""),
            translations={code: row for code, row in translations.items() if any(row.values())},
            spans=getattr(self, "spans", ()),
        )


def _initial(block: Block) -> dict[str, Any]:
    initial = {"revision": block.revision, "heading": block.heading, "text": block.text}
    for code, _name in _LANGUAGES:
        row = block.translations.get(code, {})
        initial |= {f"heading_{code}": row.get("heading", ""), f"text_{code}": row.get("text", "")}
    if block.card is not None:
        initial["excerpt"] = cut(block.card, block.spans)
    return initial


def _line(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=120)


def _area(label: Any, help_text: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_TEXT, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _help(kind: str) -> Any:
    if kind == BlockKind.GLOSSARY:
        return _("One per line: word | meaning")
    if kind == BlockKind.NOT_TAKEN:
        return _("One per line: what | why")
    return _("An empty line starts a new paragraph. [droom 12] puts a footnote to a dream.")


def unknown_sources(campaign: Campaign, text: str) -> list[tuple[str, str]]:
    """Return what a text cites and cannot. Three queries at most."""
    cited = list(dict.fromkeys(citations(text)))
    if not cited:
        return []
    by_kind = {
        kind: {ref for k, ref in cited if k == kind} for kind in ("droom", "behoefte", "actie")
    }
    numbers = {int(ref) for ref in by_kind["droom"] if ref.isdigit() and len(ref) < 10}
    tables = {int(ref) for ref in by_kind["actie"] if ref.isdigit() and len(ref) < 10}
    known: set[tuple[str, str]] = set()
    if numbers:
        dreams = Contribution.objects.of(campaign).printable().filter(number__in=numbers)
        known |= {("droom", str(n)) for n in dreams.values_list("number", flat=True)}
    if by_kind["behoefte"]:
        needs = Need.objects.of(campaign).filter(slug__in=by_kind["behoefte"])
        known |= {("behoefte", slug) for slug in needs.values_list("slug", flat=True)}
    if tables:
        actions = Action.objects.of(campaign).filter(number__in=tables)
        known |= {("actie", str(n)) for n in actions.values_list("number", flat=True)}
    return [source for source in cited if source not in known]


class NewBlockForm(forms.Form):
    """Which kind of block is laid at the end of a chapter."""

    kind = forms.ChoiceField(label=_("What do you want to add?"))

    def __init__(self, *args: Any, chapter: ChapterOf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        field.choices = [(kind.value, kind.label) for kind in chapter.kinds]  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    """A comment beside a block, or a task for a colleague."""

    text = forms.CharField(
        label=_("Comment"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    assignee = forms.ModelChoiceField(
        label=_("Task for"), queryset=User.objects.none(), required=False,
        empty_label=_("Nobody: only a comment"),
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = colleagues  # type: ignore[attr-defined]
