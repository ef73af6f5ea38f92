"""Photos of piles of paper cards: what they say is proposed, and laid when somebody confirms."""

import hashlib
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from PIL import Image

from campaigns import clock
from campaigns.images import take_picture
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.sheets import SheetCode, parse_code, read_marks
from clustering.models import Card, CardPrint, Need, PhotoStatus, PilePhoto, PrintKind
from clustering.services.cards import move_cards
from clustering.services.laying import Batch

KEEP = timedelta(days=30)  # a photo that nobody settles
_LARGE = 4000  # pixels: the codes of twenty cards on one table stay readable


class PhotoSettled(Exception):
    """Raised when a photo was laid or put aside before; a colleague may have been first."""


@dataclass(frozen=True)
class Slip:
    """One paper card in a photo. Without a card it was withdrawn, and known by its dream."""

    code: str
    dream: int
    card: Card | None = None


@dataclass
class Proposal:
    """What a photo says: which cards lie under which need."""

    needs: list[Need] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    gone_needs: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # codes of another campaign, or of no print

    @property
    def cards(self) -> list[Card]:
        return [slip.card for slip in self.slips if slip.card is not None]

    @property
    def withdrawn(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.card is None]


def take_photo(*, campaign: Campaign, data: bytes, by: User | None) -> tuple[PilePhoto, bool]:
    """Keep a photo of a pile as a proposal; the same photo twice is one. Raises `BadImage`."""
    campaign.timeline(clock.today()).require(Door.READ)
    fingerprint = hashlib.sha256(data).hexdigest()
    found = PilePhoto.objects.filter(campaign=campaign, fingerprint=fingerprint).first()
    if found is not None:
        return found, False
    large = take_picture(data, large=_LARGE).large
    with Image.open(io.BytesIO(large.read()), formats=("JPEG",)) as picture:
        codes = [str(code) for code in read_marks(picture)]
    large.seek(0)
    photo = PilePhoto(campaign=campaign, fingerprint=fingerprint, codes=codes, uploaded_by=by)
    photo.image.save(f"{fingerprint[:16]}.jpg", large, save=False)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError:  # the same photo came in at the same moment
        photo.image.storage.delete(str(photo.image.name))
        return PilePhoto.objects.get(campaign=campaign, fingerprint=fingerprint), False
    return photo, True


def proposal_of(photo: PilePhoto) -> Proposal:
    """Return what a photo proposes, read and typed codes together. Three queries."""
    codes = [code for code in map(parse_code, dict.fromkeys([*photo.codes, *photo.typed])) if code]
    prints = {
        one.token: one
        for one in CardPrint.objects.filter(
            campaign=photo.campaign_id, token__in={code.token for code in codes}
        )
    }
    found = Proposal()
    cards, needs = _rows(photo, codes, prints)
    seen: set[int] = set()
    for code in codes:
        row = _row(code, prints.get(code.token))
        if row is None:
            found.unknown.append(str(code))
        elif prints[code.token].kind == PrintKind.NEEDS:
            need = needs.get(row[0])
            if need is None:
                found.gone_needs.append(str(row[1]))
            elif need not in found.needs:
                found.needs.append(need)
        elif row[0] not in seen:  # the same card may be printed twice
            seen.add(row[0])
            found.slips.append(Slip(str(code), row[1], cards.get(row[0])))
    return found


def _row(code: SheetCode, made: CardPrint | None) -> list[int] | None:
    if made is None or code.sheet > len(made.contents):
        return None
    pk, known_as = made.contents[code.sheet - 1]
    return [abs(pk), known_as]


def _rows(
    photo: PilePhoto, codes: Iterable[SheetCode], prints: dict[str, CardPrint]
) -> tuple[dict[int, Card], dict[int, Need]]:
    wanted: dict[str, set[int]] = {PrintKind.CARDS: set(), PrintKind.NEEDS: set()}
    for code in codes:
        made = prints.get(code.token)
        row = _row(code, made)
        if made is not None and row is not None:
            wanted[made.kind].add(row[0])
    cards = (
        Card.objects.live(photo.campaign)
        .filter(pk__in=wanted[PrintKind.CARDS])
        .select_related("contribution", "need")
    )
    needs = Need.objects.of(photo.campaign).filter(pk__in=wanted[PrintKind.NEEDS])
    return {card.pk: card for card in cards}, {need.pk: need for need in needs}


@transaction.atomic
def add_code(*, photo: PilePhoto, text: str) -> bool:
    """Add a code somebody reads from the photo and types; returns whether it can be one of ours."""
    code = parse_code(text)
    if code is None:
        return False
    made = CardPrint.objects.filter(campaign=photo.campaign_id, token=code.token).first()
    if _row(code, made) is None:
        return False
    locked = PilePhoto.objects.select_for_update().get(pk=photo.pk)
    if locked.status != PhotoStatus.DRAFT:
        raise PhotoSettled
    if str(code) not in [*locked.codes, *locked.typed]:
        locked.typed = [*locked.typed, str(code)]
        locked.save(update_fields=["typed"])
    return True


@transaction.atomic
def lay_photo(*, photo: PilePhoto, need: Need, cards: Collection[int], by: User) -> Batch:
    """Lay the confirmed cards of a photo in a need. Cards that are not in the photo are left out.

    On the board it is one move, and can be undone there. Raises `PhotoSettled`.
    """
    _settle(photo, PhotoStatus.LAID, by)
    here = {card.pk for card in proposal_of(photo).cards}
    batch = move_cards(campaign=photo.campaign, cards=sorted(here & set(cards)), to=need, by=by)
    PilePhoto.objects.filter(pk=photo.pk).update(need=need, laid=batch.cards)
    record_activity(
        campaign=photo.campaign, by=by, verb="lay_photo", subject=need.name, photo=photo.pk,
        cards=batch.cards,
    )  # fmt: skip
    return batch


@transaction.atomic
def discard_photo(*, photo: PilePhoto, by: User) -> None:
    """Put a photo aside without laying anything."""
    _settle(photo, PhotoStatus.DISCARDED, by)


def _settle(photo: PilePhoto, then: PhotoStatus, by: User) -> None:
    photo.campaign.timeline(clock.today()).require(Door.READ)
    # The condition decides between two colleagues, and between two clicks.
    claimed = PilePhoto.objects.filter(pk=photo.pk, status=PhotoStatus.DRAFT).update(
        status=then, settled_by=by, settled_at=clock.now(), image=""
    )
    if not claimed:
        raise PhotoSettled
    storage, name = photo.image.storage, str(photo.image.name or "")
    transaction.on_commit(lambda: _delete(storage, name))


def _delete(storage: Storage, name: str) -> None:
    if name:
        storage.delete(name)


def forget_photos(*, campaign: Campaign) -> int:
    """Delete pictures of a dream that was taken away, and of photos nobody settled in thirty days.

    What was read stays on the row, so that the other cards can still be confirmed.
    """
    forgotten = 0
    drafts = PilePhoto.objects.filter(campaign=campaign, status=PhotoStatus.DRAFT)
    for photo in drafts.exclude(image="").select_related("campaign"):
        if photo.uploaded_at > clock.now() - KEEP and not proposal_of(photo).withdrawn:
            continue
        if drafts.filter(pk=photo.pk, image=photo.image.name).update(image=""):
            _delete(photo.image.storage, str(photo.image.name))
            forgotten += 1
    return forgotten
