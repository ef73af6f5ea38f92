"""No ambassador is named to the outside without a yes of their own, which can be taken back."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from ambassadors.models import Ambassador, Candidate
from ambassadors.services import answer_naming
from campaigns.models import Activity, Campaign, User
from tests import factories
from tests.ambassadors.builders import make_ambassador

ME = "/ambassadeur/ik/"


@pytest.mark.phase(3)
@pytest.mark.parametrize(("ticked", "named"), [({}, False), ({"may_be_named": "on"}, True)])
def test_the_call_asks_and_without_a_tick_nobody_is_named(
    client: Client, campaign: Campaign, ticked: dict[str, str], named: bool
) -> None:
    page = client.get("/oproep/").content.decode()
    assert '<input type="checkbox" name="may_be_named"' in page
    assert "checked" not in page
    answer = {
        "first_name": "Rita", "last_name": "Vanhoutte", "email": "rita@stad.example",
        "department": factories.make_department(campaign).pk, "level": "operational",
        "function": "Poetsvrouw",
    }  # fmt: skip
    assert client.post("/oproep/", answer | ticked).status_code == 302
    candidate = Candidate.objects.get()
    assert candidate.may_be_named is named
    assert candidate.naming_answered_at is not None


def test_an_ambassador_says_yes_and_takes_it_back(
    client_of: Any, campaign: Campaign, ambassador: User
) -> None:
    candidate = make_ambassador(campaign, ambassador).candidate
    client = client_of(ambassador)
    assert 'id="naamvraag"' in client.get("/ambassadeur/").content.decode()
    assert client.get(ME).status_code == 200
    candidate.refresh_from_db()
    assert candidate.naming_answered_at is None  # looking answers nothing
    assert client.post(ME, {"may_be_named": "on"}).status_code == 302
    candidate.refresh_from_db()
    assert candidate.may_be_named
    assert 'id="naamvraag"' not in client.get("/ambassadeur/").content.decode()
    assert " checked" in client.get(ME).content.decode()
    client.post(ME, {"may_be_named": "on"})  # a second click
    assert client.post(ME, {}).status_code == 302
    candidate.refresh_from_db()
    assert not candidate.may_be_named
    verbs = Activity.objects.filter(verb__endswith="_naming").order_by("pk")
    assert [line.verb for line in verbs] == ["agree_naming", "refuse_naming"]
    assert "Kurt" not in str([(line.subject, line.details) for line in verbs])


def test_nobody_answers_for_another(client_of: Any, campaign: Campaign, ambassador: User) -> None:
    other = make_ambassador(campaign).candidate
    assert client_of(ambassador).post(ME, {"may_be_named": "on"}).status_code == 404
    elsewhere = factories.make_campaign()
    mine = make_ambassador(elsewhere, ambassador).candidate
    assert client_of(ambassador).post(ME, {"may_be_named": "on"}).status_code == 404
    assert not Candidate.objects.filter(pk__in=[other.pk, mine.pk], may_be_named=True).exists()


def test_the_certificate_is_found_from_the_page_about_me(
    client_of: Any, campaign: Campaign, ambassador: User
) -> None:
    row = make_ambassador(campaign, ambassador)
    row.certificate.save("papier.pdf", ContentFile(b"%PDF"))
    page = client_of(ambassador).get(ME).content.decode()
    assert 'href="/ambassadeur/getuigschrift/"' in page


@pytest.mark.phase(5)
def test_the_public_list_counts_everybody_and_names_who_agreed(
    client: Client, campaign: Campaign, ambassador: User
) -> None:
    named, hidden = make_ambassador(campaign), make_ambassador(campaign, ambassador)
    Candidate.objects.filter(pk=hidden.candidate.pk).update(first_name="Aaron", last_name="Zwarts")
    answer_naming(candidate=named.candidate, may_be_named=True, by=ambassador)
    page = client.get("/ambassadeurs/").content.decode()
    assert page.count("mensen__papier") == 2
    assert "<b>Kurt</b>" in page
    assert "Aaron" not in page
    assert ">AZ<" not in page
    answer_naming(candidate=named.candidate, may_be_named=False, by=ambassador)
    page = client.get("/ambassadeurs/").content.decode()
    assert page.count("mensen__papier") == 2
    assert "Kurt" not in page


@pytest.mark.django_db(transaction=True)
def test_who_became_one_before_stays_unnamed_and_the_migration_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    MigrationExecutor(connection).migrate([("ambassadors", "0001_first_tables")])
    campaign = factories.make_campaign()
    department = factories.make_department(campaign)
    old = MigrationExecutor(connection).loader.project_state(("ambassadors", "0001_first_tables"))
    candidate = old.apps.get_model("ambassadors", "Candidate").objects.create(
        campaign_id=campaign.pk, department_id=department.pk, first_name="Kurt", last_name="Van",
        email="kurt@stad.example", level="operational", function="Tuinman",
    )  # fmt: skip
    user = factories.make_user()
    old.apps.get_model("ambassadors", "Ambassador").objects.create(
        candidate=candidate, user_id=user.pk
    )
    capsys.readouterr()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    said = capsys.readouterr().out
    assert "1 ambassadors were never asked" in said
    assert "/ambassadeur/ik/" in said
    kept = Ambassador.objects.get().candidate
    assert (kept.may_be_named, kept.naming_answered_at) == (False, None)
