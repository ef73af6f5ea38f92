"""Needs and keys: found, named, moved and merged."""

import pytest

from campaigns.models import Activity, Status
from clustering.models import CoreValue, Key, Need, Shape
from clustering.services.cards import move_cards, split_card
from clustering.services.keys import (
    ShapeTaken,
    TooManyKeys,
    make_key,
    rename_key,
    write_key,
    write_value,
)
from clustering.services.names import EmptyName
from clustering.services.needs import SameNeed, make_need, merge_needs, move_need, rename_need
from tests.clustering.builders import make_cards, make_zone, need_of


def test_the_same_need_is_made_once(campaign, organiser):
    first = make_need(campaign=campaign, name="Stilte en rust", by=organiser)
    assert make_need(campaign=campaign, name=" stilte  en rust ", by=organiser) == first
    assert Activity.objects.filter(verb="make_need").count() == 1


def test_a_need_without_a_name_is_refused(campaign):
    with pytest.raises(EmptyName):
        make_need(campaign=campaign, name="   ")


def test_needs_with_alike_names_get_addresses_of_their_own(campaign):
    assert make_need(campaign=campaign, name="Groen!").slug == "groen"
    assert make_need(campaign=campaign, name="Groen?").slug == "groen-2"
    assert make_need(campaign=campaign, name="Stapel").slug == "stapel-2"
    assert make_need(campaign=campaign, name="平和").slug == "behoefte"


def test_renaming_keeps_the_address(campaign, organiser):
    need = make_need(campaign=campaign, name="Groen")
    rename_need(need=need, name="Groen om de hoek", by=organiser)
    need.refresh_from_db()
    assert (need.name, need.slug) == ("Groen om de hoek", "groen")


def test_a_need_moves_to_another_key_and_to_none(campaign, organiser):
    key = make_zone(campaign, "Ademen", "Groen")
    need = need_of(campaign, "groen")
    move_need(need=need, key=None, by=organiser)
    need.refresh_from_db()
    assert need.key is None
    move_need(need=need, key=key, by=organiser)
    move_need(need=need, key=key, by=organiser)
    assert Activity.objects.filter(verb="move_need").count() == 2


def test_a_need_is_not_merged_with_itself(campaign, organiser):
    need = make_need(campaign=campaign, name="Groen")
    with pytest.raises(SameNeed):
        merge_needs(need=need, into=need, by=organiser)


def test_there_are_at_most_eight_keys_each_with_its_own_shape(campaign):
    shapes = list(Shape)
    for number, shape in enumerate(shapes, start=1):
        key = make_key(campaign=campaign, name=f"Sleutel {number}", shape=shape)
        assert key.position == number
    with pytest.raises(TooManyKeys):
        make_key(campaign=campaign, name="Nog een", shape=shapes[0])
    assert make_key(campaign=campaign, name="Sleutel 3", shape=shapes[0]).shape == shapes[2]


def test_a_shape_is_given_once(campaign, organiser):
    make_key(campaign=campaign, name="Ademen", shape=Shape.ADEMEN)
    with pytest.raises(ShapeTaken) as taken:
        make_key(campaign=campaign, name="Bewegen", shape=Shape.ADEMEN)
    assert taken.value.key.name == "Ademen"
    other = make_key(campaign=campaign, name="Bewegen", shape=Shape.BEWEGEN)
    with pytest.raises(ShapeTaken):
        write_key(key=other, by=organiser, shape=Shape.ADEMEN)


def test_a_key_gets_its_texts_and_a_better_name(campaign, organiser):
    key = make_key(campaign=campaign, name="Lucht", shape=Shape.ADEMEN)
    rename_key(key=key, name="Ademen", by=organiser)
    write_key(
        key=key, by=organiser, vision="In 2030 is groen dichtbij.", images="Een bos\n\nEen vijver"
    )
    key = Key.objects.get()
    assert (key.name, key.slug, key.vision) == ("Ademen", "lucht", "In 2030 is groen dichtbij.")
    assert key.image_lines == ["Een bos", "Een vijver"]
    with pytest.raises(TypeError, match="colour"):
        write_key(key=key, by=organiser, colour="red")


def test_the_same_value_is_written_once(campaign, organiser):
    first = write_value(
        campaign=campaign, model=CoreValue, name="Durven", statement="a", by=organiser
    )
    again = write_value(
        campaign=campaign, model=CoreValue, name="durven", statement="b", by=organiser
    )
    assert first.pk == again.pk
    assert CoreValue.objects.get().statement == "b"


def test_public_counts_count_a_dream_once_per_need_and_leave_the_rest_out(campaign, organiser):
    key = make_zone(campaign, "Ademen", "Groen", "Stilte")
    green, calm = need_of(campaign, "groen"), need_of(campaign, "stilte")
    both, quiet = make_cards(campaign, "Een boom en een bank.", "Niet online.")
    quiet.contribution.consent_online = False
    quiet.contribution.save()
    (held,) = make_cards(campaign, "Later tegengehouden.")
    part = split_card(card=both, start=0, end=8, by=organiser)
    move_cards(
        campaign=campaign, cards=[both.pk, part.pk, quiet.pk, held.pk], to=green, by=organiser
    )
    third = split_card(card=both, start=9, end=21, by=organiser)
    move_cards(campaign=campaign, cards=[third.pk], to=calm, by=organiser)
    held.contribution.status = Status.HELD
    held.contribution.save()
    dreams = {need.slug: need.dreams for need in Need.objects.with_counts(campaign)}
    assert dreams == {"groen": 1, "stilte": 1}
    assert Key.objects.with_counts(campaign).get(pk=key.pk).dreams == 1
    laid = {need.slug: need.laid for need in Need.objects.with_cards(campaign)}
    assert laid == {"groen": 3, "stilte": 1}
