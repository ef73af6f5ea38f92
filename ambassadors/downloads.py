"""Hand out stored certificates."""

from django.http import FileResponse
from django.utils.text import slugify

from ambassadors.models import Ambassador


def certificate_response(ambassador: Ambassador) -> FileResponse:
    """Return a certificate as a download with a readable name."""
    name = slugify(str(ambassador)) or "ambassadeur"
    return FileResponse(
        ambassador.certificate.open("rb"),
        as_attachment=True,
        filename=f"getuigschrift-{name}.pdf",
        content_type="application/pdf",
    )
