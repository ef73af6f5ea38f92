"""Make the press edition of a laid-out PDF: PDF/X-4 (ISO 15930-7)."""

import io
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from campaigns.press import streams
from campaigns.press.separation import Separation
from campaigns.rendering import digest

_X4: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><pdf:Trapped>False</pdf:Trapped>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:{name}</xmpMM:DocumentID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<xmpMM:VersionID>1</xmpMM:VersionID>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
# What a screen needs and a press may not have.
_FOR_SCREENS: Final = (
    "/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/Dests", "/AF", "/AcroForm", "/OpenAction",
    "/ViewerPreferences", "/PageMode", "/PageLabels",
)  # fmt: skip
SLUG: Final = 8 * 72 / 25.4  # points around the bleed, for the marks
# Fixed: the same pages give the same bytes.
_MOMENT: Final = "2027-01-01T00:00:00Z"
_STAMP: Final = "D:20270101000000Z"


Box = tuple[float, float, float, float]  # left, low, right, high, in points


def to_press(pdf: bytes, *, separation: Separation, title: str) -> bytes:
    """Return the press edition: inks for colours, boxes, output intent, nothing a screen needs.

    Takes a PDF of the layout engine with its bleed; the trim box must be there.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        masks = _masks(document)
        for item in list(document.objects):
            if isinstance(item, Stream):
                _to_inks(document, item, separation, is_mask=item.objgen in masks)
            elif isinstance(item, Dictionary) and "/ShadingType" in item:
                _shading(item, separation)
        for page in document.pages:
            _page(document, page, separation)
        _describe(document, separation, title, uuid5(NAMESPACE_OID, digest(pdf)))
        out = io.BytesIO()
        document.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True, min_version="1.6", force_version="1.6",
        )  # fmt: skip
    return out.getvalue()


def _masks(document: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the drawings that say what shows through, with what is drawn inside them."""
    found: set[tuple[int, int]] = set()

    def add(group: pikepdf.Object) -> None:
        if group.objgen in found:
            return
        found.add(group.objgen)
        for drawing in _inside(group, "/XObject"):
            if drawing.get("/Subtype") == Name.Form:
                add(drawing)

    for item in document.objects:
        if isinstance(item, (Dictionary, Stream)):
            for state in (item, *_inside(item, "/ExtGState"), *item.get("/ExtGState", {}).values()):
                mask = state.get("/SMask") if isinstance(state, Dictionary) else None
                if isinstance(mask, Dictionary) and "/G" in mask:
                    add(mask.G)
    return found


def _inside(holder: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    """Return what a page or a drawing may use, of one kind."""
    return list(holder.get("/Resources", Dictionary()).get(kind, Dictionary()).values())


def _to_inks(document: pikepdf.Pdf, item: Stream, separation: Separation, *, is_mask: bool) -> None:
    if item.get("/Subtype") == Name.Image:
        _picture(item, separation)
    elif "/ShadingType" in item:
        _shading(item, separation)
    elif item.get("/Subtype") == Name.Form or "/PatternType" in item:
        if is_mask:
            item.write(streams.to_grey(item))
        else:
            item.write(streams.to_inks(item, separation))
        if "/Group" in item and "/CS" in item.Group:
            item.Group.CS = Name.DeviceGray if is_mask else Name.DeviceCMYK
        _resources(item, separation, is_mask=is_mask)


def _page(document: pikepdf.Pdf, page: pikepdf.Page, separation: Separation) -> None:
    page.contents_coalesce()
    drawn = streams.to_inks(page.obj, separation)
    trim = _box(page.obj.get("/TrimBox", page.obj.MediaBox))
    bleed = _box(page.obj.get("/BleedBox", page.obj.MediaBox))
    media = (bleed[0] - SLUG, bleed[1] - SLUG, bleed[2] + SLUG, bleed[3] + SLUG)
    left, low, right, high = bleed
    # What is drawn ends at the bleed; the marks stand outside, in every ink.
    clip = f"q {left:.3f} {low:.3f} {right - left:.3f} {high - low:.3f} re W n\n"
    whole = clip.encode() + drawn + b"\nQ\n" + _crop_marks(trim, bleed)
    page.obj.Contents = document.make_stream(whole)
    for name in ("/Annots", "/StructParents", "/Tabs", "/CropBox"):
        if name in page.obj:
            del page.obj[name]
    page.obj.MediaBox, page.obj.BleedBox = Array([*_rounded(media)]), Array([*_rounded(bleed)])
    page.obj.TrimBox = Array([*_rounded(trim)])
    page.obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, I=True)
    _resources(page.obj, separation, is_mask=False)


def _box(box: pikepdf.Object) -> Box:
    left, low, right, high = (float(side) for side in box)
    return left, low, right, high


def _rounded(box: Box) -> list[float]:
    return [round(side, 3) for side in box]


def _crop_marks(trim: Box, bleed: Box) -> bytes:
    """Return lines that tell where to cut: at each corner two, outside the bleed."""
    lines = ["q 1 1 1 1 K 0.25 w"]
    for x, out_x in ((trim[0], bleed[0] - SLUG), (trim[2], bleed[2] + SLUG)):
        for y, out_y in ((trim[1], bleed[1] - SLUG), (trim[3], bleed[3] + SLUG)):
            edge_x = bleed[0] if x == trim[0] else bleed[2]
            edge_y = bleed[1] if y == trim[1] else bleed[3]
            lines.append(f"{edge_x:.3f} {y:.3f} m {out_x:.3f} {y:.3f} l S")
            lines.append(f"{x:.3f} {edge_y:.3f} m {x:.3f} {out_y:.3f} l S")
    return "\n".join([*lines, "Q"]).encode()


def _resources(holder: pikepdf.Object, separation: Separation, *, is_mask: bool) -> None:
    """Name the two states of overprinting, and turn the gradients that stand in line."""
    resources = holder.get("/Resources")
    if resources is None:
        resources = holder.Resources = Dictionary()
    if not is_mask:
        states = resources.get("/ExtGState")
        if states is None:
            states = resources.ExtGState = Dictionary()
        states[streams.OVER] = Dictionary(Type=Name.ExtGState, OP=False, op=True, OPM=1)
        states[streams.KNOCK_OUT] = Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0)
    for shading in resources.get("/Shading", Dictionary()).values():
        _shading(shading, separation)
    for pattern in resources.get("/Pattern", Dictionary()).values():
        if "/Shading" in pattern:
            _shading(pattern.Shading, separation)


def _shading(shading: pikepdf.Object, separation: Separation) -> None:
    """Turn the ends and steps of a gradient."""
    if shading.get("/ColorSpace") != Name.DeviceRGB:
        return
    shading.ColorSpace = Name.DeviceCMYK
    for function in _functions(shading.Function):
        for end in ("/C0", "/C1"):
            if end in function:
                red, green, blue = (float(part) for part in function[end])
                function[end] = Array([*separation.ink((red, green, blue))])


def _functions(function: pikepdf.Object) -> list[pikepdf.Object]:
    parts = function.get("/Functions") if not isinstance(function, Array) else function
    if parts is None:
        return [function]
    return [deep for part in parts for deep in _functions(part)]


def _picture(image: Stream, separation: Separation) -> None:
    """Turn a picture; masks and grey ones stay as they are."""
    space = image.get("/ColorSpace")
    if image.get("/ImageMask", False) or space in {None, Name.DeviceGray, Name.DeviceCMYK}:
        return
    seen = pikepdf.PdfImage(image).as_pil_image()
    inks = seen if seen.mode == "L" else separation.picture(seen)
    for name in ("/Decode", "/DecodeParms", "/Interpolate", "/Intent"):
        if name in image:
            del image[name]
    image.write(inks.tobytes())  # packed without loss when the file is written
    image.ColorSpace = Name.DeviceGray if inks.mode == "L" else Name.DeviceCMYK
    image.BitsPerComponent, image.Width, image.Height = 8, inks.width, inks.height


def _describe(document: pikepdf.Pdf, separation: Separation, title: str, name: UUID) -> None:
    root = document.Root
    for unwanted in _FOR_SCREENS:
        if unwanted in root:
            del root[unwanted]
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String("Custom"),
        Info=String(separation.name or "CMYK"),
        DestOutputProfile=document.make_stream(separation.profile, N=4, Alternate=Name.DeviceCMYK),
    )  # fmt: skip
    root.OutputIntents = Array([document.make_indirect(intent)])
    xmp = _X4.format(moment=_MOMENT, title=escape(title), name=name)
    root.Metadata = document.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    info = document.docinfo = document.make_indirect(Dictionary())
    said = {
        "/Title": String(title), "/Trapped": Name("/False"), "/GTS_PDFXVersion": String("PDF/X-4"),
        "/CreationDate": String(_STAMP), "/ModDate": String(_STAMP),
    }  # fmt: skip
    for key, value in said.items():
        info[Name(key)] = value
    root.Version = Name("/1.6")
