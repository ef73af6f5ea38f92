"""Take pictures in: look before decoding, turn upright, and keep nothing of the original file."""

import io
from dataclasses import dataclass

import pi_heif
from django.core.files.base import ContentFile
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

pi_heif.register_heif_opener()

MAX_BYTES = 20_000_000
MAX_PIXELS = 80_000_000
_FORMATS = ("JPEG", "PNG", "HEIF", "WEBP", "GIF")
# Our own limit above is checked from the header, before anything is decoded; Pillow's net hangs
# below it, for what lies about its size.
Image.MAX_IMAGE_PIXELS = 2 * MAX_PIXELS


class BadImage(Exception):
    """Raised for a file that is no usable picture; `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """A re-encoded picture: a large JPEG for paper and a small one for the screen."""

    large: ContentFile[bytes]
    small: ContentFile[bytes]
    width: int
    height: int


def take_picture(data: bytes, *, large: int = 2400, small: int = 640) -> Picture:
    """Return an upright picture without metadata in two sizes (longest side in pixels).

    Raises `BadImage` with code `too_large`, `not_an_image`, `too_many_pixels` or `damaged`.
    """
    if len(data) > MAX_BYTES:
        raise BadImage("too_large")
    # WeasyPrint switches this on for the whole process: half a photo would come in half grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise BadImage("too_many_pixels")
            opened.seek(0)
            # Shrink first, and a JPEG while decoding: every step after this needs little memory.
            bounded = opened.convert("RGBA") if opened.mode in {"1", "P", "PA"} else opened
            bounded.thumbnail((large, large))
            picture = _flatten(ImageOps.exif_transpose(bounded))
    except BadImage:
        raise
    except Image.DecompressionBombError:
        raise BadImage("too_many_pixels") from None
    except UnidentifiedImageError:
        raise BadImage("not_an_image") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise BadImage("damaged") from None
    preview = picture.copy()
    preview.thumbnail((small, small))
    return Picture(
        large=ContentFile(_encode(picture, 88), name="picture.jpg"),
        small=ContentFile(_encode(preview, 82), name="picture.jpg"),
        width=picture.width,
        height=picture.height,
    )


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture in RGB on white paper, without profile or metadata."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    converted = image.convert("RGB")
    bare = Image.new("RGB", converted.size)
    bare.paste(converted)
    return bare


def _encode(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
