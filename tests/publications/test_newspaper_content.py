"""Everything in the newspaper comes from the campaign, and from what may be printed of it."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile

from ambassadors.models import Ambassador, Candidate
from ambassadors.services import answer_naming
from campaigns.models import Campaign, User
from gallery.models import Artwork, Kind, School, SchoolClass
from publications.content.newspaper import collect_newspaper
from publications.models import Issue, Page
from publications.models import Kind as Publication
from publications.rendering.newspaper.content import NewspaperContent
from tests.ambassadors.builders import make_ambassador
from tests.factories import make_contribution, make_department, make_district
from tests.publications.builders import make_action, make_article, make_key, make_laid, make_need
from tests.publications.rendering_builders import PNG


def gathered(campaign: Campaign) -> NewspaperContent:
    return collect_newspaper(Issue(campaign=campaign, kind=Publication.NEWSPAPER, version=1))


def make_work(campaign: Campaign, **fields: Any) -> Artwork:
    school = School.objects.get_or_create(campaign=campaign, name="De Brug")[0]
    pupils = SchoolClass.objects.get_or_create(school=school, name="1A")[0]
    values = {
        "text": "Een draak.", "title": "Draak", "school_class": pupils, "channel": "school",
        "consent_print": True, "consent_online": True, "status": "placed", "age": 7,
    } | fields  # fmt: skip
    return Artwork.objects.create(
        campaign=campaign, code=f"BAM-{Artwork.objects.count()}",
        number=9000 + Artwork.objects.count(), image=ContentFile(PNG, "draak.png"), **values,
    )  # fmt: skip


def test_a_childs_work_without_consent_for_print_never_reaches_the_newspaper(
    campaign: Campaign,
) -> None:
    shown = make_work(campaign, title="Mag")
    make_work(campaign, title="Mag niet", consent_print=False)
    poem = make_work(campaign, title="Gedicht", kind=Kind.POEM, text="Een regel\nen nog een.")
    make_work(campaign, title="Stil", kind=Kind.POEM, consent_print=False)
    content = gathered(campaign)
    assert shown.number in {work.number for work in content.children}
    assert {work.title for work in content.children} <= {"Mag", "Gedicht"}
    assert [(work.number, work.text) for work in content.poems] == [
        (poem.number, "Een regel\nen nog een.")
    ]


def test_a_paragraph_that_quotes_a_dream_taken_back_is_left_out(campaign: Campaign) -> None:
    dream = make_contribution(campaign, "Een bank")
    make_article(
        campaign, make_need(make_key(campaign)),
        body=f"Blijft.\n\n“Een bank” [droom {dream.number}].\n\nBlijft ook.",
    )  # fmt: skip
    assert gathered(campaign).articles[0].body[1] == f"“Een bank” (droom {dream.number})."
    dream.consent_print = False
    dream.save()
    assert gathered(campaign).articles[0].body == ("Blijft.", "Blijft ook.")


def test_an_article_on_the_shelf_is_not_printed(campaign: Campaign) -> None:
    make_article(campaign, make_need(make_key(campaign)), page=0, frame="")
    assert gathered(campaign).articles == ()


def test_a_template_an_editor_chose_is_the_one_that_is_made(campaign: Campaign) -> None:
    make_key(campaign)
    assert gathered(campaign).pages[11].template == "voices"
    Page.objects.create(campaign=campaign, number=12, template="reading")
    assert gathered(campaign).pages[11].template == "reading"


def test_the_places_on_the_map_are_actions_and_needs_of_a_district(campaign: Campaign) -> None:
    district = make_district(campaign, "Rumbeke")
    key = make_key(campaign)
    need = make_need(key)
    make_laid(campaign, need, "Samen eten", district=district)
    make_laid(campaign, need, "Niet op papier", district=district, consent_print=False)
    make_action(key, 5, what="In Rumbeke komt een tafel. Overal komt soep.")
    places = gathered(campaign).places
    assert [place.title for place in places] == [
        "Rumbeke: De langste tafel.", "Rumbeke: samen aan tafel.",
    ]  # fmt: skip
    assert places[0].text.startswith("In Rumbeke komt een tafel.")
    assert "2" in places[1].text
    assert len(places[1].dream_numbers) == 1  # only the one that may be printed


def test_of_an_ambassador_only_first_name_and_department_are_printed(
    campaign: Campaign, ambassador: User
) -> None:
    candidate = Candidate.objects.create(
        campaign=campaign, first_name="Rita", last_name="Vanhoutte", email="rita@x.example",
        department=make_department(campaign, "Poetsdienst"), level="operational", function="Poets",
        may_be_named=True,
    )  # fmt: skip
    Ambassador.objects.create(candidate=candidate, user=ambassador)
    content = gathered(campaign)
    assert [(p.first_name, p.department) for p in content.ambassadors] == [("Rita", "Poetsdienst")]
    assert "Vanhoutte" not in repr(content)


def test_who_did_not_agree_counts_among_the_ambassadors_without_a_name(
    campaign: Campaign, ambassador: User
) -> None:
    hidden = make_ambassador(campaign, ambassador).candidate
    named = make_ambassador(campaign).candidate
    Candidate.objects.filter(pk=hidden.pk).update(first_name="Aaron")
    answer_naming(candidate=named, may_be_named=True, by=ambassador)
    content = gathered(campaign)
    department = named.department.name
    assert [(p.first_name, p.department) for p in content.ambassadors] == [
        ("Kurt", department), ("", ""),
    ]  # fmt: skip
    assert "Aaron" not in repr(content)
    answer_naming(candidate=named, may_be_named=False, by=ambassador)
    content = gathered(campaign)
    assert [p.first_name for p in content.ambassadors] == ["", ""]


def test_actions_stand_by_year_with_the_dreams_they_answer(campaign: Campaign) -> None:
    key = make_key(campaign)
    dream = make_contribution(campaign)
    hidden = make_contribution(campaign, consent_print=False)
    make_action(key, 5, dream, hidden, year=2029)
    action = gathered(campaign).actions[0]
    assert (action.number, action.year, action.key, action.dreams) == (5, 2029, "Ontmoeten", 1)


def test_the_newspaper_is_dated_in_the_year_of_the_horizon(campaign: Campaign) -> None:
    assert gathered(campaign).dated == date(campaign.horizon_year, 10, 12)


@pytest.mark.parametrize("dreams", [2, 12])
def test_gathering_asks_as_much_for_many_dreams_as_for_few(
    campaign: Campaign, django_assert_max_num_queries: Any, dreams: int
) -> None:
    need = make_need(make_key(campaign))
    district = make_district(campaign)
    for n in range(dreams):
        make_laid(campaign, need, f"Droom {n}", district=district)
    with django_assert_max_num_queries(27):
        gathered(campaign)
