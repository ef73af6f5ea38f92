"""The guard in front of every view, and the pages outside it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from campaigns.access import find_campaign
from campaigns.accounts import SocialAccountAdapter, start_page
from campaigns.models import Campaign, Membership, User
from campaigns.permissions import PERMISSIONS, Permission, Role
from tests import factories

TEAM = "/team/fasen/"


def test_anonymous_visitors_are_asked_to_sign_in(campaign: Campaign, client: Client) -> None:
    assert client.get(TEAM)["Location"] == "/aanmelden/login/?next=/team/fasen/"


def test_a_stranger_finds_nothing(campaign: Campaign, stranger: User, client_of: Any) -> None:
    assert client_of(stranger).get(TEAM).status_code == 404


def test_a_member_without_the_right_is_refused_kindly(ambassador: User, client_of: Any) -> None:
    response = client_of(ambassador).get(TEAM)
    assert response.status_code == 403
    assert "Deze deur is niet van jou." in response.content.decode()


def test_a_member_with_the_right_enters_and_nothing_is_cached(
    organiser: User, client_of: Any
) -> None:
    response = client_of(organiser).get(TEAM)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_core_team_needs_a_second_factor(
    organiser: User, moderator: User, client_of: Any, settings: Any
) -> None:
    settings.MFA_REQUIRED = True
    assert client_of(organiser).get(TEAM)["Location"] == "/aanmelden/2fa/"
    assert client_of(moderator).get("/team/lezen/").status_code == 200
    Authenticator.objects.create(user=organiser, type=Authenticator.Type.TOTP, data={})
    assert client_of(organiser).get(TEAM).status_code == 200


def test_one_campaign_answers_on_any_host(campaign: Campaign) -> None:
    assert find_campaign("whatever.example:8000") == campaign


def test_the_host_finds_the_campaign_among_many(campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="durf.example")
    other = factories.make_campaign(domain="rêve.example")
    assert find_campaign("DURF.example:443") == campaign
    assert find_campaign("rêve.example") == other
    assert find_campaign("unknown.example") is None


def test_an_unknown_host_gets_a_plain_overview_of_public_campaigns(
    campaign: Campaign, client: Client
) -> None:
    factories.make_campaign(city="Izegem", domain="izegem.example")
    factories.make_campaign(city="Geheimstad", domain="geheim.example", is_public=False)
    page = client.get("/").content.decode()
    assert "Izegem" in page
    assert "Geheimstad" not in page
    assert client.get("/zo-werkt-het/").status_code == 404


def test_members_of_one_city_are_strangers_in_another(organiser: User, client_of: Any) -> None:
    Membership.objects.get(user=organiser).campaign.__class__.objects.update(domain="a.example")
    factories.make_campaign(domain="testserver")
    assert client_of(organiser).get(TEAM).status_code == 404


def test_everybody_lands_where_their_work_is(campaign: Campaign) -> None:
    pages = {
        role: start_page(Membership(campaign=campaign, roles=[role]))
        for role in (Role.CORE_TEAM, Role.AMBASSADOR, Role.CABINET, Role.SCHOOL)
    }
    assert list(pages.values()) == ["/team/", "/ambassadeur/", "/kabinet/", "/"]
    assert start_page(None) == "/"


def test_two_roles_give_both_sets_of_rights() -> None:
    both = Membership(roles=[Role.SCRIBE, Role.CABINET, "a-role-of-long-ago"])
    assert both.permissions == PERMISSIONS[Role.SCRIBE] | PERMISSIONS[Role.CABINET]
    assert both.may(Permission.SIGN)
    assert not both.may(Permission.STEER)


class Row:
    def __init__(self, email: str, verified: bool) -> None:
        self.email, self.verified = email, verified


class FirstVisit:
    """What allauth knows of a first visit through an identity provider."""

    is_existing = False

    def __init__(self, *rows: Row) -> None:
        self.email_addresses = rows
        self.connected: User | None = None

    def connect(self, request: object, user: User) -> None:
        self.connected = user


def test_an_identity_provider_lets_in_only_who_was_invited(stranger: User, rf: Any) -> None:
    adapter = SocialAccountAdapter()
    known = FirstVisit(Row(stranger.email.upper(), True))
    adapter.pre_social_login(rf.get("/"), known)
    assert known.connected == stranger
    for visit in (FirstVisit(Row(stranger.email, False)), FirstVisit(Row("x@y.example", True))):
        adapter.pre_social_login(rf.get("/"), visit)
        assert visit.connected is None
        assert adapter.is_open_for_signup(rf.get("/"), visit) is False


def test_nobody_makes_an_account(campaign: Campaign, client: Client) -> None:
    client.post("/aanmelden/signup/", {"email": "x@y.example", "password1": "een-lang-wachtwoord"})
    assert not User.objects.exists()


def test_signing_in_with_a_code_by_mail(organiser: User, client: Client, mailoutbox: Any) -> None:
    response = client.post("/aanmelden/login/code/", {"email": organiser.email}, follow=True)
    assert "Kijk in je mailbox" in response.content.decode()
    letter = mailoutbox[0]
    assert letter.subject == "Je code om aan te melden"
    assert "An, stad Roeselare" in letter.body
    code = next(line for line in letter.body.splitlines() if len(line) >= 6 and " " not in line)
    done = client.post("/aanmelden/login/code/confirm/", {"code": code})
    assert done["Location"] == "/team/"


def test_signing_in_with_a_password_on_the_same_page(organiser: User, client: Client) -> None:
    page = client.get("/aanmelden/login/").content.decode()
    assert page.index("Mail mij een code") < page.index("Aanmelden met een wachtwoord")
    wrong = client.post("/aanmelden/login/", {"login": organiser.email, "password": "fout"})
    assert "Er is een probleem" in wrong.content.decode()
    right = client.post("/aanmelden/login/", {"login": organiser.email, "password": "geheim-2030"})
    assert right["Location"] == "/team/"


@pytest.mark.parametrize("language", ["", "/fr", "/en"])
@pytest.mark.parametrize(
    "page", ["login/", "login/code/", "signup/", "password/reset/", "logout/", "2fa/", "2fa/totp/activate/",
             "2fa/webauthn/add/", "2fa/recovery-codes/", "password/change/", "email/", "reauthenticate/"],
)  # fmt: skip
def test_every_page_of_signing_in_renders(
    language: str, page: str, organiser: User, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = page.startswith(("2fa", "logout", "password/change", "email", "reauth"))
    client = client_of(organiser) if signed_in else client_of()
    response = client.get(f"{language}/aanmelden/{page}", follow=True)
    text = response.content.decode()
    assert response.status_code == (404 if "recovery" in page else 200)
    assert text.count("<h1") == 1
    assert " style=" not in text
