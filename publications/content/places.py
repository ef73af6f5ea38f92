"""The map of the note: where dreams came from, and which key the places they name belong to."""

from collections import Counter, defaultdict

from campaigns.models import Contribution, District
from clustering.models import Need
from publications.content.material import Laid, Material
from publications.rendering.content import CityMap, Count, MapDistrict, MapPin, Quote

NEEDS_PER_DISTRICT = 3


def map_of(material: Material, quoted: set[int]) -> CityMap:
    """Return the districts with their dreams, and a pin for every dream that names a place.

    Two queries. `quoted` are the dreams that stand elsewhere in words; the map takes others.
    """
    shapes = {key.pk: key.shape for key in material.keys}
    needs = {need.pk: need for need in material.needs}
    by_number: defaultdict[int, list[Laid]] = defaultdict(list)
    for card in material.cards:
        if card.need:
            by_number[card.number].append(card)
    districts = list(District.objects.filter(campaign=material.campaign).order_by("name"))
    told: defaultdict[int, list[Contribution]] = defaultdict(list)
    pins = []
    rows = Contribution.objects.of(material.campaign).placed().order_by("number")
    for row in rows.only(
        "number", "district", "longitude", "latitude", "text", "consent_print", "language",
        "display_name", "origin", "channel", "campaign",
    ):  # fmt: skip
        if row.district_id:
            told[row.district_id].append(row)
        if row.longitude is not None and row.latitude is not None and row.number in by_number:
            key = needs[by_number[row.number][0].need or 0].key_id
            pins.append(MapPin(float(row.longitude), float(row.latitude), shapes.get(key or 0, "")))
    return CityMap(
        districts=tuple(
            MapDistrict(
                name=district.name,
                outline=district.outline,
                total=len(told[district.pk]),
                shape=shapes.get(_key_of(told[district.pk], by_number, needs), ""),
                needs=_most(told[district.pk], by_number, material),
                quote=_voice(told[district.pk], quoted),
            )
            for district in sorted(districts, key=lambda d: (-len(told[d.pk]), d.name))
        ),
        pins=tuple(pins),
    )


def _most(
    dreams: list[Contribution], by_number: dict[int, list[Laid]], material: Material
) -> tuple[Count, ...]:
    """Return the needs most dreams of a district lie in, each dream once per need."""
    counted: Counter[int] = Counter()
    for dream in dreams:
        counted.update({card.need for card in by_number.get(dream.number, ()) if card.need})
    names = {need.pk: need.name for need in material.needs}
    order = sorted(counted, key=lambda pk: (-counted[pk], names[pk]))
    return tuple(Count(names[pk], counted[pk]) for pk in order[:NEEDS_PER_DISTRICT])


def _key_of(
    dreams: list[Contribution], by_number: dict[int, list[Laid]], needs: dict[int, Need]
) -> int:
    """Return the key most dreams of a district lie under; 0 where none lies anywhere."""
    counted: Counter[int] = Counter()
    for dream in dreams:
        counted.update(
            {needs[card.need].key_id or 0 for card in by_number.get(dream.number, ()) if card.need}
        )
    return min(counted, key=lambda key: (-counted[key], key), default=0)


def _voice(dreams: list[Contribution], quoted: set[int]) -> Quote | None:
    """Choose one short dream of a district that is not quoted elsewhere."""
    for dream in dreams:
        text = " ".join(dream.text.split())
        if dream.consent_print and dream.number not in quoted and 40 <= len(text) <= 110:
            quoted.add(dream.number)
            return Quote(dream.number, text, dream.signature, dream.language)
    return None
