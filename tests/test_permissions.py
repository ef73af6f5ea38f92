"""Who may open what: every address of ours, every role. A new address needs a row here."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from campaigns.models import Campaign, User
from campaigns.permissions import PERMISSIONS, Permission, Role
from tests import factories

P = Permission
PUBLIC = None
# Address name → the right it asks for.
RIGHTS: dict[str, Permission | None] = {
    "publications:home": PUBLIC, "publications:my_dream": PUBLIC, "publications:dream": PUBLIC,
    "publications:short_link": PUBLIC, "publications:front_page": PUBLIC,
    "publications:story": PUBLIC, "publications:story_picture": PUBLIC,
    "publications:front_page_picture": PUBLIC, "publications:note": PUBLIC, "publications:newspaper": PUBLIC,
    "publications:public_download": PUBLIC, "publications:figures": PUBLIC,
    "publications:open_data": PUBLIC, "publications:open_data_page": PUBLIC,
    "publications:open_data_file": PUBLIC, "publications:make_open_data": P.TEAM,
    "publications:cabinet": P.CABINET, "publications:download": P.CABINET,
    "publications:sources": P.CABINET, "publications:changes": P.CABINET,
    "publications:team": P.TEAM,
    "publications:note_room": P.EDIT, "publications:newsroom": P.EDIT,
    "publications:new_article": P.EDIT, "publications:edit_article": P.EDIT,
    "publications:plan_state": P.EDIT, "publications:ask_for_proofs": P.EDIT,
    "publications:preflight": P.EDIT, "publications:page_room": P.EDIT,
    "publications:proof": P.EDIT, "publications:page_picture": P.EDIT, "publications:hold": P.EDIT,
    "publications:choose_template": P.EDIT, "publications:lay_article": P.EDIT, "publications:move_article": P.EDIT,
    "publications:take_out": P.EDIT, "publications:page_versions": P.EDIT,
    "publications:restore_page": P.EDIT,
    "publications:make": P.EDIT, "publications:progress": P.EDIT, "publications:retry": P.EDIT,
    "publications:delivery": P.EDIT, "publications:paste_routes": P.EDIT,
    "publications:delivery_list": P.EDIT, "publications:delivered": P.EDIT,
    "publications:press_room": P.EDIT, "publications:make_press": P.EDIT,
    "publications:press_progress": P.EDIT, "publications:press_file": P.EDIT,
    "publications:stop_press": P.EDIT,
    "publications:publish": P.EDIT, "publications:stop": P.EDIT,
    "publications:sources_to_cite": P.EDIT, "publications:compare_notes": P.EDIT,
    "publications:edit_block": P.EDIT, "publications:choose_source": P.EDIT,
    "publications:block_versions": P.EDIT, "publications:remark": P.EDIT,
    "publications:change_block": P.EDIT, "publications:settle_remark": P.EDIT,
    "publications:note_chapter": P.EDIT, "publications:begin_chapter": P.EDIT,
    "publications:add_block": P.EDIT, "publications:sign_chapter": P.EDIT,
    "debate:debate": PUBLIC, "debate:now": PUBLIC, "debate:actions": PUBLIC, "debate:action": PUBLIC,
    "debate:short_link": PUBLIC, "debate:screen": PUBLIC,
    "debate:tables": P.SCRIBE, "debate:table": P.SCRIBE, "debate:edit_action": P.SCRIBE,
    "debate:direct": P.DIRECT,
    "clustering:keys": PUBLIC, "clustering:key": PUBLIC, "clustering:need": PUBLIC,
    "clustering:board": P.CLUSTER, "clustering:more_cards": P.CLUSTER,
    "clustering:suggestion": P.CLUSTER, "clustering:move": P.CLUSTER,
    "clustering:park": P.CLUSTER, "clustering:changes": P.CLUSTER, "clustering:presence": P.CLUSTER,
    "clustering:table": P.CLUSTER, "clustering:rename_bin": P.CLUSTER,
    "clustering:move_bin": P.CLUSTER, "clustering:merge_bin": P.CLUSTER,
    "clustering:set_aside": P.CLUSTER, "clustering:new_need": P.CLUSTER, "clustering:undo": P.CLUSTER,
    "clustering:split": P.CLUSTER, "clustering:merge_cards": P.CLUSTER,
    "clustering:part_cards": P.CLUSTER, "clustering:rename_zone": P.CLUSTER,
    "clustering:board_token": P.CLUSTER, "clustering:stream": P.CLUSTER,
    "clustering:needs": P.CLUSTER, "clustering:add_need": P.CLUSTER,
    "clustering:key_in": P.CLUSTER, "clustering:dna_in": P.CLUSTER,
    "clustering:save_dna": P.CLUSTER, "clustering:edit_need": P.CLUSTER, "clustering:merge": P.CLUSTER,
    "clustering:add_key": P.CLUSTER, "clustering:edit_key": P.CLUSTER,
    "clustering:add_value": P.CLUSTER, "clustering:edit_value": P.CLUSTER,
    "clustering:remove_key": P.CLUSTER, "clustering:bring_key_back": P.CLUSTER,
    "clustering:wording": P.CLUSTER, "clustering:restore_wording": P.CLUSTER,
    "clustering:ladder": P.CLUSTER, "clustering:climb": P.CLUSTER,
    "clustering:freezing": P.CLUSTER, "clustering:propose_freeze": P.STEER,
    "clustering:confirm_freeze": P.STEER, "clustering:end_freeze": P.STEER,
    "clustering:snapshots": P.CLUSTER, "clustering:take_snapshot": P.CLUSTER,
    "clustering:compare": P.CLUSTER, "clustering:restore_snapshot": P.STEER,
    "clustering:interchange": P.CLUSTER, "clustering:enter_codebook": P.CLUSTER,
    "clustering:board_file": P.CLUSTER, "clustering:paper": P.CLUSTER,
    "clustering:print_again": P.CLUSTER, "clustering:print_file": P.CLUSTER,
    "clustering:photo": P.CLUSTER, "clustering:photo_image": P.CLUSTER,
    "clustering:type_code": P.CLUSTER, "clustering:drop_photo": P.CLUSTER,
    "clustering:groups": P.CLUSTER, "clustering:group": P.CLUSTER,
    "clustering:settle_groups": P.STEER, "clustering:drop_group": P.STEER,
    "clustering:suggestions": P.CLUSTER, "clustering:make_piles": P.CLUSTER,
    "clustering:pile": P.CLUSTER, "clustering:overlaps": P.CLUSTER,
    "clustering:merge_pair": P.CLUSTER, "clustering:part_pair": P.CLUSTER,
    "clustering:show_pair": P.CLUSTER, "clustering:lonely": P.CLUSTER,
    "clustering:concepts": P.CLUSTER, "clustering:add_word": P.STEER,
    "clustering:remove_word": P.STEER,
    "dreamsessions:sessions": PUBLIC, "dreamsessions:session": PUBLIC, "dreamsessions:calendar": PUBLIC,
    "dreamsessions:mine": P.NOTE, "dreamsessions:take_notes": P.NOTE, "dreamsessions:start": P.NOTE,
    "dreamsessions:close": P.NOTE,
    "dreamsessions:kit": P.NOTE, "dreamsessions:service_worker": PUBLIC,
    "dreamsessions:manifest": PUBLIC,
    "dreamsessions:luggage": P.NOTE, "dreamsessions:sync": P.NOTE, "dreamsessions:media": P.NOTE,
    "dreamsessions:plan": P.PLAN, "dreamsessions:new_session": P.PLAN,
    "dreamsessions:edit_session": P.PLAN, "dreamsessions:cancel_session": P.PLAN,
    "dreamsessions:coverage": P.PLAN, "dreamsessions:import_targets": P.PLAN,
    "dreamsessions:coverage_file": P.PLAN, "dreamsessions:requests": P.PLAN,
    "dreamsessions:request": P.PLAN,
    "dreamsessions:feed": PUBLIC, "dreamsessions:district_feed": PUBLIC,
    "dreamsessions:uitdatabank": PUBLIC, "dreamsessions:chair": PUBLIC,
    "dreamsessions:cancel_chair": PUBLIC, "dreamsessions:chair_calendar": PUBLIC,
    "dreamsessions:door": P.NOTE, "dreamsessions:mark": P.NOTE, "dreamsessions:check_in": P.NOTE,
    "dreamsessions:ask": PUBLIC, "dreamsessions:asked": PUBLIC,
    "dreamsessions:by_ourselves": PUBLIC, "dreamsessions:club_kit": PUBLIC,
    "dreamsessions:told": PUBLIC, "dreamsessions:remark": PUBLIC,
    "dreamsessions:media_room": P.NOTE, "dreamsessions:chat_media": P.NOTE,
    "dreamsessions:write_media": P.NOTE, "dreamsessions:media_file": P.NOTE,
    "dreamsessions:remarks": P.NOTE, "dreamsessions:settle": P.NOTE,
    "dreamsessions:report": P.NOTE, "dreamsessions:table_card": P.NOTE,
    "dreamsessions:sheets": P.ENTER, "dreamsessions:print_again": P.ENTER,
    "dreamsessions:enter_scan": P.ENTER,
    "dreamsessions:tablets": P.PLAN, "dreamsessions:revoke_tablet": P.PLAN,
    "dreamsessions:restore_tablet": P.PLAN, "dreamsessions:inbox": P.PLAN,
    "dreamsessions:rejected": P.PLAN, "dreamsessions:take_back": P.PLAN,
    "dreamsessions:conflict": P.PLAN, "dreamsessions:undo_choice": P.PLAN,
    "dreamsessions:kit_import": P.PLAN,
    "survey:submit": PUBLIC, "survey:receipt": PUBLIC, "survey:mail_code": PUBLIC,
    "survey:kiosk": PUBLIC, "survey:kiosk_receipt": PUBLIC,
    "survey:about_you": PUBLIC, "survey:lost_code": PUBLIC, "survey:withdrawn": PUBLIC,
    "survey:manage": PUBLIC, "survey:withdraw": PUBLIC, "survey:dreams": PUBLIC,
    "survey:bundle": PUBLIC, "survey:join": PUBLIC, "survey:leave": PUBLIC,
    "survey:bundles": P.MODERATE, "survey:look_for_pairs": P.MODERATE,
    "survey:make_bundle": P.MODERATE, "survey:leave_apart": P.MODERATE,
    "survey:undo_bundling": P.MODERATE, "survey:take_out": P.MODERATE,
    "survey:merge_bundles": P.MODERATE, "survey:dissolve_bundle": P.MODERATE,
    "survey:report": PUBLIC, "survey:score": PUBLIC, "survey:answer": PUBLIC, "survey:seen": PUBLIC,
    "survey:take_back": PUBLIC, "survey:round_done": PUBLIC,
    "survey:loved": PUBLIC, "survey:confirm": PUBLIC, "survey:confirm_link": PUBLIC,
    "survey:bursts": P.MODERATE, "survey:burst": P.MODERATE,
    "gallery:exhibition": PUBLIC, "gallery:artwork": PUBLIC, "gallery:image": PUBLIC,
    "gallery:schools": PUBLIC, "gallery:hand_in": PUBLIC,
    "gallery:curate": P.CURATE, "gallery:decide": P.CURATE,
    "ambassadors:apply": PUBLIC, "ambassadors:applied": PUBLIC, "ambassadors:public_list": PUBLIC,
    "ambassadors:my_certificate": P.NOTE, "ambassadors:about_me": P.NOTE,
    "ambassadors:candidates": P.RECRUIT, "ambassadors:decide": P.RECRUIT,
    "ambassadors:trainings": P.RECRUIT, "ambassadors:training": P.RECRUIT,
    "ambassadors:invite_all": P.RECRUIT, "ambassadors:attendance": P.RECRUIT,
    "ambassadors:certificate": P.RECRUIT, "ambassadors:make_certificate": P.RECRUIT,
    "campaigns:how_it_works": PUBLIC, "campaigns:privacy": PUBLIC, "campaigns:accessibility": PUBLIC,
    "campaigns:picture": PUBLIC,
    "campaigns:reading_queue": P.MODERATE, "campaigns:place": P.MODERATE, "campaigns:hold": P.MODERATE,
    "campaigns:mask": P.MODERATE, "campaigns:later": P.MODERATE, "campaigns:busy": P.MODERATE,
    "campaigns:undo": P.MODERATE, "campaigns:decisions": P.MODERATE,
    "campaigns:decisions_file": P.MODERATE, "campaigns:take_back": P.MODERATE,
    "campaigns:change_reading": P.STEER,
    "survey:reports": P.MODERATE, "survey:settle_report": P.MODERATE,
    "campaigns:phases": P.STEER, "campaigns:change_phase": P.STEER, "campaigns:open_gate": P.STEER,
    "campaigns:sheet": PUBLIC, "campaigns:sheets": P.ENTER, "campaigns:print_again": P.ENTER,
    "campaigns:sheets_file": P.ENTER, "campaigns:scans": P.ENTER, "campaigns:scan": P.ENTER,
    "campaigns:choose_pile": P.ENTER, "campaigns:discard": P.ENTER, "campaigns:restore": P.ENTER,
    "campaigns:scan_image": P.ENTER, "campaigns:translations": P.MODERATE,
    "campaigns:translate": P.MODERATE, "campaigns:change_language": P.MODERATE,
    "survey:counter": P.ENTER, "survey:counter_slip": P.ENTER, "survey:enter_scan": P.ENTER,
    "survey:voices": P.ENTER, "survey:write_voice": P.ENTER, "survey:voice_audio": P.ENTER,
    "survey:drop_voice": P.ENTER,
    "survey:asked": PUBLIC, "survey:asked_done": PUBLIC, "survey:answers_public": PUBLIC,
    "survey:questions": P.STEER, "survey:new_question": P.STEER, "survey:start_questions": P.STEER,
    "survey:preview_questions": P.STEER, "survey:edit_question": P.STEER,
    "survey:step_question": P.STEER, "survey:question_results": P.TEAM,
    "survey:open_answers": P.TEAM, "survey:question_file": P.STEER,
    "campaigns:import_run": P.IMPORT, "campaigns:import_report": P.IMPORT,
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
    if isinstance(converter, UUIDConverter):
        return uuid.UUID(int=1)
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
