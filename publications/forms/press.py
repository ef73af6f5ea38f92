"""What editors say about the printer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from campaigns.press.separation import NoProfile, Separation
from publications.models import PressSettings
from publications.services.press import LARGEST_PROFILE


class PressSettingsForm(forms.ModelForm[PressSettings]):
    """Profile, bleed and ink, as the printer gave them."""

    profile_file = forms.FileField(
        label=_("Colour profile of the printer"),
        required=False,
        help_text=_("An .icc file. Ask the printer for it. Without one we count with newsprint."),
        widget=forms.FileInput(attrs={"accept": ".icc,.icm"}),
    )
    forget_profile = forms.BooleanField(label=_("Without this profile again"), required=False)

    class Meta:
        model = PressSettings
        fields = ("bleed", "ink_limit")
        help_texts = {
            "bleed": _("What is printed outside the cut: usually 3. A coldset press asks for 0."),
            "ink_limit": _("All inks together. Newsprint bears 240."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.profile:
            del self.fields["forget_profile"]

    def clean_profile_file(self) -> bytes | None:
        """Return the profile, looked through: a wrong one is told here, not at the press."""
        file: UploadedFile[bytes] | None = self.cleaned_data["profile_file"]
        if file is None:
            return None
        if (file.size or 0) > LARGEST_PROFILE:
            raise ValidationError(_("This file is too large for a colour profile."))
        data: bytes = file.read()
        try:
            Separation(data, ink_limit=2.4)
        except NoProfile as error:
            raise ValidationError(str(error)) from error
        return data
