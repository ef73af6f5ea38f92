"""The children's artworks of the demo campaign."""

import io

import pytest
from PIL import Image

from roeselare2030.demo.drawings import KINDS, MOTIFS, draw

SMALL = (320, 240)


def opened(data: bytes) -> Image.Image:
    """Open a JPEG."""
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_gives_the_same_bytes(kind):
    first = draw("river", kind=kind, age=8, seed=3, size=SMALL)
    assert first == draw("river", kind=kind, age=8, seed=3, size=SMALL)


@pytest.mark.parametrize("kind", KINDS)
def test_another_seed_age_or_motif_gives_another_picture(kind):
    pictures = {
        draw("moon", kind=kind, age=8, seed=1, size=SMALL),
        draw("moon", kind=kind, age=8, seed=2, size=SMALL),
        draw("moon", kind=kind, age=5, seed=1, size=SMALL),
        draw("bike", kind=kind, age=8, seed=1, size=SMALL),
    }
    assert len(pictures) == 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("motif", MOTIFS)
def test_every_motif_works_in_every_kind(motif, kind):
    for age in (4, 12):
        picture = opened(draw(motif, kind=kind, age=age, seed=age, size=SMALL))
        assert (picture.format, picture.size) == ("JPEG", SMALL)
        assert len(picture.convert("P").getcolors(256)) > 12


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(300, 420), (500, 240)])
def test_other_proportions_work(kind, size):
    assert opened(draw("star", kind=kind, age=7, seed=1, size=size)).size == size


@pytest.mark.parametrize("kind", KINDS)
def test_full_size_stays_light(kind):
    data = draw("market", kind=kind, age=12, seed=5)
    assert opened(data).size == (1600, 1200)
    assert len(data) <= 350_000


def test_the_twenty_motifs_and_four_kinds_are_there():
    assert len(MOTIFS) == 20
    assert KINDS == ("drawing", "collage", "poem", "model")


def test_an_unknown_motif_is_named():
    with pytest.raises(ValueError, match=r"Unknown motif 'dragon'.*tower-slide"):
        draw("dragon", kind="drawing", age=8, seed=1)


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match=r"Unknown kind 'opera'.*drawing"):
        draw("moon", kind="opera", age=8, seed=1)
