"""The certificate of an ambassador: one page, plain data in, bytes out."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.illustration import prints
from campaigns.rendering import render_pdf


@dataclass(frozen=True)
class CertificateContent:
    name: str
    function: str
    city: str
    campaign: str  # Durf dromen.
    horizon_year: int
    learned: tuple[str, ...]  # what they learned, one line each
    training: str  # title of the training
    held_on: date
    signed_by: str = ""
    signed_function: str = ""
    place: str = ""
    language: str = "nl-be"


def render_certificate(content: CertificateContent) -> bytes:
    """Return the certificate as a PDF of one page."""
    with override(content.language):
        title = _("Certificate of %(name)s") % {"name": content.name}
        language = content.language[:2] + content.language[2:].upper()
        html = render_to_string(
            "ambassadors/pdf/certificate.html",
            {
                "certificate": content,
                "title": title,
                "language": language,
                # Long names and many skills are set smaller; the page stays one page.
                "name_size": "l"
                if len(content.name) <= 20
                else "m"
                if len(content.name) <= 34
                else "s",
                "is_full": len(content.learned) > 4 or sum(map(len, content.learned)) > 320,
                "learned": content.learned[:8],
            },
        )
        document = render_pdf(
            html,
            language=language,
            title=title,
            pictures={
                "horizon": prints.horizon().encode(),
                "sun": prints.round_sun().encode(),
            },
        )
    return document.pdf
