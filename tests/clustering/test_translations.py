"""Keys and DNA in French and English: beside the Dutch, never instead of it, also once they lie fast."""

import pytest
from django.urls import reverse

from campaigns.models import Activity
from clustering.models import DnaTranslation, Key, KeyTranslation, Snapshot
from clustering.services.freezing import (
    KeysFrozen,
    confirm_freeze,
    end_freeze,
    propose_freeze,
)
from clustering.services.keys import (
    KeyInUse,
    bring_key_back,
    delete_key,
    make_key,
    rename_key,
    write_dna,
    write_key,
)
from clustering.services.restoring import restore_snapshot, restore_wording
from clustering.services.snapshots import read_board, take_snapshot
from clustering.services.translating import how_far, tell_keys, translate_dna, translate_key
from clustering.services.wording import sentences, wordings
from debate.services import add_table
from tests import factories
from tests.clustering.builders import fix_keys, make_four_keys, make_zone

pytestmark = pytest.mark.phase(6)
KEYS = reverse("clustering:keys")
ROOM = "/team/behoeften/sleutel/ademen/"
FRENCH = {"name": "Respirer", "vision": "En 2030, on respire.", "images": "Un bois\nUn banc"}


@pytest.fixture
def zone(campaign, organiser):
    key = make_zone(campaign, "Ademen", "Groen")
    return write_key(
        key=key, by=organiser, vision="In 2030 ademt iedereen.", images="Een bos\nEen bank",
        unique="Polder",
    )  # fmt: skip


def french(key, by, **texts):
    return translate_key(key=key, language="fr", by=by, **(texts or FRENCH))


def stored(key):
    return Key.objects.get(pk=key.pk)


# Reading ----------------------------------------------------------------------------------------


def test_readers_get_their_language_and_what_is_missing_says_it_is_dutch(
    campaign, organiser, client, zone
):
    french(zone, organiser)
    fix_keys(campaign)
    page = client.get("/fr/sleutels/ademen/").content.decode()
    assert "<h1>Respirer</h1>" in page
    assert '<p class="visie">En 2030, on respire.</p>' in page
    assert "<li>Un banc</li>" in page
    assert "Een bank" not in page
    assert 'lang="nl-be"><p>Polder</p>' in page
    tiles = client.get("/fr/sleutels/").content.decode()
    assert "<b>Respirer</b>" in tiles
    assert "<b>Respirer</b>" in client.get("/fr/sleutels/ademen/groen/").content.decode()
    assert "Respirer" in client.get("/fr/").content.decode()


def test_whoever_has_no_words_in_a_language_gets_the_dutch_marked(
    campaign, organiser, client, zone
):
    french(zone, organiser)
    fix_keys(campaign)
    page = client.get("/en/sleutels/ademen/").content.decode()
    assert '<h1 lang="nl-be">Ademen</h1>' in page
    assert '<p class="visie" lang="nl-be">In 2030 ademt iedereen.</p>' in page
    dutch = client.get("/sleutels/ademen/").content.decode()
    assert "<h1>Ademen</h1>" in dutch
    assert 'lang="nl-be">Ademen' not in dutch


def test_the_dna_is_told_in_the_readers_language(campaign, organiser, client, zone):
    dna = write_dna(campaign=campaign, statement="Een stad van doeners.", story="Ja.", by=organiser)
    translate_dna(dna=dna, language="en", by=organiser, statement="A city of doers.")
    fix_keys(campaign)
    page = client.get("/en/sleutels/").content.decode()
    assert '<p class="uitspraak">A city of doers.</p>' in page
    assert 'lang="nl-be"><p>Ja.</p>' in page
    assert (
        '<p class="uitspraak" lang="nl-be">Een stad van doeners.</p>'
        in client.get("/fr/sleutels/").content.decode()
    )


def test_words_made_from_an_earlier_dutch_wait_until_somebody_looked_again(
    campaign, organiser, client, zone
):
    french(zone, organiser)
    write_key(key=stored(zone), by=organiser, vision="In 2030 ademt heel de stad.")
    assert [row.old for row in how_far(stored(zone))] == [1, 0]
    (told,) = tell_keys([stored(zone)], "fr")
    assert told.vision == "In 2030 ademt heel de stad."
    assert "vision" in told.in_dutch
    assert told.name == "Respirer"
    french(zone, organiser, vision="En 2030, on respire.")  # read again, and found right
    (told,) = tell_keys([stored(zone)], "fr")
    assert told.vision == "En 2030, on respire."
    assert [row.old for row in how_far(stored(zone))] == [0, 0]


def test_while_thawed_a_working_name_is_hidden_in_every_language(campaign, organiser, client, zone):
    french(zone, organiser)
    freeze = fix_keys(campaign)
    end_freeze(freeze=freeze, reason="Een naam klopt niet.", by=organiser)
    rename_key(key=stored(zone), name="Zuurstof", by=organiser)
    french(stored(zone), organiser, name="Oxygène")
    page = client.get("/fr/sleutels/ademen/").content.decode()
    assert "Oxygène" not in page
    assert "Zuurstof" not in page
    assert '<h1 lang="nl-be">Ademen</h1>' in page


@pytest.mark.parametrize(("language", "more"), [("", 0), ("/fr", 2), ("/en", 2)])
def test_another_language_costs_two_queries_whatever_there_is_to_read(
    campaign, organiser, client, zone, django_assert_max_num_queries, language, more
):
    for shape in ("ontmoeten", "genieten", "bewegen", "groeien"):
        french(make_key(campaign=campaign, name=shape, shape=shape), organiser)
    write_dna(campaign=campaign, statement="Een stad van doeners.", story="", by=organiser)
    fix_keys(campaign)
    with django_assert_max_num_queries(7 + more):
        assert client.get(f"{language}/sleutels/").status_code == 200


# Writing ----------------------------------------------------------------------------------------


def test_the_core_team_writes_a_key_in_french_beside_its_dutch(
    campaign, organiser, client_of, zone
):
    client = client_of(organiser)
    assert f'href="{ROOM}fr/"' in client.get(ROOM).content.decode()
    page = client.get(f"{ROOM}fr/").content.decode()
    assert '<span lang="nl-be">In 2030 ademt iedereen.</span>' in page
    assert 'lang="fr"' in page
    assert 'name="story"' not in page  # there is nothing in Dutch to translate
    assert not KeyTranslation.objects.exists()
    for _click in range(2):
        assert client.post(f"{ROOM}fr/", FRENCH).status_code == 302
    row = KeyTranslation.objects.get()
    assert (row.language, row.name, row.written_by) == ("fr", "Respirer", organiser)
    assert Activity.objects.filter(verb="translate_key").count() == 1
    assert "Ademen" in client.get(ROOM).content.decode()
    assert client.post(f"{ROOM}fr/", FRENCH | {"name": ""}).status_code == 302
    (told,) = tell_keys([stored(zone)], "fr")
    assert told.name == "Ademen"


def test_too_long_words_stay_in_the_form_with_a_sentence(organiser, client_of, zone):
    answer = client_of(organiser).post(f"{ROOM}en/", {"name": "x" * 61, "vision": "Air."})
    assert answer.status_code == 422
    assert "x" * 61 in answer.content.decode()
    assert 'class="fout"' in answer.content.decode()
    assert not KeyTranslation.objects.exists()


def test_the_dna_is_written_in_english(campaign, organiser, client_of, zone):
    client = client_of(organiser)
    assert client.get("/team/behoeften/dna/en/").status_code == 404
    assert 'id="talenlijst"' not in client.get("/team/behoeften/").content.decode()
    write_dna(campaign=campaign, statement="Een stad van doeners.", story="", by=organiser)
    assert 'href="/team/behoeften/dna/en/"' in client.get("/team/behoeften/").content.decode()
    assert client.get("/team/behoeften/dna/en/").status_code == 200
    assert client.post("/team/behoeften/dna/en/", {"statement": "Doers."}).status_code == 302
    assert DnaTranslation.objects.get().statement == "Doers."


def test_keys_of_another_campaign_and_other_languages_are_not_there(
    campaign, organiser, client_of, zone
):
    other = factories.make_campaign(domain="elders.example")
    make_zone(other, "Vliegen", "Vleugels")
    campaign.domain = "testserver"
    campaign.save()
    client = client_of(organiser)
    assert client.post("/team/behoeften/sleutel/vliegen/fr/", FRENCH).status_code == 404
    assert client.post(f"{ROOM}de/", FRENCH).status_code == 404
    assert not KeyTranslation.objects.exists()


def test_the_room_asks_one_question_more_for_the_languages(
    campaign, organiser, client_of, zone, django_assert_num_queries
):
    key = stored(zone)
    with django_assert_num_queries(1):
        how_far(key)
    french(zone, organiser)
    translate_key(key=zone, language="en", by=organiser, name="Breathe")
    with django_assert_num_queries(1):
        assert [(row.told, row.all) for row in how_far(key)] == [(3, 4), (1, 4)]


# Freezing, snapshots, undo ----------------------------------------------------------------------


def test_once_the_keys_lie_fast_only_the_other_languages_are_written(
    campaign, organiser, client_of, zone
):
    fix_keys(campaign)
    assert client_of(organiser).post(f"{ROOM}fr/", FRENCH).status_code == 302
    assert KeyTranslation.objects.get().name == "Respirer"
    with pytest.raises(KeysFrozen):
        write_key(key=stored(zone), by=organiser, vision="Anders.")
    assert stored(zone).name == "Ademen"


def test_a_translation_between_proposal_and_confirmation_changes_no_key(campaign, organiser):
    key = make_four_keys(campaign)[0]
    freeze = propose_freeze(campaign=campaign, by=organiser)
    french(key, organiser)
    second = factories.make_user(first_name="Wim")
    assert confirm_freeze(freeze=freeze, by=second).confirmed_at is not None


def test_no_snapshot_holds_a_translation_and_going_back_leaves_it(campaign, organiser, zone):
    before = read_board(campaign)
    taken = take_snapshot(campaign=campaign, name="Zo", by=organiser)
    french(zone, organiser)
    assert read_board(campaign) == before
    write_key(key=stored(zone), by=organiser, unique="Zee")
    fix_keys(campaign, confirmed_by=None, confirmed_at=None)
    restore_snapshot(snapshot=Snapshot.objects.get(pk=taken.pk), by=organiser)
    assert stored(zone).unique == "Polder"
    assert KeyTranslation.objects.get().name == "Respirer"


def test_a_translated_key_can_be_removed_and_comes_back_with_its_words(campaign, organiser, zone):
    french(zone, organiser)
    line = delete_key(key=stored(zone), by=organiser)
    assert not KeyTranslation.objects.exists()
    key = bring_key_back(deletion=line, by=organiser)
    (told,) = tell_keys([stored(key)], "fr")
    assert (told.name, told.vision) == ("Respirer", "En 2030, on respire.")
    taken = take_snapshot(campaign=campaign, name="Met", by=organiser)
    delete_key(key=stored(key), by=organiser)
    restore_snapshot(snapshot=taken, by=organiser)
    (told,) = tell_keys(Key.objects.of(campaign), "fr")
    assert told.name == "Respirer"


@pytest.mark.phase(7)
def test_a_key_the_debate_speaks_of_stays_with_or_without_translations(campaign, organiser, zone):
    french(zone, organiser)
    add_table(campaign=campaign, key=zone, by=organiser)
    with pytest.raises(KeyInUse):
        delete_key(key=stored(zone), by=organiser)
    assert KeyTranslation.objects.get().name == "Respirer"


def test_an_earlier_translation_comes_back_from_the_logbook(campaign, organiser, client_of, zone):
    french(zone, organiser)
    french(zone, organiser, name="Souffler")
    line = wordings(campaign, thing="key_fr", ref="ademen").first()
    (change,) = sentences(line)
    assert (change.before, change.after) == ("Respirer", "Souffler")
    assert restore_wording(activity=line, name="name", by=organiser) == "Respirer"
    assert KeyTranslation.objects.get().name == "Respirer"
    assert stored(zone).name == "Ademen"
    page = client_of(organiser).get("/team/behoeften/woorden/?ding=key_fr&van=ademen")
    assert "Souffler" in page.content.decode()
    dna = write_dna(campaign=campaign, statement="Doeners.", story="", by=organiser)
    translate_dna(dna=dna, language="fr", by=organiser, statement="Faiseurs.")
    translate_dna(dna=dna, language="fr", by=organiser, statement="Bâtisseurs.")
    line = wordings(campaign, thing="dna_fr").first()
    restore_wording(activity=line, name="statement", by=organiser)
    assert DnaTranslation.objects.get().statement == "Faiseurs."


def test_a_field_that_is_no_text_is_refused(organiser, zone):
    with pytest.raises(TypeError):
        translate_key(key=zone, language="fr", by=organiser, position="3")
    assert not KeyTranslation.objects.exists()
