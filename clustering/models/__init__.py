"""From wishes to needs to keys: cards, needs, values, qualities, and every move remembered."""

from clustering.models.cards import Card, Move
from clustering.models.groups import Group, GroupCard
from clustering.models.keeping import Freeze, Snapshot
from clustering.models.log import BoardEvent, BoardLog, Presence
from clustering.models.meaning import CoreValue, Dna, Key, Need, Quality, Shape
from clustering.models.paper import CardPrint, PhotoStatus, PilePhoto, PrintKind
from clustering.models.suggesting import (
    ConceptForm,
    FormKind,
    FormLanguage,
    KeptApart,
    OfferedPile,
    OfferStatus,
    PileOffer,
)
from clustering.models.translations import DnaTranslation, KeyTranslation, Tongue

__all__ = [
    "BoardEvent",
    "BoardLog",
    "Card",
    "CardPrint",
    "ConceptForm",
    "CoreValue",
    "Dna",
    "DnaTranslation",
    "FormKind",
    "FormLanguage",
    "Freeze",
    "Group",
    "GroupCard",
    "KeptApart",
    "Key",
    "KeyTranslation",
    "Move",
    "Need",
    "OfferStatus",
    "OfferedPile",
    "PhotoStatus",
    "PileOffer",
    "PilePhoto",
    "Presence",
    "PrintKind",
    "Quality",
    "Shape",
    "Snapshot",
    "Tongue",
]
