"""One's own dream as the headline of the newspaper of the future."""

import io
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageColor

from campaigns.illustration.paper import SUN
from campaigns.illustration.symbols import VIVID
from campaigns.models import Campaign, Channel, Status
from publications.rendering.cutting import cut
from publications.rendering.front_page import SIZE, draw_front_page
from publications.views import front_page as view
from tests.factories import make_contribution
from tests.publications.builders import make_card, make_key, make_need

pytestmark = [pytest.mark.django_db, pytest.mark.phase(8)]


def picture(**changes: str) -> Image.Image:
    words = {
        "name": "De krant van de toekomst", "dated": "Zaterdag 12 oktober 2030",
        "headline": "Een bank onder elke boom", "foot": "Droom 12",
    } | changes  # fmt: skip
    return Image.open(io.BytesIO(draw_front_page(**words))).convert("RGB")


def test_the_page_shows_the_dream_its_need_and_where_to_share_it(
    client_of: Any, campaign: Campaign
) -> None:
    dream = make_contribution(campaign, "Een bank onder elke boom")
    make_card(dream, make_need(make_key(campaign), "Rust op straat"))
    answer = client_of().get(f"/dromen/{dream.number}/voorpagina/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ">Een bank onder elke boom</h1>" in page
    assert "12 oktober 2030" in page
    assert "Rust op straat" in page
    assert f'voorpagina.png"><meta property="og:image:width" content="{SIZE[0]}"' in page


@pytest.mark.parametrize(
    "fields",
    [{"status": Status.HELD}, {"consent_online": False}, {"channel": Channel.SCHOOL}, {"text": ""}],
)
def test_what_not_everybody_may_read_is_no_headline(
    client_of: Any, campaign: Campaign, fields: dict[str, Any]
) -> None:
    dream = make_contribution(campaign, **({"text": "Een bank"} | fields))
    for page in ("voorpagina/", "voorpagina.png"):
        assert client_of().get(f"/dromen/{dream.number}/{page}").status_code == 404


@pytest.mark.phase(6)
def test_before_the_results_there_is_no_newspaper(client_of: Any, campaign: Campaign) -> None:
    dream = make_contribution(campaign)
    assert client_of().get(f"/dromen/{dream.number}/voorpagina/").status_code == 409


def test_the_picture_is_drawn_once_and_anew_when_the_words_change(
    client_of: Any, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(**words: str) -> bytes:
        drawn.append(words["headline"])
        return draw_front_page(**words)

    monkeypatch.setattr(view, "draw_front_page", draw)
    dream = make_contribution(campaign, "Een bank")
    where = f"/dromen/{dream.number}/voorpagina.png"
    for _ in range(2):
        answer = client_of().get(where)
        assert answer.headers["Content-Type"] == "image/png"
    for text in ("Twee banken 🌳", "שלום בעיר"):
        dream.text = text
        dream.save()
        client_of().get(where)
    # A sign of ours is left out; a script our letters do not have is never torn apart.
    assert drawn == ["Een bank", "Twee banken", f"Droom {dream.number}"]


def test_other_words_give_another_picture_of_the_same_size() -> None:
    one, other = picture(), picture(headline="Een boom bij elke bank")
    assert one.size == other.size == SIZE
    assert ImageChops.difference(one, other).getbbox() is not None
    assert ImageChops.difference(one, picture()).getbbox() is None


@pytest.mark.parametrize("headline", ["lang " * 400, "z" * 400, "Kort"])
def test_no_headline_runs_into_the_foot_or_over_the_edge(headline: str) -> None:
    page, empty = picture(headline=headline), picture(headline="")
    left, top, right, bottom = ImageChops.difference(page, empty).getbbox() or (0, 0, 0, 0)
    assert (top, bottom) >= (180, 0)
    assert bottom <= 574
    assert left >= 50
    if " " in headline:
        assert right <= SIZE[0] - 40


def test_a_name_without_an_o_has_no_sun_and_still_a_name() -> None:
    assert ImageChops.difference(picture(name="Het blad"), picture(name="")).getbbox()


def test_the_picture_of_a_story_wears_its_key() -> None:
    plain, worn = picture(), picture(rubric="Bewegen", shape="bewegen")
    assert worn.getpixel((600, 600)) == ImageColor.getrgb(VIVID["bewegen"])
    assert plain.getpixel((600, 600)) == ImageColor.getrgb(SUN)
    # The shape stands beside the headline, the rubric above it.
    assert VIVID["bewegen"] in colours(worn.crop((860, 200, 1150, 560)))
    assert VIVID["bewegen"] in colours(worn.crop((60, 190, 200, 240)))
    assert VIVID["bewegen"] not in colours(plain)


@pytest.mark.parametrize("shape", ["", *VIVID])
def test_every_shape_can_be_cut(shape: str) -> None:
    mark = cut(shape, 120)
    assert (VIVID[shape] if shape else SUN) in colours(mark.convert("RGB"))
    assert mark.getchannel("A").getpixel((0, 0)) == 0  # nothing around it


def colours(page: Image.Image) -> set[str]:
    found = page.getcolors(1 << 20) or []
    return {
        "#" + "".join(f"{part:02X}" for part in value)
        for n, value in found
        if n > 40 and isinstance(value, tuple)
    }
