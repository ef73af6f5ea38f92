"""Who may open what: every address of ours, every role. A new address needs a row here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from campaigns.models import Campaign, User
from campaigns.permissions import PERMISSIONS, Permission, Role
from tests import factories

P = Permission
PUBLIC = None
# Address name → the right it asks for.
RIGHTS: dict[str, Permission | None] = {
    "publications:home": PUBLIC, "publications:my_dream": PUBLIC, "publications:dream": PUBLIC,
    "publications:short_link": PUBLIC, "publications:note": PUBLIC, "publications:newspaper": PUBLIC,
    "publications:public_download": PUBLIC, "publications:figures": PUBLIC,
    "publications:open_data": PUBLIC,
    "publications:cabinet": P.CABINET, "publications:download": P.CABINET,
    "publications:sources": P.CABINET,
    "publications:team": P.TEAM,
    "publications:note_room": P.EDIT, "publications:newsroom": P.EDIT,
    "publications:new_article": P.EDIT, "publications:edit_article": P.EDIT,
    "publications:make": P.EDIT, "publications:progress": P.EDIT, "publications:retry": P.EDIT,
    "publications:publish": P.EDIT,
    "debate:debate": PUBLIC, "debate:now": PUBLIC, "debate:actions": PUBLIC, "debate:action": PUBLIC,
    "debate:short_link": PUBLIC, "debate:screen": PUBLIC,
    "debate:tables": P.SCRIBE, "debate:table": P.SCRIBE, "debate:edit_action": P.SCRIBE,
    "debate:direct": P.DIRECT,
    "clustering:keys": PUBLIC, "clustering:key": PUBLIC, "clustering:need": PUBLIC,
    "clustering:board": P.CLUSTER, "clustering:more_cards": P.CLUSTER,
    "clustering:suggestion": P.CLUSTER, "clustering:move": P.CLUSTER,
    "clustering:set_aside": P.CLUSTER, "clustering:new_need": P.CLUSTER, "clustering:undo": P.CLUSTER,
    "clustering:split": P.CLUSTER, "clustering:needs": P.CLUSTER, "clustering:add_need": P.CLUSTER,
    "clustering:save_dna": P.CLUSTER, "clustering:edit_need": P.CLUSTER, "clustering:merge": P.CLUSTER,
    "clustering:add_key": P.CLUSTER, "clustering:edit_key": P.CLUSTER,
    "clustering:add_value": P.CLUSTER, "clustering:edit_value": P.CLUSTER,
    "dreamsessions:sessions": PUBLIC, "dreamsessions:session": PUBLIC, "dreamsessions:calendar": PUBLIC,
    "dreamsessions:mine": P.NOTE, "dreamsessions:take_notes": P.NOTE, "dreamsessions:start": P.NOTE,
    "dreamsessions:close": P.NOTE,
    "dreamsessions:plan": P.PLAN, "dreamsessions:new_session": P.PLAN,
    "dreamsessions:edit_session": P.PLAN,
    "survey:submit": PUBLIC, "survey:receipt": PUBLIC, "survey:mail_code": PUBLIC,
    "survey:about_you": PUBLIC, "survey:lost_code": PUBLIC, "survey:withdrawn": PUBLIC,
    "survey:manage": PUBLIC, "survey:withdraw": PUBLIC, "survey:dreams": PUBLIC,
    "survey:report": PUBLIC, "survey:score": PUBLIC, "survey:answer": PUBLIC,
    "survey:take_back": PUBLIC, "survey:round_done": PUBLIC,
    "gallery:exhibition": PUBLIC, "gallery:artwork": PUBLIC, "gallery:image": PUBLIC,
    "gallery:schools": PUBLIC, "gallery:hand_in": PUBLIC,
    "gallery:curate": P.CURATE, "gallery:decide": P.CURATE,
    "ambassadors:apply": PUBLIC, "ambassadors:applied": PUBLIC, "ambassadors:public_list": PUBLIC,
    "ambassadors:my_certificate": P.NOTE,
    "ambassadors:candidates": P.RECRUIT, "ambassadors:decide": P.RECRUIT,
    "ambassadors:trainings": P.RECRUIT, "ambassadors:training": P.RECRUIT,
    "ambassadors:invite_all": P.RECRUIT, "ambassadors:attendance": P.RECRUIT,
    "ambassadors:certificate": P.RECRUIT, "ambassadors:make_certificate": P.RECRUIT,
    "campaigns:how_it_works": PUBLIC, "campaigns:privacy": PUBLIC, "campaigns:accessibility": PUBLIC,
    "campaigns:picture": PUBLIC,
    "campaigns:reading_queue": P.MODERATE, "campaigns:place": P.MODERATE, "campaigns:hold": P.MODERATE,
    "campaigns:phases": P.STEER, "campaigns:change_phase": P.STEER, "campaigns:open_gate": P.STEER,
    "campaigns:import_file": P.IMPORT, "campaigns:sign_promise": P.SIGN,
}  # fmt: skip
OURS = {
    "publications", "debate", "clustering", "dreamsessions", "survey", "gallery", "ambassadors",
    "campaigns",
}  # fmt: skip


def named_routes(
    patterns: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_routes(pattern.url_patterns, pattern.namespace or space)
        elif space in OURS and pattern.name:
            yield f"{space}:{pattern.name}", pattern


ROUTES = dict(named_routes(get_resolver().url_patterns))


def address(name: str) -> str:
    """Return an address with placeholders filled in; what it points at need not exist."""
    converters = ROUTES[name].pattern.converters
    values = {
        key: 1 if isinstance(converter, IntConverter) else _value(converter)
        for key, converter in converters.items()
    }
    return reverse(name, kwargs=values)


def _value(converter: Any) -> Any:
    """Return a value that fits: the first of the words a converter allows, or any word."""
    words = converter.regex.split("|")
    return converter.to_python(words[0]) if len(words) > 1 else "iets"


def test_every_address_has_a_row_and_no_row_is_stale() -> None:
    assert set(ROUTES) == set(RIGHTS)


def test_every_right_is_given_to_somebody() -> None:
    for right in Permission:
        assert any(right in rights for rights in PERMISSIONS.values()), right


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_each_role_opens_only_what_it_may(name: str, campaign: Campaign, stranger: User) -> None:
    url, right = address(name), RIGHTS[name]
    if right is None:
        answer = Client().get(url)
        assert answer.status_code not in {401, 403}, url
        assert "/aanmelden/" not in answer.headers.get("Location", "")
        return
    # GET and POST alike: anonymous people are asked to sign in, strangers find nothing.
    for method in ("get", "post"):
        asked = getattr(Client(), method)(url)
        assert (asked.status_code == 302 and "/aanmelden/" in asked.headers["Location"]) or (
            asked.status_code == 405
        ), (method, url, asked.status_code)
        outsider = Client()
        outsider.force_login(stranger)
        assert getattr(outsider, method)(url).status_code in {404, 405}, (method, url)
    for role in Role:
        browser = Client()
        browser.force_login(factories.make_member(campaign, role))
        allowed = right in PERMISSIONS[role]
        for method in ("get", "post"):
            status = getattr(browser, method)(url).status_code
            if status == 405:
                continue
            assert (status != 403) == allowed, (role, method, url, status)


@pytest.mark.parametrize("name", sorted(n for n, right in RIGHTS.items() if right is not None))
def test_guarded_pages_are_never_kept_by_a_cache(name: str, campaign: Campaign) -> None:
    browser = Client()
    browser.force_login(factories.make_member(campaign, Role.ADMINISTRATOR))
    answer = browser.get(address(name))
    if answer.status_code == 200:
        assert "no-store" in answer.headers["Cache-Control"]
