"""Recognise a recorded voice by its first bytes; what a browser calls it does not count."""

import struct
from typing import Final

LONGEST: Final = 90
MAX_BYTES: Final = 4_000_000
# A phone's clock and ours may differ a little; the recorder itself stops at 90.
_GRACE: Final = 5
ENDINGS: Final = {
    "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/wav": "wav",
    "audio/mpeg": "mp3",
}  # fmt: skip
_QUIET_BRANDS = {b"qt  ", b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx "}


class BadSound(Exception):
    """Raised for a file that is no usable recording; `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recognise(start: bytes) -> str | None:
    """Return the type of a recording from its first bytes, or None for anything else."""
    if start.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in start[:64]:
        return "audio/webm"
    if start.startswith(b"OggS"):
        return "audio/ogg"
    if start[4:8] == b"ftyp" and start[8:12] not in _QUIET_BRANDS:
        return "audio/mp4"
    if start.startswith(b"RIFF") and start[8:12] == b"WAVE":
        return "audio/wav"
    if start.startswith(b"ID3") or (
        len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2
    ):
        return "audio/mpeg"
    return None


def check_sound(data: bytes, *, told_seconds: int = 0) -> tuple[str, int]:
    """Return the type and the length in seconds (0: unknown) of a recording.

    Raises `BadSound` with code `empty`, `too_large`, `not_audio` or `too_long`. WebM does not say
    how long it is: there the size is the limit.
    """
    if not data:
        raise BadSound("empty")
    if len(data) > MAX_BYTES:
        raise BadSound("too_large")
    kind = recognise(data[:64])
    if kind is None:
        raise BadSound("not_audio")
    seconds = measure_seconds(data, kind) or max(0, min(told_seconds, LONGEST))
    if seconds > LONGEST + _GRACE:
        raise BadSound("too_long")
    return kind, min(seconds, LONGEST)


def measure_seconds(data: bytes, kind: str) -> int:
    """Return how long a recording lasts, where the file tells it; else 0."""
    try:
        if kind == "audio/wav":
            per_second: int = struct.unpack_from("<I", data, 28)[0]
            return round((len(data) - 44) / per_second) if per_second else 0
        if kind == "audio/ogg":
            # The last page counts the samples so far; Opus always counts 48,000 a second.
            last = data.rfind(b"OggS")
            samples: int = struct.unpack_from("<q", data, last + 6)[0]
            return max(0, round(samples / 48_000))
        if kind == "audio/mp4":
            return _movie_seconds(data)
    except struct.error:
        return 0
    return 0


def _movie_seconds(data: bytes) -> int:
    found = data.find(b"mvhd")
    if found < 0:
        return 0
    if data[found + 4] == 0:
        scale, length = struct.unpack_from(">II", data, found + 16)
    else:
        scale, length = struct.unpack_from(">IQ", data, found + 24)
    return round(length / scale) if scale else 0
