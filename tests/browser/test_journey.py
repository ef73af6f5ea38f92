"""One dream, from a phone to a printed page, through the browser, with everybody's hands on it."""

import io
import re
import uuid
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser

# One of a kind, so that the journey can also be walked in a demo that others use.
MARK = uuid.uuid4().hex[:6]
DREAM = f"een eik groeit op elk kruispunt en wie wacht er een minuut naar kijkt ({MARK})"
NEED = f"Een minuut om te kijken {MARK}"
ACTION = f"Een eik op elk kruispunt {MARK}"


def pdf_text(download: Download) -> tuple[str, int]:
    """Return the text of a downloaded PDF and its number of pages."""
    document = pypdfium2.PdfDocument(Path(download.path()).read_bytes())
    return " ".join(page.get_textpage().get_text_range() for page in document), len(document)


def test_the_mayor_promises_and_colleagues_become_ambassadors(visitors: Doors) -> None:
    team = visitors.open()
    page = team.page
    # The mayor signs, and it stands on the public site.
    team.travel(1)
    team.be("burgemeester")
    team.go("/kabinet/belofte/")
    page.fill("[name=signed_name]", "Kris Dewitte")
    page.fill("[name=signed_function]", "Burgemeester")
    page.get_by_role("button", name="Teken in het openbaar").click()
    citizen = visitors.open(width=390, height=844)
    citizen.travel(1)
    citizen.go("/zo-werkt-het/")
    assert "Kris Dewitte" in citizen.text()
    assert "Geen droom gaat verloren" in citizen.text()
    # A colleague answers the call.
    citizen.travel(3)
    citizen.go("/oproep/")
    for name, value in {
        "first_name": "Marleen", "last_name": "Proefkonijn", "email": "marleen.proefkonijn@stad.example",
        "function": "Poetshulp in de bib", "motivation": "Ik hoor alles als ik stofzuig.",
    }.items():  # fmt: skip
        citizen.page.fill(f"main [name={name}]", value)
    citizen.page.select_option("[name=department]", label="Bibliotheek")
    _choose(citizen.page, "level", "operational")
    citizen.page.get_by_role("button", name="Verstuur mijn antwoord").click()
    citizen.check()
    # The core team sees department and level, and chooses.
    team.travel(3)
    team.be("kernteam")
    team.go("/team/ambassadeurs/")
    row = page.get_by_role("row").filter(has_text="Marleen Proefkonijn")
    assert "Bibliotheek" in row.inner_text()
    row.get_by_label("Marleen Proefkonijn", exact=True).check()
    page.locator("button[name=outcome][value=chosen]").first.click()
    # A training with attendance makes an ambassador, and a certificate comes out.
    team.travel(4)
    team.go("/team/ambassadeurs/trainingen/")
    page.fill("[name=title]", "Luisteren in de bib")
    page.fill("[name=held_on]", "2027-01-08")
    page.fill("[name=place]", "Bibliotheek")
    page.get_by_role("button", name="Plan de training").click()
    if not re.search(r"trainingen/\d+/$", page.url):
        page.get_by_role("link", name="Luisteren in de bib").first.click()
    team.check()
    page.locator("form[action$='nodig-uit/'] button").click()
    page.get_by_label("Marleen Proefkonijn").check()
    page.locator("button[name=close]").click()
    team.go("/team/ambassadeurs/trainingen/")
    link = page.locator("a[href*='getuigschrift']", has_text="Marleen")
    for _attempt in range(30):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as pending:
        link.first.click()
    text, pages = pdf_text(pending.value)
    assert pages == 1
    assert "Marleen Proefkonijn" in text


def _choose(page: Page, name: str, value: str) -> None:
    field = page.locator(f"main [name={name}]")
    if field.first.evaluate("(element) => element.tagName") == "SELECT":
        field.first.select_option(value)
    else:
        page.check(f"main [name={name}][value={value}]")


def test_one_dream_travels_from_a_phone_to_a_printed_page(visitors: Doors) -> None:
    citizen = visitors.open(width=390, height=844)
    number, code = _hand_in(citizen)
    _score_ten(citizen)
    citizen.go("/dromen/")
    _follow(citizen, code, "Wacht op een lezer")
    _write_at_the_table(visitors.open(width=1180, height=820))
    _hand_in_for_a_class(visitors.open(width=820, height=1180))
    team = visitors.open()
    _moderate(team, number)
    _cluster(team, number)
    _debate(visitors.open(width=1180, height=820), number)
    _publish(team, number)
    _arrive(citizen, code)


def _hand_in(citizen: Visitor) -> tuple[int, str]:
    page = citizen.page
    citizen.go("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Durf dromen.")
    for question in ("Waar zijn we nu?", "Wat kan ik doen?", "Wat gebeurde er met mijn droom?"):
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    page.get_by_role("link", name="Deel je droom").first.click()
    citizen.check()
    page.wait_for_timeout(1600)  # nobody types a dream faster
    page.fill("textarea[name=text]", DREAM)
    page.get_by_role("button", name="Verstuur mijn droom").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jouw raam is aan")
    citizen.check()
    code = re.search(r"[A-Z]{3}-[A-Z]{3}\d", citizen.text())
    number = re.search(r"[Dd]room (\d[\d.]*)", citizen.text())
    assert code is not None
    assert number is not None
    page.reload()
    assert code[0] in citizen.text()
    return int(number[1].replace(".", "")), code[0]


def _score_ten(citizen: Visitor) -> None:
    page = citizen.page
    citizen.go("/scoren/")
    for turn in range(10):
        before = page.locator("[data-text]").first.inner_text()
        page.locator(f"form[data-answer] button[value='{turn % 3}']").click()
        if turn < 9:
            page.wait_for_function(
                "(old) => document.querySelector('[data-text]')?.innerText !== old", arg=before
            )
    expect(page.get_by_text("Goeiemorgen, Roeselare.")).to_be_visible()
    citizen.check()


def _follow(citizen: Visitor, code: str, expected: str) -> None:
    page = citizen.page
    citizen.go("/mijn-droom/")
    page.fill("#code", code.lower().replace("-", " "))
    page.locator("main form button").first.click()
    citizen.check()
    assert DREAM in citizen.text()
    assert expected in citizen.text()


def _write_at_the_table(ambassador: Visitor) -> None:
    page = ambassador.page
    ambassador.be("ambassadeur")
    ambassador.go("/ambassadeur/")
    row = page.locator(".agendarij", has_text="Droomsessie in De Ruiter").first
    door = row.get_attribute("href") or ""
    assert "/ambassadeur/kit/#/sessie/" in door
    # The way without the field kit; that one has tests of its own.
    ambassador.go(f"/ambassadeur/sessies/{door.rpartition('/')[2]}/")
    ambassador.check()
    if page.locator("[name=consent]").count():  # nobody started it before
        page.check("[name=consent]")
        page.get_by_role("button", name="Start sessie").click()
    ambassador.check()
    page.locator(".stoel").nth(2).click()
    page.fill("[name=speaker]", "Ines")
    page.fill("[name=text]", "Dat de bus op mij wacht als ze mij ziet lopen.")
    page.get_by_role("button", name="Klaar, volgende").click()
    expect(page.get_by_text("Laatst bewaard")).to_be_visible()
    assert "Ines" in ambassador.text()


def _hand_in_for_a_class(teacher: Visitor) -> None:
    page = teacher.page
    photo = io.BytesIO()
    Image.new("RGB", (800, 600), "#45E3F2").save(photo, "JPEG")
    teacher.go("/school/demo-de-vlieger-k3/")
    page.set_input_files(
        "[name=photo]", {"name": "werk.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    page.fill("[name=title]", "De blauwe dag")
    page.fill("main [name=text]", "Alles is blauw omdat de zee op bezoek is.")
    page.fill("[name=display_name]", "Lien")
    page.fill("[name=age]", "5")
    page.check("[name=consent_online][value=yes]")
    page.check("[name=consent_print][value=yes]")
    page.get_by_role("button", name="Lever in").click()
    expect(page.get_by_text("Goed ontvangen")).to_be_visible()
    teacher.be("lezer")
    teacher.go("/team/kunst/")
    page.get_by_role("button", name=re.compile("Keur goed.*De blauwe dag")).first.click()
    teacher.go("/kinderen/")
    expect(page.get_by_text("De blauwe dag").first).to_be_visible()


def _moderate(team: Visitor, number: int) -> None:
    page = team.page
    team.be("kernteam")
    team.go("/team/")
    team.go("/team/lezen/")
    for _card in range(40):
        place = page.get_by_role("button", name="Plaats").first
        if not place.is_visible():
            break
        place.click()
    expect(page.get_by_text("Alles is gelezen.")).to_be_visible()
    team.go(f"/dromen/{number}/")


def _cluster(team: Visitor, number: int) -> None:
    page = team.page
    team.travel(6)
    team.go("/team/behoeften/")
    page.locator("#nieuw [name=name], #nieuw [name$=name]").first.fill(NEED)
    page.locator("#nieuw select").first.select_option(label="Ademen")
    page.get_by_role("button", name="Maak deze behoefte").click()
    team.go(f"/team/bord/?zoek={MARK}")
    card = page.locator("[data-card]").filter(has_text=MARK)
    card.locator("input[type=checkbox]").check()
    page.locator("[data-board-table] button", has_text=NEED).first.click()
    expect(page.locator("[data-board-toast]")).to_contain_text(NEED)
    # All three channels lie on the same table.
    for source in ("online", "session", "school"):
        team.go(f"/team/bord/?bron={source}")
        assert page.locator("[data-card]").count() > 0


def _debate(scribe: Visitor, number: int) -> None:
    page = scribe.page
    scribe.travel(7)
    scribe.be("schrijver")
    scribe.go("/tafel/")
    page.locator(".tafels a", has_text="Ademen").first.click()
    scribe.check()
    for name, value in {
        "title": ACTION, "what": "Op elk kruispunt komt een eik met een bank.", "who": "Groendienst",
        "first_step": "Kruispunten tellen.", "when": "voor 2029",
    }.items():  # fmt: skip
        page.fill(f"main [name={name}]", value)
    page.locator("summary", has_text=NEED).click()
    page.locator("label.vink", has_text=MARK).locator("input").check()
    page.get_by_role("button", name="Zet op het scherm").click()
    expect(page.get_by_text("staat op het scherm")).to_be_visible()
    scribe.go("/scherm/")
    assert ACTION in scribe.text()


def _publish(team: Visitor, number: int) -> None:
    page = team.page
    team.travel(8)
    for room, button, file in (
        ("/team/nota/", "Maak de nota", "nota"), ("/team/krant/", "Maak de krant", "krant"),
    ):  # fmt: skip
        team.be("redactie")
        team.go(room)
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-progress]").first).to_be_visible()
        page.get_by_role("button", name="Publiceer").first.click(timeout=180_000)
        team.be("burgemeester")
        team.go("/kabinet/")
        name = "Download de nota (PDF)" if file == "nota" else re.compile("Download de krant")
        with page.expect_download() as pending:
            page.get_by_role("link", name=name).click()
        text, _pages = pdf_text(pending.value)
        assert f"{number:,}".replace(",", ".") in text
        if file == "nota":
            assert ACTION in " ".join(text.split())


def _arrive(citizen: Visitor, code: str) -> None:
    page = citizen.page
    citizen.travel(8)
    _follow(citizen, code, "Sleutel Ademen")
    page.get_by_role("link", name=NEED).click()
    citizen.check()
    page.go_back()
    page.get_by_role("link", name=ACTION).click()
    citizen.check()
    page.go_back()
    assert re.search(r"Bladzijde \d+", citizen.text())
    page.locator("a[href*='/nota/#droom-']").first.click()
    citizen.check()
