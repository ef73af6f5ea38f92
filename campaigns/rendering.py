"""From HTML to a PDF that everyone can read and archives accept: tagged, closed, repeatable.

One file is PDF/A-3a (to keep) and PDF/UA-1 (to read aloud) at once. The layout engine may read
our own style sheets and fonts, and pictures handed to it; it never touches network or disk.
"""

import hashlib
import io
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pikepdf
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from fontTools.ttLib import woff2  # type: ignore[import-untyped]

from campaigns.tagging import Tagger, list_names

# Pango is a system library: without it the site runs and only printing is off.
try:
    import pydyf  # type: ignore[import-untyped]
    import weasyprint
    from weasyprint.pdf import tags
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except (OSError, ImportError):  # pragma: no cover -- depends on the machine
    weasyprint = None
    FatalURLFetchingError, URLFetcher, URLFetcherResponse = Exception, object, object
else:
    Tagger(tags, pydyf.String)

# Subset fonts carry the moment they were cut; this makes it always the same moment.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1798761600")

MM = 96 / 25.4  # the engine measures in CSS pixels

# A picture in text: `<img src="picture:name">` or `url(picture:name)`.
Pictures = Mapping[str, bytes]
Progress = Callable[[int, str], None]
Variant = Literal["screen"]

_STYLES = ("css/tokens.css", "css/pdf/type.css", "css/pdf/note.css", "css/pdf/newspaper.css",
           "css/pdf/newspaper-pages.css",
           "css/pdf/certificate.css", "css/pdf/sheets.css", "css/pdf/session.css",
           "css/pdf/club.css", "css/pdf/cards.css")  # fmt: skip
_FONTS = (
    "vendor/fonts/dela-gothic-one-latin.woff2",
    "vendor/fonts/dela-gothic-one-latin-ext.woff2",
    "vendor/fonts/schibsted-grotesk-latin.woff2",
    "vendor/fonts/schibsted-grotesk-latin-ext.woff2",
    "vendor/fonts/newsreader-latin-opsz-normal.woff2",
    "vendor/fonts/newsreader-latin-opsz-italic.woff2",
    "vendor/fonts/newsreader-latin-ext-opsz-normal.woff2",
    "vendor/fonts/newsreader-latin-ext-opsz-italic.woff2",
)
_STARTS = ((b"<svg", "image/svg+xml"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_INLINE = re.compile(r"^data:image/(png|jpeg|svg\+xml)[;,]")
# A place that cannot exist: a relative address ends here and is refused like any other.
_NOWHERE = "https://relative.invalid/"

_UA = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class RenderingFailed(Exception):
    """Raised when the layout engine cannot make this document; the message is for the editor."""


class RenderingUnavailable(RenderingFailed):
    """Raised when this machine cannot make PDFs at all."""


class ForbiddenFetch(RenderingFailed):
    """Raised when a document asks for anything outside the closed list."""


class _Refused(FatalURLFetchingError):  # type: ignore[misc]
    """Stops the engine at once, past its own habit of going on without the file."""


@dataclass(frozen=True)
class Document:
    """A finished PDF, and the page (from 1) on which each element with an id starts."""

    pdf: bytes
    pages: int
    anchors: dict[str, int]


@dataclass(frozen=True)
class Place:
    """Where an element with an id lies: page from 1, millimetres from the page's top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def is_available() -> bool:
    """Say whether this machine can make PDFs."""
    return weasyprint is not None


def read_static(name: str) -> bytes:
    """Return one of the files on the closed list."""
    if name not in _STYLES and name not in _FONTS:
        raise ForbiddenFetch(name)
    found = finders.find(name)
    if not found:
        raise RenderingFailed(_("The file %(name)s is missing.") % {"name": name})
    data = Path(found).read_bytes()
    # The tokens' web fonts have stand-ins on the machine; print names its own in type.css.
    return _FONT_FACE.sub("", data.decode()).encode() if name == "css/tokens.css" else data


def _served(name: str) -> tuple[bytes, str]:
    """Return a file on the closed list as the engine takes it fastest, and its kind."""
    if name.endswith(".woff2"):
        return _unpacked(name), "font/ttf"
    return read_static(name), "text/css"


@lru_cache(maxsize=len(_FONTS))
def _unpacked(name: str) -> bytes:
    """Return a font unpacked: the engine would do it again for every document, for half a second."""
    out = io.BytesIO()
    woff2.decompress(io.BytesIO(read_static(name)), out)
    return out.getvalue()


class _ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Hands out our own style sheets and fonts, and the given pictures. Nothing else exists."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.pictures = pictures
        # The engine swallows errors inside drawings, so what was refused is remembered here.
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> Any:
        scheme, _colon, name = url.partition(":")
        if scheme == "data" and _INLINE.match(url):
            return super().fetch(url, headers)
        try:
            if scheme == "static":
                data, kind = _served(name)
            elif scheme == "picture":
                data = self.pictures[name]
                kind = next(kind for start, kind in _STARTS if data.startswith(start))
            else:
                raise ForbiddenFetch(url)
        except (KeyError, StopIteration, ForbiddenFetch):
            self.refused.append(url[:200])
            raise _Refused(url[:200]) from None
        return URLFetcherResponse(url, data, {"Content-Type": kind})


class Layout:
    """A document that is laid out and can be measured before it is written."""

    def __init__(self, laid_out: Any, fetcher: _ClosedFetcher, title: str, language: str) -> None:
        self._document = laid_out
        self._fetcher = fetcher
        self.title = title
        self.language = language
        self.pages = len(laid_out.pages)
        self.places: dict[str, Place] = {}
        for number, page in enumerate(laid_out.pages, start=1):
            for name, (left, top, right, bottom) in page.anchors.items():
                self.places.setdefault(
                    name, Place(number, left / MM, top / MM, right / MM, bottom / MM)
                )

    @property
    def anchors(self) -> dict[str, int]:
        return {name: place.page for name, place in self.places.items()}

    def write(self) -> bytes:
        """Return the PDF. The same content gives the same bytes."""
        metadata = self._document.metadata
        metadata.title, metadata.lang = self.title, self.language
        with _refusals(self._fetcher):
            raw = self._document.write_pdf(**_OPTIONS, pdf_identifier=b"0" * 16)
        return _finish(raw)

    def write_for_press(self) -> bytes:
        """Return the pages as they are, fine pictures and bleed kept, for `campaigns.press`."""
        with _refusals(self._fetcher):
            raw: bytes = self._document.write_pdf(**_FOR_PRESS, pdf_identifier=b"0" * 16)
        return raw


_OPTIONS = {"pdf_variant": "pdf/a-3a", "dpi": 220, "jpeg_quality": 84}
_FOR_PRESS = {"dpi": 300, "jpeg_quality": 94}


def lay_out(
    html: str, *, language: str, title: str, pictures: Pictures | None = None,
    progress: Progress | None = None, bleed: float = 0,
) -> Layout:  # fmt: skip
    """Lay a whole HTML document out on its pages, with so many millimetres of bleed."""
    if weasyprint is None:
        raise RenderingUnavailable(
            _(
                "This server cannot make PDFs: the library Pango is missing. Ask the administrator"
                " for: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
                " fonts-dejavu-core"
            )
        )
    fetcher = _ClosedFetcher(pictures or {})
    with _refusals(fetcher), _counting_pages(progress):
        source = weasyprint.HTML(string=html, base_url=_NOWHERE, url_fetcher=fetcher)
        sheets = [weasyprint.CSS(string=f"@page {{ bleed: {bleed:g}mm }}")] if bleed else []
        options = _FOR_PRESS if bleed else _OPTIONS
        laid_out = source.render(font_config=FontConfiguration(), stylesheets=sheets, **options)
    return Layout(laid_out, fetcher, title, language)


def render_pdf(
    html: str, *, language: str, title: str, variant: Variant = "screen",
    pictures: Pictures | None = None, progress: Progress | None = None,
) -> Document:  # fmt: skip
    """Make the PDF of a whole HTML document.

    `screen` is the only edition so far: PDF/A-3a and PDF/UA-1 in one file, colours for the
    screen, no crop marks. Raises `RenderingUnavailable` or `RenderingFailed`, both readable.
    """
    if variant != "screen":
        raise ValueError(variant)
    laid_out = lay_out(html, language=language, title=title, pictures=pictures, progress=progress)
    if progress:
        progress(80, _("The pages are laid out. Now they are written."))
    pdf = laid_out.write()
    return Document(pdf, laid_out.pages, laid_out.anchors)


@contextmanager
def _refusals(fetcher: _ClosedFetcher) -> Iterator[None]:
    """Turn what the engine throws, or hides, into errors with a sentence for the editor."""
    try:
        yield
    except _Refused:
        pass  # told below, with everything else that was refused
    except (AssertionError, AttributeError, IndexError, TypeError, ValueError) as error:
        # The engine still breaks on rare combinations of columns and page ends.
        raise RenderingFailed(
            _("The layout did not work (%(kind)s). Shorten or split the longest text.")
            % {"kind": type(error).__name__}
        ) from error
    if fetcher.refused:
        raise ForbiddenFetch(
            _("The document asks for a file from outside: %(name)s") % {"name": fetcher.refused[0]}
        )


class _PageCounter(logging.Handler):
    """Hears the engine count its pages, so that a long layout is seen to be alive."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.thread_id = threading.get_ident()
        self.seen = 0

    def emit(self, record: logging.LogRecord) -> None:
        found = re.search(r"Page (\d+)", record.getMessage())
        # The engine may go through the pages more than once; only new ones count.
        if record.thread == self.thread_id and found and int(found[1]) >= self.seen + 4:
            self.seen = int(found[1])
            self.progress(
                min(20 + self.seen, 78), _("Page %(number)s is laid out.") % {"number": self.seen}
            )


@contextmanager
def _counting_pages(progress: Progress | None) -> Iterator[None]:
    if progress is None:
        yield
        return
    logger = logging.getLogger("weasyprint.progress")
    handler, level, propagate = _PageCounter(progress), logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False  # two lines a page would drown the site's own log
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


def _finish(raw: bytes) -> bytes:
    """Add the PDF/UA mark to the PDF/A file, and make it come out the same every time."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode().replace("</rdf:RDF>", _UA + "</rdf:RDF>")
        # PDF/A wants this one stream readable as it is, not compressed.
        pdf.Root.Metadata = pdf.make_stream(
            xmp.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        list_names(pdf)
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                _settle(item)
        # The tables of objects are streams too; when one ends unluckily, another order helps.
        generate = pikepdf.ObjectStreamMode.generate
        for mode, linear in (
            (generate, False), (generate, True), (pikepdf.ObjectStreamMode.disable, False),
        ):  # fmt: skip
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, object_stream_mode=mode, linearize=linear)
            if b"\r\nendstream" not in out.getvalue():
                break
    return out.getvalue()


def _settle(stream: pikepdf.Stream) -> None:
    """Lengthen a stream that happens to end in a carriage return: strict readers miscount it."""
    if stream.get("/Filter") != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
        return
    if stream.read_raw_bytes().endswith(b"\r"):
        data = stream.read_bytes() + b"\n"
        stream.write(data)
        if "/Length1" in stream:  # a font says how long it is
            stream.Length1 = len(data)


def digest(pdf: bytes) -> str:
    """Return the hash that names this exact file."""
    return hashlib.sha256(pdf).hexdigest()
