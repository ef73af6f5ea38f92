"""The example of docs/importing.md: a file of another city, all the way to the printed note."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import call_command

from campaigns.models import Channel, Contribution
from clustering.models import Card
from clustering.services.cards import counts, deal_cards, move_cards
from clustering.services.keys import make_key
from clustering.services.needs import make_need
from publications.models import Citation, Kind, Status
from publications.services.issues import render_issue, request_issue

KLIMARAT = Path(__file__).parent / "samples" / "klimarat-de" / "klimarat_odd.csv"
# The themes of the conversations become needs: the words a theme's statements use.
NEEDS = {"Groene energie": "ademen", "Samen besparen": "ontmoeten"}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf, pytest.mark.phase(6)]


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_imported_file_ends_in_the_note(campaign, organiser):
    told = io.StringIO()
    options = {"campaign": campaign.slug, "origin": "Klimarat", "language": "de", "place": True}
    call_command("import_contributions", str(KLIMARAT), stdout=told, **options)
    assert "Entered 60 of 60 rows" in told.getvalue()

    assert deal_cards(campaign) == 60
    cards = list(Card.objects.of(campaign).order_by("pk").values_list("pk", flat=True))
    for half, (name, shape) in enumerate(NEEDS.items()):
        key = make_key(campaign=campaign, name=shape.capitalize(), shape=shape, by=organiser)
        need = make_need(campaign=campaign, name=name, key=key, by=organiser)
        move_cards(campaign=campaign, cards=cards[half::2], to=need, by=organiser)
    assert (counts(campaign).placed, counts(campaign).pile) == (60, 0)

    issue, _new = request_issue(campaign=campaign, kind=Kind.NOTE, by=organiser)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.READY, issue.error

    imported = Contribution.objects.filter(campaign=campaign, channel=Channel.IMPORT)
    cited = Citation.objects.filter(issue=issue)
    assert set(cited.values_list("contribution", flat=True)) == set(
        imported.values_list("pk", flat=True)
    )
    with issue.file.open("rb") as file:
        pages = pages_of(file.read())
    assert len(pages) == issue.pages
    for name in NEEDS:
        assert any(name in page for page in pages), name
    quoted = cited.filter(quoted=True).select_related("contribution")
    assert quoted.exists()
    for citation in quoted:
        # Soft line breaks and hyphenation aside, the first words stand on that page.
        assert _plain(citation.contribution.text)[:12] in _plain(pages[citation.page - 1])
    for citation in cited.filter(quoted=False).select_related("contribution"):
        assert _numbers(pages[citation.page - 1]) & {citation.contribution.number}


def test_importing_again_changes_nothing_in_the_note(campaign, organiser):
    options = {"campaign": campaign.slug, "place": True, "stdout": io.StringIO()}
    call_command("import_contributions", str(KLIMARAT), **options)
    deal_cards(campaign)
    call_command("import_contributions", str(KLIMARAT), **options)
    assert deal_cards(campaign) == 0
    assert counts(campaign).all == 60


def _plain(text):
    return re.sub(r"[^\w]", "", text)


def _numbers(page):
    """Return every number on a page, those inside a range (12-15) included."""
    found = set()
    for first, last in re.findall(r"\b(\d+)(?:\s?[–-]\s?(\d+))?\b", page):
        found |= set(range(int(first), min(int(last or first), int(first) + 500) + 1))
    return found
