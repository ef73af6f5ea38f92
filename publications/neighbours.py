"""Which frame of a page lies left of, right of, above or below another."""

from collections.abc import Iterable, Mapping

from publications.rendering.newspaper.frames import Frame


def neighbours_of(frame: Frame, frames: Iterable[Frame]) -> Mapping[str, Frame]:
    """Return the nearest frame on each side, of those that lie beside it, by `left`, `right`, …"""
    near: dict[str, tuple[float, Frame]] = {}
    for other in frames:
        side, gap = _side_of(frame, other)
        if side and (side not in near or gap < near[side][0]):
            near[side] = (gap, other)
    return {side: near[side][1] for side in ("left", "right", "above", "below") if side in near}


def _side_of(frame: Frame, other: Frame) -> tuple[str, float]:
    """Return on which side another frame lies and how far; no side when it lies askew."""
    if _share(frame.y, frame.h, other.y, other.h):
        if other.x < frame.x:
            return "left", frame.x - other.x - other.w
        return ("right", other.x - frame.x - frame.w) if other.x > frame.x else ("", 0)
    if _share(frame.x, frame.w, other.x, other.w):
        if other.y < frame.y:
            return "above", frame.y - other.y - other.h
        return "below", other.y - frame.y - frame.h
    return "", 0


def _share(start: float, size: float, other: float, other_size: float) -> bool:
    """Tell whether two stretches have a part in common."""
    return start < other + other_size and other < start + size
