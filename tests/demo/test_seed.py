"""The demo campaign is whole, and the same every time."""

import hashlib
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ambassadors.models import Ambassador, Level
from campaigns.models import Campaign, Contribution, Department
from clustering.models import Card, Key, KeyTranslation, Need
from clustering.services.checking import find_faults
from clustering.services.translating import tell_dna, tell_keys
from debate.models import Action, Answer
from dreamsessions.models import (
    Device,
    Edit,
    Kind,
    Media,
    Note,
    Place,
    Registration,
    Rejected,
    Remark,
    Session,
    SessionRequest,
    Target,
    Visibility,
)
from gallery.models import Artwork
from publications.models import Delivery, Route
from publications.services.preflight import check_newspaper
from roeselare2030.demo.middleware import MOMENTS
from roeselare2030.demo.seed.tables import dreams, rows, tree
from survey.models import Bundle, Burst, Report, Score

# Changes only when somebody changes the hand-written data or how it is laid out.
MARK = "833601674c06ed4d09c6736f3ca3133954de61a05434753a9ff6b90248038300"
MARK_OF_SESSIONS = "64f475e92bba6389bf310e78bd4fb04986a605518c289887ef4810fee593decf"


@pytest.mark.django_db
def test_the_demo_campaign_is_whole_and_the_same_every_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    call_command("seed_demo", "--no-publications", verbosity=0)
    campaign = Campaign.objects.get()
    assert Department.objects.count() == 12
    assert Ambassador.objects.count() == 42
    assert {a.candidate.level for a in Ambassador.objects.select_related("candidate")} == set(
        Level.values
    )
    assert Session.objects.count() == 50
    channels = Counter(Contribution.objects.values_list("channel", flat=True))
    assert channels["online"] >= 600
    assert channels["session"] >= 200
    assert channels["school"] == Artwork.objects.exclude(image="").count() == 40
    assert Score.objects.filter(burst=None).count() == 20_000
    assert Score.objects.exclude(burst=None).count() == 24
    assert (Burst.objects.count(), Bundle.objects.count(), Report.objects.count()) == (1, 1, 1)
    assert Key.objects.count() == 6
    assert Action.objects.count() == 30
    assert not Action.objects.filter(answers=None).exists()
    assert Answer.objects.count() > 100
    assert 0 < Card.objects.of(campaign).pile().count() < Card.objects.count() / 4
    assert find_faults(campaign) == []
    look_at_print(campaign)
    shown = Contribution.objects.order_by("number").values_list(
        "number", "code", "text", "status", "created_at", "cards__need__slug"
    )
    mark = hashlib.sha256(repr([tuple(map(str, row)) for row in shown]).encode()).hexdigest()
    assert mark == MARK
    assert mark_sessions() == MARK_OF_SESSIONS
    call_command("seed_demo", "--if-empty", verbosity=0)
    with pytest.raises(CommandError):
        call_command("seed_demo", verbosity=0)
    assert Contribution.objects.count() == sum(channels.values())


def look_at_print(campaign: Campaign) -> None:
    """Look whether names, languages and delivery of what is printed are there."""
    assert Ambassador.objects.unnamed().count() == 3
    told = KeyTranslation.objects.filter(key__campaign=campaign)
    assert Counter(told.values_list("language", flat=True)) == {"fr": 6, "en": 6}
    for language in ("fr", "en"):
        assert tell_dna(campaign, language).in_dutch == frozenset()
        for key in tell_keys(Key.objects.of(campaign), language):
            assert key.in_dutch == {"story", "open_questions"}
    routes = list(Route.objects.select_related("district"))
    assert {route.district for route in routes} == set(campaign.districts.all())
    assert 25_000 < sum(route.mailboxes for route in routes) < 35_000
    assert 0 < sum(route.delivered_at is not None for route in routes) < len(routes)
    assert all(route.delivered_at <= MOMENTS[8] for route in routes if route.delivered_at)
    plan = Delivery.objects.get()
    assert plan.print_run(routes) < sum(route.mailboxes for route in routes)
    unnamed = [row.candidate.full_name for row in Ambassador.objects.unnamed()]
    red = [line.sentence for line in check_newspaper(campaign) if line.is_red]
    assert not [line for line in red if any(name in line for name in unnamed)]


def mark_sessions() -> str:
    """Return a mark of what surrounds the sessions, after a look whether everything is there."""
    assert set(Session.objects.values_list("visibility", flat=True)) == set(Visibility.values)
    assert set(Session.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert set(Registration.objects.values_list("place", flat=True)) == set(Place.values)
    assert Note.objects.filter(session=None).count() == 10
    assert Edit.objects.filter(conflicts=True).count() == 1
    assert Device.objects.exclude(waiting_since=None).count() == 1
    assert Remark.objects.count() == 2
    shown = [
        Session.objects.values_list("slug", "token", "latitude", "longitude", "target_group"),
        Registration.objects.order_by("pk").values_list("session__slug", "token", "first_name"),
        SessionRequest.objects.values_list("key", "group", "state", "session__slug"),
        Target.objects.order_by("pk").values_list("dimension", "value", "sessions", "people"),
        Device.objects.order_by("pk").values_list("pk", "name", "waiting_since", "revoked_at"),
        Edit.objects.order_by("pk").values_list("pk", "note__number", "text"),
        Rejected.objects.values_list("pk", "reason", "device__name"),
        Media.objects.order_by("pk").values_list("pk", "kind", "note__number"),
    ]
    rows = [tuple(map(str, row)) for table in shown for row in table]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.mark.django_db
def test_the_demo_exists_only_in_demo_mode() -> None:
    with pytest.raises(CommandError):
        call_command("seed_demo", verbosity=0)
    assert not Need.objects.exists()


def test_every_text_is_labelled_short_and_written_once() -> None:
    texts = [row["text"] for row in (*dreams(), *rows("notes"), *rows("artworks"))]
    keys = {need["slug"]: need["key"] for need in tree("needs")}
    for row in (*dreams(), *rows("notes"), *rows("artworks")):
        assert keys[row["need"]] == row["key"], row["text"]
        assert len(row["text"]) <= 280, row["text"]
    assert len(set(texts)) == len(texts)
    starts = Counter(" ".join(text.lower().split()[:4]) for text in texts if len(text.split()) > 4)
    assert max(starts.values()) <= 2
