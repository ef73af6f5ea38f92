"""Pictures of what people dream about, for who would rather point than write."""

from campaigns.illustration.paper import LILAC, NIGHT, PEACH, SUN, disc, line, path, polygon, star

_PINK, _SKY, _LEAF, _TRUNK = "#FFC9D4", "#CBE8FF", "#2C8C62", "#593CA3"


def _trees() -> str:
    return (
        path("M28 62h9v32h-9ZM66 56h9v38h-9Z", _TRUNK)
        + path(disc(32, 44, 24, seed=3, wobble=0.05), _LEAF)
        + path(disc(70, 38, 25, seed=8, wobble=0.05), "#1D6B57")
    )


def _bike() -> str:
    return (
        path(disc(25, 66, 21, seed=4), SUN)
        + path(disc(76, 66, 21, seed=6), SUN)
        + path(disc(25, 66, 13, seed=4), "#fff")
        + path(disc(76, 66, 13, seed=6), "#fff")
        + line("M25 66L42 36H68L50 66H25M50 66L38 28H30M76 66L64 24H76", NIGHT, 6)
    )


def _house() -> str:
    return (
        path("M16 46L84 45L85 92L15 93Z", _PINK)
        + path("M4 50L50 10L96 49L84 52L50 24L16 53Z", NIGHT)
        + path("M42 62h17v31H42Z", NIGHT)
        + path("M23 56h13v15H23ZM65 56h13v15H65Z", SUN)
    )


def _play() -> str:
    return (
        line("M10 94L30 12L50 94M30 12H84L92 94", NIGHT, 6)
        + line("M54 14L50 66M76 14L78 66", _TRUNK, 3)
        + path("M44 64L84 63L84 73L44 74Z", PEACH)
        + path(disc(64, 40, 9, seed=5), SUN)
        + path("M54 50L74 50L78 66L50 66Z", LILAC)
    )


def _people() -> str:
    return (
        path("M4 94C4 62 44 62 44 94Z", LILAC)
        + path("M56 94C56 62 96 62 96 94Z", PEACH)
        + path("M26 96C26 54 74 54 74 96Z", SUN)
        + path(disc(24, 52, 12, seed=3), NIGHT)
        + path(disc(76, 52, 12, seed=7), NIGHT)
        + path(disc(50, 36, 15, seed=5), NIGHT)
    )


def _music() -> str:
    return (
        path("M34 20L84 10L84 24L34 34Z", NIGHT)
        + line("M38 26V76M80 18V68", NIGHT, 7)
        + path(disc(27, 78, 15, seed=4, wobble=0.05), PEACH)
        + path(disc(69, 70, 15, seed=9, wobble=0.05), SUN)
    )


def _shop() -> str:
    return (
        path("M14 44H86V92H14Z", "#fff")
        + path("M50 56H78V92H50Z", NIGHT)
        + path("M20 56H42V76H20Z", _SKY)
        + path("M8 18H92L96 46H4Z", PEACH)
        + path("M26 18H42L40 46H22ZM60 18H76L80 46H60Z", "#fff")
    )


def _school() -> str:
    return (
        path("M8 22L46 30V92L8 82ZM92 22L54 30V92L92 82Z", LILAC)
        + path("M46 30L54 30V92H46Z", NIGHT)
        + line("M17 42L37 46M17 56L37 60M63 46L83 42M63 60L83 56", NIGHT, 5)
    )


def _quiet() -> str:
    return (
        path(star(74, 26, 22, 12, 10, seed=4), SUN)
        + path("M12 50H88V60H12ZM8 68H92V79H8Z", _TRUNK)
        + path("M18 44h8v52h-8ZM74 44h8v52h-8Z", NIGHT)
    )


def _bus() -> str:
    return (
        path("M6 24L94 22V76H6Z", SUN)
        + path("M14 32H36V52H14ZM42 32H64V52H42ZM70 32H87V66H70Z", NIGHT)
        + path(disc(28, 78, 12, seed=3), NIGHT)
        + path(disc(72, 78, 12, seed=5), NIGHT)
    )


def _water() -> str:
    return (
        path("M50 6C68 32 78 44 78 60A28 28 0 0 1 22 60C22 44 32 32 50 6Z", _SKY)
        + line("M38 62C38 70 43 75 50 76", NIGHT, 5)
        + line("M8 94C22 86 30 100 44 93S70 88 92 94", NIGHT, 5)
    )


def _light() -> str:
    return (
        path(polygon([(50, 36), (92, 92), (30, 93)]), "#FFF3C9")
        + line("M20 96V14H54", NIGHT, 7)
        + path("M40 14L66 12L62 34H44Z", SUN)
        + path("M8 90H34V98H8Z", NIGHT)
    )


PICTOGRAMS = {
    "groen": _trees(), "fiets": _bike(), "huis": _house(), "spelen": _play(),
    "mensen": _people(), "muziek": _music(), "winkel": _shop(), "school": _school(),
    "stil": _quiet(), "bus": _bus(), "water": _water(), "licht": _light(),
}  # fmt: skip
