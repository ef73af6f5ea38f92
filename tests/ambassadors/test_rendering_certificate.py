"""The certificate is one page to hang on a wall, with whatever name and skills."""

from datetime import date

import page
import pypdfium2
import pytest

from ambassadors.rendering import CertificateContent, render_certificate

pytestmark = pytest.mark.pdf


def certificate(name: str = "Rita Vanhoutte", lines: int = 3) -> CertificateContent:
    return CertificateContent(
        name=name, function="Poetsvrouw stadhuis", city="Roeselare", campaign="Durf dromen.",
        horizon_year=2030, learned=tuple(f"Open vragen stellen, deel {n}" for n in range(lines)),
        training="Leren luisteren", held_on=date(2026, 12, 12), signed_by="De burgemeester",
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    opened = pypdfium2.PdfDocument(pdf)
    assert len(opened) == 1
    return " ".join(opened[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("name", ["Jo", "Rita Vanhoutte", "Marie-Christine " * 4])
@pytest.mark.parametrize("lines", [0, 3, 8])
def test_it_stays_one_page(name: str, lines: int) -> None:
    text = text_of(render_certificate(certificate(name, lines)))
    assert name.strip() in text
    assert ("deel 0" in text) == (lines > 0)


def test_it_says_who_learned_what_when_and_where() -> None:
    text = text_of(render_certificate(certificate()))
    for part in (
        "Rita Vanhoutte", "Poetsvrouw stadhuis", "Leren luisteren", "Open vragen stellen, deel 2",
        "Roeselare, 12 december 2026", "De burgemeester", "Getuigschrift",
    ):  # fmt: skip
        assert part in text


def test_the_certificate_is_archivable_and_accessible() -> None:
    pdf = render_certificate(certificate())
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_the_same_content_gives_the_same_certificate() -> None:
    assert render_certificate(certificate()) == render_certificate(certificate())
