"""From wishes to needs to keys: cards, needs, values, qualities, and every move remembered."""

from clustering.models.cards import Card, Move
from clustering.models.groups import Group, GroupCard
from clustering.models.keeping import Freeze, Snapshot
from clustering.models.log import BoardEvent, BoardLog, Presence
from clustering.models.meaning import CoreValue, Dna, Key, Need, Quality, Shape
from clustering.models.paper import CardPrint, PhotoStatus, PilePhoto, PrintKind

__all__ = [
    "BoardEvent",
    "BoardLog",
    "Card",
    "CardPrint",
    "CoreValue",
    "Dna",
    "Freeze",
    "Group",
    "GroupCard",
    "Key",
    "Move",
    "Need",
    "PhotoStatus",
    "PilePhoto",
    "Presence",
    "PrintKind",
    "Quality",
    "Shape",
    "Snapshot",
]
