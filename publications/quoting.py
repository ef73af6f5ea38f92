"""Quotes that cannot say anything but what the dreamer said.

A block keeps no words of a dream, only which pieces of it are shown. What an editor types is
looked up in the dream; between two pieces stands […].
"""

import hashlib
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from campaigns.models import Contribution, Status
from clustering.models import Card
from publications.models import Block, BlockKind

LEFT_OUT = "[…]"
_GAP = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\])\s*")

Span = tuple[int, int]


class NotInTheDream(Exception):
    """Raised when a quote holds words the dream does not; the message names them."""


def digest(text: str) -> str:
    """Return the mark of a text, to see later whether it changed."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_spans(card: Card, excerpt: str) -> list[Span]:
    """Return the pieces of the card an excerpt shows, in their order.

    Raises `NotInTheDream` for anything that is not in the card, word for word.
    """
    source, at = card.contribution.text, card.start
    spans: list[Span] = []
    for piece in _GAP.split(excerpt.strip()):
        words = piece.split()
        if not words:
            continue
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        found = pattern.search(source, at, card.end)
        if found is None or not _whole(source, found.start(), found.end()):
            raise NotInTheDream(" ".join(words))
        spans.append((found.start(), found.end()))
        at = found.end()
    if not spans:
        raise NotInTheDream(excerpt.strip())
    return spans


def _whole(source: str, start: int, end: int) -> bool:
    """Tell whether a piece begins and ends where words do: half a word is another word."""
    cuts_before = start > 0 and source[start - 1].isalnum() and source[start].isalnum()
    cuts_after = end < len(source) and source[end - 1].isalnum() and source[end].isalnum()
    return not (cuts_before or cuts_after)


def cut(card: Card, spans: Sequence[Sequence[int]]) -> str:
    """Return the pieces of a card in one line, with […] wherever something is left out."""
    text = card.contribution.text
    shown, last = "", card.start
    for start, end in spans or [(card.start, card.end)]:
        if text[last:start].strip():
            shown += f" {LEFT_OUT} "
        shown += f" {text[start:end]} "
        last = end
    if text[last : card.end].strip():
        shown += f" {LEFT_OUT}"
    return " ".join(shown.split())


def problem_of(block: Block) -> str:
    """Return why a block may not be printed as it stands, in words; empty when it may.

    Reads the dream of the block, so bring it along (`with_sources`).
    """
    if block.kind == BlockKind.QUOTE:
        if block.card is None:
            return _("The dreamer took this dream away, or no dream is chosen yet.")
        return _barred(block.card.contribution) or _moved(block, block.card)
    if block.kind == BlockKind.ARTWORK:
        if block.work is None:
            return _("This work was taken away, or none is chosen yet.")
        return _barred(block.work)
    return ""


def _barred(source: Contribution) -> str:
    if source.status != Status.PLACED:
        return _("This dream is not placed any more.")
    if not source.consent_print:
        return _("This dream may not be printed.")
    return ""


def _moved(block: Block, card: Card) -> str:
    text = card.contribution.text
    inside = all(card.start <= start < end <= card.end for start, end in block.spans)
    if not inside or (block.source_digest and block.source_digest != digest(text)):
        return _("The dream was changed after it was quoted. Choose the words again.")
    return ""
