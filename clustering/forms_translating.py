"""What the core team writes of keys and DNA in another language."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clustering.models import Dna, DnaTranslation, Key, KeyTranslation
from clustering.models.translations import Translation
from clustering.services.translating import to_translate

_ROWS: Final = {"name": 1, "question": 2, "vision": 2, "statement": 2, "story": 9, "images": 6}


class _TranslationForm(forms.ModelForm[Any]):
    """One field for each text there is in Dutch, with the Dutch beside it."""

    def __init__(self, source: Key | Dna, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Translation = self.instance
        wanted = to_translate(source)
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        self.old = [name for name in wanted if getattr(row, name) and not row.tells(source, name)]
        for name, field in self.fields.items():
            field.widget.attrs.update(lang=row.language, rows=_ROWS.get(name, 4))
            field.required = False
            field.help_text = _beside(getattr(source, name), is_old=name in self.old)

    def texts(self) -> Mapping[str, str]:
        """Return what was written."""
        return {name: self.cleaned_data[name] for name in self.fields}


def _beside(dutch: str, *, is_old: bool) -> SafeString:
    said = format_html('<span lang="nl-be">{}</span>', linebreaksbr(dutch))
    if not is_old:
        return said
    warning = _("The Dutch changed since. Read it again; saving says that it is right.")
    return format_html('<b class="pil pil--letop">{}</b><br>{}', warning, said)


def _areas(names: tuple[str, ...]) -> dict[str, forms.Textarea]:
    return {name: forms.Textarea() for name in names}


class KeyTranslationForm(_TranslationForm):
    class Meta:
        model = KeyTranslation
        fields = KeyTranslation.TEXTS
        widgets = _areas(KeyTranslation.TEXTS)


class DnaTranslationForm(_TranslationForm):
    class Meta:
        model = DnaTranslation
        fields = DnaTranslation.TEXTS
        widgets = _areas(DnaTranslation.TEXTS)
