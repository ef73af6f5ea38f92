"""The demo campaign is whole, and the same every time."""

import hashlib
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ambassadors.models import Ambassador, Level
from campaigns.models import Campaign, Contribution, Department
from clustering.models import Card, Key, Need
from debate.models import Action, Answer
from dreamsessions.models import Session
from gallery.models import Artwork
from roeselare2030.demo.seed.tables import dreams, rows, tree
from survey.models import Score

# Changes only when somebody changes the hand-written data or how it is laid out.
MARK = "ca19bc9487558ca29a5e88c499ca40241a4036045824bc258fd9934b463a665c"


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
    assert Score.objects.count() == 20_000
    assert Key.objects.count() == 6
    assert Action.objects.count() == 30
    assert not Action.objects.filter(answers=None).exists()
    assert Answer.objects.count() > 100
    assert 0 < Card.objects.of(campaign).pile().count() < Card.objects.count() / 4
    shown = Contribution.objects.order_by("number").values_list(
        "number", "code", "text", "status", "created_at", "cards__need__slug"
    )
    mark = hashlib.sha256(repr([tuple(map(str, row)) for row in shown]).encode()).hexdigest()
    assert mark == MARK
    call_command("seed_demo", "--if-empty", verbosity=0)
    with pytest.raises(CommandError):
        call_command("seed_demo", verbosity=0)
    assert Contribution.objects.count() == sum(channels.values())


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
