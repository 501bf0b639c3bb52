"""Vases: outlines in cm."""

from .hands import points, slumped, squared
from .mesh import Shell, lathe, sweep


def floor_vase() -> list[Shell]:
    """A high-shouldered vase for the floor."""
    profile = points(
        "8.2,0  8.8,0.6  10.4,7  13.4,19  15,30  14.2,38  10.4,43.6  7.2,46.2  6.6,48.4  7.6,51  8.6,52"
    )
    return [lathe(profile, wall=0.9, foot=1, bare=1.3, throw=0.075, spacing=0.22, finger=2.2)]


def bud_vase() -> list[Shell]:
    """A drop with a thin neck, for one stem."""
    profile = points("2.6,0  2.9,0.3  4,2.4  4.25,4.6  3.5,7  1.9,9.2  1.15,11.2  1,13.6  1.35,15.4  1.75,16")
    return [lathe(profile, wall=0.35, bare=0.5)]


def bottle_vase() -> list[Shell]:
    """A long-necked bottle."""
    profile = points(
        "4.9,0  5.2,0.5  7.2,3.4  8,7.6  7.2,11.8  4.6,15.6  2.7,18.6  2,22  1.95,26.4  2.6,29.2  3.2,30"
    )
    return [lathe(profile, wall=0.45, bare=0.8, throw=0.05, finger=1.4)]


def moon_jar() -> list[Shell]:
    """Two bowls joined at the belly, as round as a moon and not quite even."""
    profile = points(
        "6.6,0  6.9,0.5  10.6,4.2  13.8,9.4  14.5,14.4  13.5,19.4  10.4,24  7.9,26  7.2,27.1  7.4,28"
    )
    return [lathe(profile, wall=0.6, bare=0.7, throw=0.032, finger=1.6, pull=slumped)]


def shoulder_vase() -> list[Shell]:
    """Narrow foot, broad shoulder, short neck."""
    profile = points(
        "5,0  5.3,0.5  6,4  7.9,11  9.6,17  9.9,20  8.6,22.7  5.4,24  3.6,24.5  3.5,25.1  4.2,26"
    )
    return [lathe(profile, wall=0.5, bare=0.9, throw=0.055, finger=1.6)]


def cylinder_vase() -> list[Shell]:
    """A straight vase with strong throwing marks."""
    profile = points("5,0  5.3,0.4  5.45,3  5.5,10  5.4,18  5.25,23  5.35,24")
    return [lathe(profile, wall=0.5, bare=1.0, throw=0.075, finger=1.3)]


def meiping() -> list[Shell]:
    """A plum vase: broad shoulder, narrow foot, a mouth for one branch."""
    profile = points(
        "4.6,0  4.9,0.4  5.1,3.6  6.4,11  8.6,19  9.4,23.2  8.3,26.6  5,28.6  2.7,29.2  2.2,30  2.8,31"
    )
    return [lathe(profile, wall=0.5, bare=0.8, throw=0.035, finger=1.6)]


def gourd_vase() -> list[Shell]:
    """Two bulbs one above the other."""
    profile = points(
        "4.3,0  4.7,0.4  7,3.2  8.3,7.6  7.4,12  4.6,15  3.7,16.3  4.4,17.7  5.3,20.2  4.6,23  2.7,25.2"
        "  1.7,26.4  1.55,28  1.95,29"
    )
    return [lathe(profile, wall=0.42, bare=0.7, throw=0.03, finger=1.3)]


def ikebana_dish() -> list[Shell]:
    """A low basin on four feet, for a branch and much water."""
    profile = points("11.6,0  12.6,0.3  14.4,1.2  15,2.6  15.1,4.2  15.5,4.6  15.6,5")
    basin = lathe(profile, wall=0.6, foot=0.2, bare=-0.2, throw=0.0, around=320, pull=squared(15.6, 0.62, 4))
    return [basin.moved(z=1.2), *feet(9.6, 4.4)]


def feet(x: float, y: float) -> list[Shell]:
    """Four flat feet under a basin."""
    foot = sweep([(0, 1.7), (0, 1), (0, 0)], width=(3, 2.5, 2), thick=(4.4, 3.8, 3.1), height=6, plump=4)
    return [foot.moved(x=side * x, y=depth * y) for side in (-1, 1) for depth in (-1, 1)]
