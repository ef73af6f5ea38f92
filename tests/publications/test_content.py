"""What is printed: only what may be, chosen the same way every time, in a fixed number of queries."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from campaigns.models import Campaign, Channel, Contribution, Status, User
from clustering.models import CoreValue
from clustering.services.keys import write_dna
from clustering.services.translating import translate_dna, translate_key
from gallery.models import Artwork, School, SchoolClass
from publications.content.material import pairs, paragraphs
from publications.content.newspaper import collect_newspaper
from publications.content.note import collect_note, reach_of
from publications.models import Block, Issue, Kind
from tests.factories import make_contribution, make_district
from tests.publications.builders import (
    make_action,
    make_article,
    make_card,
    make_key,
    make_laid,
    make_need,
)

pytestmark = pytest.mark.phase(8)


@pytest.fixture
def issue(campaign: Campaign) -> Issue:
    return Issue.objects.create(campaign=campaign, kind=Kind.NOTE, version=1)


def make_work(campaign: Campaign, name: str, **fields: Any) -> Contribution:
    school, _new = School.objects.get_or_create(campaign=campaign, name="De Vlieger")
    room, _new = SchoolClass.objects.get_or_create(school=school, name="3A")
    work = make_contribution(
        campaign, "Een huis met vleugels.", model=Artwork, channel=Channel.SCHOOL, title=name,
        school_class=room, display_name="Noor", age=6, origin="De Vlieger", **fields,
    )  # fmt: skip
    work.image.save("werk.jpg", ContentFile(b"\xff\xd8\xff werk"))
    return work


def test_only_placed_printable_dreams_are_quoted_and_listed(
    campaign: Campaign, issue: Issue
) -> None:
    need = make_need(make_key(campaign))
    good = make_laid(campaign, need, "Een lange tafel op zondag voor heel de straat.")
    make_laid(campaign, need, "Wie mij niet op papier wil, blijft weg.", consent_print=False)
    make_laid(campaign, need, "Dit moest eerst nog gelezen worden.", status=Status.WAITING)
    make_laid(campaign, need, "Dit werd niet geplaatst, met reden.", status=Status.HELD)
    note = collect_note(issue)
    assert [quote.number for quote in note.keys[0].quotes] == [good.number]
    assert [number for group in note.dream_index for number in group.numbers] == [good.number]
    # A number is not personal: placed dreams count, printable or not.
    assert (note.total, note.keys[0].needs[0].count) == (2, 2)


def test_quotes_spread_over_needs_and_channels_and_are_always_the_same(
    campaign: Campaign, issue: Issue
) -> None:
    key = make_key(campaign)
    large, small = make_need(key), make_need(key, "Welkom zijn")
    for n in range(8):
        make_laid(campaign, large, f"Online droom nummer {n} over de lange tafel.")
    told = make_laid(
        campaign, large, "Aan tafel verteld: wij eten samen in de straat.", channel=Channel.SESSION
    )
    only = make_laid(campaign, small, "Dat iemand goeiedag zegt als je nieuw bent.")
    quotes = collect_note(issue).keys[0].quotes
    assert len(quotes) == 6
    assert {told.number, only.number} <= {quote.number for quote in quotes}
    assert quotes == collect_note(issue).keys[0].quotes


def test_a_dream_is_quoted_once_also_when_it_was_split(campaign: Campaign, issue: Issue) -> None:
    need = make_need(make_key(campaign))
    dream = make_contribution(campaign, "Een bank in de straat. En een boom die schaduw geeft.")
    make_card(dream, need, start=0, end=22)
    make_card(dream, need, start=23)
    assert len(collect_note(issue).keys[0].quotes) == 1


def test_what_was_set_aside_is_listed_with_its_reason(campaign: Campaign, issue: Issue) -> None:
    aside, loose = make_contribution(campaign, "Gratis bus."), make_contribution(campaign, "Rust.")
    make_card(aside, set_aside="De stad beslist daar niet over")
    groups = {group.name: group.numbers for group in collect_note(issue).dream_index}
    assert groups["De stad beslist daar niet over"] == (aside.number,)
    assert (loose.number,) in groups.values()


def test_texts_and_values_reach_their_place(campaign: Campaign, issue: Issue) -> None:
    need = make_need(make_key(campaign))
    CoreValue.objects.create(campaign=campaign, name="Warmte", statement="Deuren open.").needs.add(
        need
    )
    for place, kind, text in (
        ("belofte", "text", "Eén.\n\nTwee."),
        ("niet", "not_taken", "Strand | Het kanaal is een weg"),
    ):
        Block.objects.create(campaign=campaign, place=place, kind=kind, text=text)
    note = collect_note(issue)
    blocks = {chapter.place: chapter.blocks for chapter in note.chapters}
    assert blocks["belofte"][0].text == "Eén.\n\nTwee."
    row = blocks["niet"][0].rows[0]
    assert (row.name, row.text) == ("Strand", "Het kanaal is een weg")
    assert note.keys[0].values[0].name == "Warmte"


def test_a_chapter_nobody_wrote_in_follows_the_standard_plan(
    campaign: Campaign, issue: Issue
) -> None:
    make_key(campaign)
    kinds = {c.place: [b.kind for b in c.blocks] for c in collect_note(issue).chapters}
    assert kinds["sleutel"] == ["story", "needs", "values", "voices", "actions", "open"]
    assert kinds["bijlage"][0] == "all_actions"


def test_the_map_counts_dreams_by_district_and_names_their_needs(
    campaign: Campaign, issue: Issue
) -> None:
    need, place = make_need(make_key(campaign)), make_district(campaign, "Rumbeke")
    for n in range(3):
        make_laid(campaign, need, f"Droom {n} over een lange tafel in de straat.", district=place)
    make_contribution(campaign, "Nergens vandaan.")
    district = collect_note(issue).city_map.districts[0]
    assert (district.name, district.total, district.shape) == ("Rumbeke", 3, "ontmoeten")
    assert [(row.label, row.count) for row in district.needs] == [("Samen aan tafel", 3)]


def test_only_works_with_consent_to_print_are_in_the_note(campaign: Campaign, issue: Issue) -> None:
    shown = make_work(campaign, "Vliegend huis")
    make_work(campaign, "Thuis te houden", consent_print=False)
    children = collect_note(issue).children
    assert [work.number for work in children] == [shown.number]
    assert children[0].caption == "Noor, 6 · De Vlieger"


def test_a_lost_picture_does_not_stop_the_note(campaign: Campaign, issue: Issue) -> None:
    work = make_work(campaign, "Vliegend huis")
    work.image.storage.delete(work.image.name)
    assert collect_note(issue).children == ()


def test_a_version_before_the_last_phase_is_a_working_version(
    campaign: Campaign, issue: Issue
) -> None:
    assert (collect_note(issue).version, collect_note(issue).is_draft) == ("1", False)


@pytest.mark.phase(6)
def test_a_version_in_phase_six_says_so(campaign: Campaign, issue: Issue) -> None:
    assert (collect_note(issue).version, collect_note(issue).is_draft) == ("0.1", True)


def test_who_was_heard_too_little_is_named(campaign: Campaign) -> None:
    loud, quiet = make_district(campaign, "Rumbeke"), make_district(campaign, "Oekene")
    for _ in range(9):
        make_contribution(campaign, district=loud)
    make_contribution(campaign, district=quiet)
    reach = reach_of(campaign)
    assert [(row.label, row.count, row.is_gap) for row in reach.districts] == [
        ("Rumbeke", 9, False), ("Oekene", 1, True),
    ]  # fmt: skip
    assert "Oekene" in reach.gaps[0]


def test_an_article_tells_where_it_came_from(campaign: Campaign, issue: Issue) -> None:
    key = make_key(campaign)
    need = make_need(key)
    dream = make_laid(campaign, need, "Een lange tafel op zondag voor heel de straat.")
    make_laid(campaign, need, "Soep voor iedereen die aanbelt op vrijdag.", channel=Channel.SESSION)
    article = make_article(campaign, need, key=key)
    article.actions.add(make_action(key, 17, dream, need=need))
    paper = collect_newspaper(issue)
    piece = paper.articles[0]
    assert piece.body == ("Eerste alinea.", "Tweede alinea.")
    assert piece.dream_numbers == (dream.number,)
    assert piece.source is not None
    assert (piece.source.dreams, piece.source.need, piece.source.action) == (2, need.name, 17)
    assert piece.source.path == "/a/17"
    assert next(figure.value for figure in paper.figures) == 2


def test_a_note_in_french_tells_its_keys_in_french_and_says_what_stayed_dutch(
    campaign: Campaign, issue: Issue, editor: User
) -> None:
    key = make_key(campaign)
    key.vision, key.unique = "In 2030 is niemand alleen.", "Een stoel buiten."
    key.save()
    dna = write_dna(campaign=campaign, statement="Doeners.", story="Ja.", by=editor)
    translate_key(key=key, language="fr", by=editor, name="Se rencontrer", vision="Ensemble.")
    translate_dna(dna=dna, language="fr", by=editor, statement="Faiseurs.")
    make_action(key)
    issue.language = "fr"
    note = collect_note(issue)
    told = note.keys[0]
    assert (told.name, told.vision, told.unique) == (
        "Se rencontrer", "Ensemble.", "Een stoel buiten.",
    )  # fmt: skip
    assert "unique" in told.in_dutch
    assert not {"name", "vision"} & set(told.in_dutch)
    assert (note.dna, note.dna_in_dutch) == ("Faiseurs.", ("story",))
    assert "Se rencontrer" in [chapter.title for chapter in note.chapters]
    assert told.actions[0].key == "Se rencontrer"
    issue.language = "nl"
    note = collect_note(issue)
    assert (note.keys[0].name, note.keys[0].in_dutch, note.dna_in_dutch) == ("Ontmoeten", (), ())
    # The newspaper is Dutch, whatever the language of who makes it.
    with override("fr"):
        assert collect_newspaper(issue).keys[0].name == "Ontmoeten"


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("collect", [collect_note, collect_newspaper])
def test_the_number_of_queries_does_not_grow(
    campaign: Campaign,
    issue: Issue,
    collect: Any,
    django_assert_max_num_queries: Any,
    language: str,
) -> None:
    issue.language = language
    for position, shape in enumerate(("ontmoeten", "ademen", "groeien"), start=1):
        key = make_key(campaign, position, shape)
        for n in range(3):
            need = make_need(key, f"Behoefte {shape} {n}")
            dreams = [
                make_laid(campaign, need, f"Droom {shape} {n} {k} over de stad.") for k in range(4)
            ]
            make_action(key, position * 10 + n, *dreams, need=need)
            make_article(campaign, need, slug=f"{shape}-{n}")
    with django_assert_max_num_queries(25 if language == "nl" else 27):
        collect(issue)


def test_texts_are_cut_at_empty_lines_and_bars() -> None:
    assert paragraphs("a\r\nb\r\n\r\nc\n\n\n") == ("a b", "c")
    assert [(row.name, row.text) for row in pairs("Strand | Nee\n\nBos\n")] == [
        ("Strand", "Nee"),
        ("Bos", ""),
    ]
