"""The numbered places on the newspaper's map: what was decided about a district, or dreamed there."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Contribution, District
from debate.models import Action
from publications.content.material import Material, answered_numbers
from publications.rendering.newspaper.content import MapPlace

MOST_PLACES = 24
PER_DISTRICT = 3
NUMBERS_PER_PLACE = 3


def changed_places(material: Material, districts: Sequence[District]) -> tuple[MapPlace, ...]:
    """Return at most 24 places: actions that name a district, then what people there needed most.

    One query. Nothing is made up: where nobody dreamed and no action goes, no pin stands.
    """
    actions = _actions_by_district(material, districts)
    needs = _needs_by_district(material, districts)
    found: list[tuple[District, MapPlace]] = []
    for turn in range(PER_DISTRICT):
        for district in districts:
            waiting = actions[district.pk] + needs[district.pk]
            if turn < len(waiting) and len(found) < MOST_PLACES:
                found.append((district, waiting[turn]))
    order = {district.pk: n for n, district in enumerate(districts)}
    found.sort(key=lambda row: order[row[0].pk])
    return tuple(place for _district, place in found)


def _actions_by_district(
    material: Material, districts: Sequence[District]
) -> defaultdict[int, list[MapPlace]]:
    """Return the actions that name one district, in the words of the debate."""
    shapes = {key.pk: key.shape for key in material.keys}
    found: defaultdict[int, list[MapPlace]] = defaultdict(list)
    names = [(d, re.compile(rf"\b{re.escape(d.name)}\b")) for d in districts]
    for action in material.actions:
        sentence, named = _named(action, names)
        if named is not None:
            found[named.pk].append(
                MapPlace(
                    district=named.name,
                    shape=shapes.get(action.key_id, ""),
                    title=f"{named.name}: {action.title}.",
                    text=_("%(sentence)s Action %(number)s.")
                    % {"sentence": sentence, "number": action.number},
                    dream_numbers=answered_numbers(action)[:NUMBERS_PER_PLACE],
                )
            )
    return found


def _named(
    action: Action, names: Sequence[tuple[District, re.Pattern[str]]]
) -> tuple[str, District | None]:
    """Return the first sentence of an action that names exactly one district."""
    text = f"{action.what} {action.first_step}"
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        hits = [district for district, pattern in names if pattern.search(sentence)]
        if len(hits) == 1:
            return sentence, hits[0]
    return "", None


def _needs_by_district(
    material: Material, districts: Sequence[District]
) -> defaultdict[int, list[MapPlace]]:
    """Return what most dreams of each district need; a need told elsewhere comes later."""
    lies: defaultdict[int, list[int]] = defaultdict(list)
    for card in material.cards:
        if card.need is not None:
            lies[card.number].append(card.need)
    rows = Contribution.objects.of(material.campaign).placed().exclude(district=None)
    counted: defaultdict[int, Counter[int]] = defaultdict(Counter)
    printed: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, district, may_print in rows.order_by("number").values_list(
        "number", "district_id", "consent_print"
    ):
        for lying in set(lies.get(number, ())):
            counted[district][lying] += 1
            if may_print:
                printed[district, lying].append(number)
    needs = {need.pk: need for need in material.needs}
    shapes = {key.pk: key.shape for key in material.keys}
    told: Counter[int] = Counter()
    found: defaultdict[int, list[MapPlace]] = defaultdict(list)
    for district in districts:
        here = counted[district.pk]
        order = sorted(here, key=lambda pk: (told[pk], -here[pk], needs[pk].name))
        for pk in order[:PER_DISTRICT]:
            told[pk] += 1
            need = needs[pk]
            found[district.pk].append(
                MapPlace(
                    district=district.name,
                    shape=shapes.get(need.key_id or 0, ""),
                    title=f"{district.name}: {need.name.lower()}.",
                    text=ngettext(
                        "%(n)s dream from here asked for it. %(statement)s",
                        "%(n)s dreams from here asked for it. %(statement)s",
                        here[pk],
                    )
                    % {"n": here[pk], "statement": need.statement},
                    dream_numbers=tuple(printed[district.pk, pk][:NUMBERS_PER_PLACE]),
                )
            )
    return found
