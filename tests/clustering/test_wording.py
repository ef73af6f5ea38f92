"""Every sentence remembers who changed it, and an older one can come back."""

import pytest
from django.urls import reverse

from campaigns.models import Activity
from clustering.models import CoreValue, Dna, Key, Need, Quality
from clustering.services.keys import (
    NameTaken,
    delete_key,
    make_key,
    rename_key,
    write_dna,
    write_key,
    write_value,
)
from clustering.services.needs import NeedExists, describe_need, make_need, rename_need
from clustering.services.restoring import NothingToRestore, restore_wording
from clustering.services.wording import sentences, wordings
from tests import factories
from tests.clustering.builders import make_zone, need_of


@pytest.fixture
def zone(campaign):
    return make_zone(campaign, "Ademen", "Groen", "Stilte")


def lines(campaign, **asked):
    return [line for row in wordings(campaign, **asked) for line in sentences(row)]


def test_each_sentence_says_who_changed_it_from_what_to_what(campaign, organiser, zone):
    write_key(key=zone, vision="In 2030 is er lucht.", by=organiser)
    write_key(key=zone, vision="In 2030 ademt iedereen.", by=organiser)
    newest, oldest = lines(campaign, thing="key", ref="ademen")
    assert (newest.before, newest.after) == ("In 2030 is er lucht.", "In 2030 ademt iedereen.")
    assert (newest.by, newest.field) == (organiser, "vision")
    assert oldest.before == ""


def test_writing_the_same_again_is_no_change(campaign, organiser, zone):
    write_key(key=zone, story="Een.\nTwee.", by=organiser)
    write_key(key=zone, story="Een.\r\nTwee.", by=organiser)
    write_dna(campaign=campaign, statement="Doeners.", story="", by=organiser)
    write_dna(campaign=campaign, statement="Doeners.", story="", by=organiser)
    assert len(lines(campaign)) == 2
    assert Key.objects.get().story == "Een.\nTwee."


def write_everything(campaign, zone, by):
    need = need_of(campaign, "groen")
    rename_key(key=zone, name="Lucht", by=by)
    write_key(key=zone, unique="Polder.", by=by)
    rename_need(need=need, name="Groen om de hoek", by=by)
    describe_need(need=need, statement="Dichtbij.", summary="", core_values=[], qualities=[], by=by)
    write_dna(campaign=campaign, statement="Doeners.", story="", by=by)
    write_dna(campaign=campaign, statement="Denkers.", story="", by=by)
    for model in (CoreValue, Quality):
        value = write_value(campaign=campaign, model=model, name="Durven", statement="A", by=by)
        write_value(
            campaign=campaign, model=model, name="Durven", statement="B", by=by, pk=value.pk
        )


def test_an_older_wording_of_anything_comes_back_as_a_new_act(campaign, organiser, zone):
    write_everything(campaign, zone, organiser)
    acts = Activity.objects.count()
    for line in lines(campaign):
        newest = (line.thing, line.field, line.after) in {
            ("key", "name", "Lucht"), ("key", "unique", "Polder."),
            ("need", "name", "Groen om de hoek"), ("need", "statement", "Dichtbij."),
            ("dna", "statement", "Denkers."), ("corevalue", "statement", "B"),
            ("quality", "statement", "B"),
        }  # fmt: skip
        if newest:
            restore_wording(activity=line.activity, name=line.field, by=organiser)
    key, need = Key.objects.get(), Need.objects.get(slug="groen")
    assert (key.name, key.unique) == ("Ademen", "")
    assert (need.name, need.statement) == ("Groen", "")
    assert Dna.objects.get().statement == "Doeners."
    assert CoreValue.objects.get().statement == Quality.objects.get().statement == "A"
    assert Activity.objects.count() == acts + 7


def test_words_of_what_is_gone_do_not_come_back(campaign, organiser, zone):
    rename_key(key=zone, name="Lucht", by=organiser)
    (line,) = lines(campaign)
    delete_key(key=zone, by=organiser)
    with pytest.raises(NothingToRestore):
        restore_wording(activity=line.activity, name="name", by=organiser)


def test_a_name_is_given_once(campaign, organiser, zone):
    other = make_key(campaign=campaign, name="Bewegen", shape="bewegen")
    with pytest.raises(NameTaken):
        rename_key(key=other, name="ademen", by=organiser)
    with pytest.raises(NeedExists) as twin:
        rename_need(need=need_of(campaign, "stilte"), name="GROEN", by=organiser)
    assert twin.value.need.slug == "groen"
    for name in ("Durven", "Delen"):
        value = write_value(
            campaign=campaign, model=CoreValue, name=name, statement="", by=organiser
        )
    with pytest.raises(NameTaken):
        write_value(
            campaign=campaign, model=CoreValue, name="durven", statement="", by=organiser,
            pk=value.pk,
        )  # fmt: skip


def test_a_name_that_is_taken_is_told_beside_its_field(campaign, organiser, client_of, zone):
    url = reverse("clustering:edit_need", args=["stilte"])
    answer = client_of(organiser).post(url, {"name": "Groen", "key": zone.pk, "statement": "Rust."})
    assert answer.status_code == 422
    assert 'id="id_name-error"' in answer.content.decode()
    assert need_of(campaign, "stilte").statement == ""


def test_the_room_shows_both_wordings_and_brings_one_back(campaign, organiser, client_of, zone):
    rename_key(key=zone, name="Lucht", by=organiser)
    client = client_of(organiser)
    url = reverse("clustering:wording")
    page = client.get(url, {"ding": "key", "van": "ademen"}).content.decode()
    assert "Ademen" in page
    assert "Lucht" in page
    (line,) = lines(campaign)
    back = reverse("clustering:restore_wording", args=[line.activity.pk, "name"])
    assert client.get(back).status_code == 405
    assert Key.objects.get().name == "Lucht"
    client.post(back)
    assert Key.objects.get().name == "Ademen"
    client.post(back)
    assert len(lines(campaign)) == 2
    unknown = reverse("clustering:restore_wording", args=[line.activity.pk, "vision"])
    assert client.post(unknown).status_code == 404


def test_a_removed_key_comes_back_from_the_room(campaign, organiser, client_of, zone):
    client = client_of(organiser)
    remove = reverse("clustering:remove_key", args=["ademen"])
    assert client.get(remove).status_code == 405
    page = client.post(remove, follow=True).content.decode()
    line = Activity.objects.get(verb="delete_key")
    back = reverse("clustering:bring_key_back", args=[line.pk])
    assert back in page
    client.post(back)
    assert need_of(campaign, "groen").key == Key.objects.get()
    assert back not in client.get(reverse("clustering:wording")).content.decode()


def test_somebody_without_the_board_does_not_rewrite(
    campaign, organiser, moderator, client_of, zone
):
    rename_key(key=zone, name="Lucht", by=organiser)
    (line,) = lines(campaign)
    back = reverse("clustering:restore_wording", args=[line.activity.pk, "name"])
    assert client_of(moderator).post(back).status_code == 403
    assert Key.objects.get().name == "Lucht"


def test_the_words_of_another_campaign_do_not_exist(campaign, organiser, client_of):
    campaign.domain = "testserver"
    campaign.save()
    other = factories.make_campaign(domain="elders.example")
    rename_key(key=make_zone(other, "Ademen"), name="Lucht", by=None)
    (line,) = lines(other)
    back = reverse("clustering:restore_wording", args=[line.activity.pk, "name"])
    client = client_of(organiser)
    assert client.post(back).status_code == 404
    assert "Lucht" not in client.get(reverse("clustering:wording")).content.decode()


def test_the_room_costs_the_same_for_any_number(
    campaign, organiser, client_of, zone, django_assert_num_queries
):
    client, url = client_of(organiser), reverse("clustering:wording")
    rename_key(key=zone, name="Lucht", by=organiser)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
    for n in range(15):
        need = make_need(campaign=campaign, name=f"Nog {n}", by=organiser)
        rename_need(need=need, name=f"Anders {n}", by=organiser)
    with django_assert_num_queries(9):
        client.get(url)
