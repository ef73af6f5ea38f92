"""Pictures are looked at, turned upright and re-encoded; nothing of the original stays."""

import base64
import io

import pytest
from PIL import Image

from campaigns.images import MAX_BYTES, BadImage, take_picture

# A 64 x 48 picture as an iPhone stores it.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAABoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34"
    "+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5"
    "uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAA"
    "AAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAA"
    "AAAAAAEAAQWBAgMFhAAAACJtZGF0AAAAFigBrxmA70mlvtPihh/4OC/zetaY+bg="
)


def encoded(
    size: tuple[int, int] = (300, 200), kind: str = "JPEG", mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_comes_in_two_sizes(kind: str) -> None:
    picture = take_picture(encoded((3000, 1500), kind))
    assert opened(picture.large.read()).size == (picture.width, picture.height) == (2400, 1200)
    assert opened(picture.small.read()).size == (640, 320)


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(take_picture(encoded((300, 200))).large.read()).size == (300, 200)


def test_a_heic_photo_becomes_a_jpeg() -> None:
    picture = take_picture(HEIC)
    assert opened(picture.large.read()).format == "JPEG"
    assert (picture.width, picture.height) == (64, 48)


def test_place_camera_and_profile_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Telefoon van Ines"
    exif.get_ifd(0x8825)[2] = (50.0, 56.0, 40.0)  # GPS latitude
    picture = take_picture(encoded(exif=exif.tobytes(), icc_profile=b"profile", comment=b"Ines"))
    for data in (picture.large.read(), picture.small.read()):
        result = opened(data)
        assert dict(result.getexif()) == {}
        assert "icc_profile" not in result.info
        assert b"Ines" not in data


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = take_picture(encoded((300, 200), exif=exif.tobytes()))
    assert (picture.width, picture.height) == (200, 300)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "L", "1"])
def test_every_kind_of_drawing_becomes_paper(mode: str) -> None:
    result = opened(take_picture(encoded((40, 30), "PNG", mode)).large.read())
    assert result.mode == "RGB"
    if mode in {"RGBA", "LA"}:
        assert min(result.getpixel((5, 5))) > 250  # see-through became white


def test_sixty_megapixels_are_taken_in() -> None:
    picture = take_picture(encoded((10_000, 6_000), "JPEG", quality=10))
    assert (picture.width, picture.height) == (2400, 1440)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"just words", "not_an_image"), (b"", "not_an_image"), (b"<svg xmlns='x'/>", "not_an_image"),
        (b"%PDF-1.7", "not_an_image"), (b"x" * (MAX_BYTES + 1), "too_large"),
        (encoded((9_000, 9_000), "PNG", "1"), "too_many_pixels"),
        (encoded((20_000, 20_000), "PNG", "1"), "too_many_pixels"),
        (encoded((900, 900), "JPEG")[:3000], "damaged"), (encoded((90, 90), "TIFF"), "not_an_image"),
    ],
    ids=["words", "empty", "svg", "pdf", "large", "81-megapixels", "bomb", "cut-off", "tiff"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_usable_picture_is_named(data: bytes, code: str) -> None:
    with pytest.raises(BadImage) as bad:
        take_picture(data)
    assert bad.value.code == code
