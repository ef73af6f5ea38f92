"""From the colours of a screen to the inks of a press."""

import io
from functools import lru_cache
from typing import Final

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from PIL import Image, ImageCms

from campaigns.rendering import RenderingFailed

Inks = tuple[float, float, float, float]
Colour = tuple[float, float, float]  # red, green, blue from 0 to 1
BLACK: Final[Inks] = (0.0, 0.0, 0.0, 1.0)
# Small letters in several inks blur at the least shift of the paper: dark ones take black alone.
_DARK: Final = 0.22


class NoProfile(RenderingFailed):
    """Raised for a colour profile that is missing or is not one of a press with four inks."""


class Separation:
    """One press: its profile and how much ink its paper bears."""

    def __init__(self, profile: bytes, *, ink_limit: float) -> None:
        """Take an ICC file and the limit as a sum of inks (2.4 is 240 %). Raises `NoProfile`."""
        self.profile = profile
        self.ink_limit = ink_limit
        try:
            opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            kind = (opened.profile.xcolor_space.strip(), opened.profile.device_class.strip())
            if kind != ("CMYK", "prtr"):
                raise NoProfile(
                    _("This is a profile for %(space)s, not for a press with four inks.")
                    % {"space": kind[0]}
                )
            self.name = (ImageCms.getProfileDescription(opened) or "").strip()
            self._transform = ImageCms.buildTransform(
                ImageCms.createProfile("sRGB"), opened, "RGB", "CMYK",
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )  # fmt: skip
        except (OSError, ImageCms.PyCMSError) as error:
            raise NoProfile(_("This file is not a colour profile that can be read.")) from error
        self.ink = lru_cache(maxsize=4096)(self._ink)

    def _ink(self, colour: Colour) -> Inks:
        """Return the inks of one colour; grey is black ink alone."""
        red, green, blue = (min(max(part, 0.0), 1.0) for part in colour)
        if max(red, green, blue) - min(red, green, blue) < 0.02:
            return (0.0, 0.0, 0.0, round(1 - (red + green + blue) / 3, 4))
        pixel = Image.new("RGB", (1, 1), tuple(round(255 * part) for part in (red, green, blue)))
        inks = self._limited(np.asarray(ImageCms.applyTransform(pixel, self._transform)))
        cyan, magenta, yellow, black = (round(float(ink) / 255, 4) for ink in inks.reshape(4))
        return cyan, magenta, yellow, black

    def letters(self, colour: Colour) -> Inks:
        """Return the inks of letters: dark ones in black alone."""
        red, green, blue = colour
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return BLACK if light < _DARK else self.ink(colour)

    def picture(self, image: Image.Image) -> Image.Image:
        """Return a picture in four inks, within the limit."""
        inks = ImageCms.applyTransform(image.convert("RGB"), self._transform)
        return Image.fromarray(self._limited(np.asarray(inks)), "CMYK")

    def _limited(self, inks: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Take colour away, never black, where all inks together are too much."""
        colours = inks[..., :3].astype(np.float64)
        black = inks[..., 3].astype(np.float64)
        room = np.maximum(self.ink_limit * 255 - black, 0)
        share = np.minimum(1, room / np.maximum(colours.sum(-1), 1e-9))
        kept = np.floor(colours * share[..., None])
        return np.concatenate([kept, black[..., None]], axis=-1).astype(np.uint8)
