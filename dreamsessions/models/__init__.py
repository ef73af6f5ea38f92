"""Dream sessions, who comes, and what was told in them."""

from dreamsessions.models.notes import (
    Device,
    Edit,
    EditKind,
    Media,
    MediaKind,
    Note,
    Piece,
    Receipt,
    Rejected,
    Remark,
)
from dreamsessions.models.sessions import (
    Kind,
    News,
    Place,
    Registration,
    Session,
    SessionRequest,
    Target,
    TargetGroup,
    Visibility,
    new_token,
)

__all__ = [
    "Device",
    "Edit",
    "EditKind",
    "Kind",
    "Media",
    "MediaKind",
    "News",
    "Note",
    "Piece",
    "Place",
    "Receipt",
    "Registration",
    "Rejected",
    "Remark",
    "Session",
    "SessionRequest",
    "Target",
    "TargetGroup",
    "Visibility",
    "new_token",
]
