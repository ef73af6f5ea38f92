"""Gather the orientation note."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count as CountOf
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.models import AgeGroup, Campaign, Channel, Commitment, Contribution, District
from clustering.models import Card, CoreValue, Need, Quality
from clustering.services.translating import tell_dna
from publications.content.chapters import write_chapters
from publications.content.material import (
    Laid,
    Material,
    action_lines,
    address_of,
    children_works,
    gather,
    looked_on,
    need_lines,
    paragraphs,
    phase_lines,
    printed_numbers,
    spread,
)
from publications.content.places import map_of
from publications.models import Issue
from publications.rendering.content import (
    Count,
    DreamGroup,
    KeyChapter,
    NoteContent,
    Quote,
    ReachTable,
    Statement,
)
from publications.versions import version_of

QUOTES_PER_KEY = 6
# Where the last page of a chapter would stay white, more dreams are told.
MORE_PER_KEY = 18
LANGUAGES = {"nl": "nl-be", "fr": "fr", "en": "en"}
WORKS_IN_THE_NOTE = 10
# About this many dreams light every window of the city on the cover.
FULL_CITY = 4000


def collect_note(issue: Issue) -> NoteContent:
    """Gather the orientation note. The number of queries does not grow with the dreams."""
    with override(LANGUAGES[issue.language]):
        return _note(issue, gather(issue))


def _note(issue: Issue, material: Material) -> NoteContent:
    campaign = material.campaign
    version = version_of(issue, material.phases)
    commitment = Commitment.objects.filter(campaign=campaign).first()
    dna = tell_dna(campaign)
    signed = commitment if commitment and commitment.is_signed else None
    written = write_chapters(material, issue.language, commitment.promise if commitment else "")
    keys = _chapters(material)
    quoted = {quote.number for key in keys for quote in (*key.quotes, *key.more_quotes)}
    quoted |= {b.quote.number for c in written.chapters for b in c.blocks if b.quote}
    return NoteContent(
        name=campaign.name,
        city=campaign.city,
        horizon_year=campaign.horizon_year,
        version=version.number,
        as_of=looked_on(issue),
        is_draft=version.is_draft,
        address=address_of(campaign),
        total=material.total,
        language=LANGUAGES[issue.language],
        signed_by=f"{signed.signed_name}, {signed.signed_function}" if signed else "",
        chapters=written.chapters,
        cited=written.cited,
        phases=phase_lines(material),
        reach=reach_of(campaign),
        dna=dna.statement if dna else "",
        dna_story=paragraphs(dna.story) if dna else (),
        dna_in_dutch=tuple(sorted(dna.in_dutch)) if dna else (),
        keys=keys,
        children=children_works(campaign, WORKS_IN_THE_NOTE),
        city_map=map_of(material, quoted),
        dream_index=_index(material),
        lit=min(1.0, 0.12 + 0.8 * material.total / FULL_CITY),
        warnings=written.warnings,
    )


def reach_of(campaign: Campaign) -> ReachTable:
    """Count placed dreams by channel, district and age, and name who was heard too little.

    Three queries.
    """
    placed = Contribution.objects.of(campaign).placed()
    channels = dict(placed.order_by().values_list("channel").annotate(n=CountOf("pk")))
    ages = dict(placed.order_by().values_list("age_group").annotate(n=CountOf("pk")))
    districts = list(
        District.objects.filter(campaign=campaign)
        .annotate(n=CountOf("contributions", filter=Q(contributions__status="placed")))
        .order_by("-n", "name")
    )
    told = {group: ages.get(group.value, 0) for group in AgeGroup}
    rare = {group for group in AgeGroup if told[group] * len(told) * 3 < sum(told.values())}
    quiet = {district.pk for district in districts if _is_quiet(district, districts)}
    return ReachTable(
        channels=tuple(
            Count(str(channel.label), channels[channel.value])
            for channel in sorted(Channel, key=lambda c: -channels.get(c.value, 0))
            if channels.get(channel.value)
        ),
        districts=tuple(
            Count(district.name, district.n, is_gap=district.pk in quiet) for district in districts
        ),
        ages=tuple(
            Count(str(group.label), told[group], is_gap=group in rare)
            for group in AgeGroup
            if any(told.values())
        ),
        gaps=(
            *(
                _("%(district)s: %(n)s dreams from %(people)s inhabitants.")
                % {"district": d.name, "n": d.n, "people": d.population}
                for d in districts
                if d.pk in quiet
            ),
            *(
                _("%(age)s: %(n)s dreams.") % {"age": group.label, "n": told[group]}
                for group in AgeGroup
                if group in rare
            ),
        ),
    )


def _is_quiet(district: District, districts: Sequence[District]) -> bool:
    """Tell whether a district gave less than half as many dreams as its inhabitants would give."""
    people = sum(other.population for other in districts)
    dreams = sum(other.n for other in districts)  # type: ignore[attr-defined]
    here: int = district.n  # type: ignore[attr-defined]
    return bool(dreams) and here * people * 2 < dreams * district.population


def _chapters(material: Material) -> tuple[KeyChapter, ...]:
    chosen = {
        key.pk: spread(
            [card for card in material.cards_of(material.needs_of(key)) if card.printable],
            QUOTES_PER_KEY + MORE_PER_KEY,
        )
        for key in material.keys
    }
    words = _words([card for cards in chosen.values() for card in cards])
    values = _attached(CoreValue, material.campaign)
    qualities = _attached(Quality, material.campaign)
    return tuple(
        KeyChapter(
            slug=key.slug,
            name=key.name,
            shape=key.shape,
            question=key.question,
            vision=key.vision,
            story=paragraphs(key.story),
            experience=key.experience,
            images=tuple(key.image_lines),
            unique=key.unique,
            needs=need_lines(material, key),
            values=values.get(key.pk, ()),
            qualities=qualities.get(key.pk, ()),
            quotes=_said(words, chosen[key.pk][:QUOTES_PER_KEY]),
            more_quotes=_said(words, chosen[key.pk][QUOTES_PER_KEY:]),
            actions=action_lines(material, key),
            open_questions=tuple(key.open_lines),
            total=material.dreams_in(material.needs_of(key)),
            in_dutch=tuple(sorted(key.in_dutch)),
        )
        for key in material.keys
    )


def _said(words: dict[int, Quote], cards: list[Laid]) -> tuple[Quote, ...]:
    return tuple(words[card.pk] for card in cards if card.pk in words)


def _words(cards: list[Laid]) -> dict[int, Quote]:
    """Read the words of the chosen cards. One query."""
    rows = Card.objects.filter(pk__in=[card.pk for card in cards]).select_related("contribution")
    return {
        row.pk: Quote(
            number=row.contribution.number,
            text=" ".join(row.quote.split()),
            signature=row.contribution.signature,
            language=row.contribution.language,
        )
        for row in rows
        # Whoever withdrew a moment ago is not quoted.
        if row.quote.strip()
    }


def _attached(
    model: type[CoreValue] | type[Quality], campaign: Campaign
) -> dict[int, tuple[Statement, ...]]:
    """Return values or qualities by the keys their needs lie in. Two queries."""
    found: defaultdict[int, dict[str, Statement]] = defaultdict(dict)
    rows = model._default_manager.filter(campaign=campaign).order_by("name")
    for row in rows.prefetch_related(Prefetch("needs", Need.objects.only("pk", "key"))):
        for need in row.needs.all():
            if need.key_id is not None:
                found[need.key_id].setdefault(row.name, Statement(row.name, row.statement))
    return {key: tuple(statements.values()) for key, statements in found.items()}


def _index(material: Material) -> tuple[DreamGroup, ...]:
    """Return where every printable dream lies: under a need, aside with its reason, on the pile."""
    groups = [
        DreamGroup(need.name, printed_numbers(material.cards_of([need])), key.slug, need.slug)
        for key in material.keys
        for need in material.needs_of(key)
    ]
    homeless = [need for need in material.needs if need.key_id is None]
    groups += [
        DreamGroup(need.name, printed_numbers(material.cards_of([need])), need=need.slug)
        for need in homeless
    ]
    aside: defaultdict[str, list[Laid]] = defaultdict(list)
    for card in material.cards:
        if card.aside:
            aside[card.aside].append(card)
    groups += [
        DreamGroup(reason, printed_numbers(cards)) for reason, cards in sorted(aside.items())
    ]
    named = {number for group in groups for number in group.numbers}
    everything = (
        Contribution.objects.of(material.campaign)
        .printable()
        .order_by("number")
        .values_list("number", flat=True)
    )
    rest = tuple(number for number in everything if number not in named)
    groups.append(DreamGroup(_("Not yet laid under a need"), rest))
    return tuple(group for group in groups if group.numbers)
