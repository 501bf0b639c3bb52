"""Jars and tools of the kitchen: outlines in cm."""

from .hands import bent, drawn_out, points
from .mesh import Shell, lathe, sweep


def salt_pig() -> list[Shell]:
    """A jar that leans over, so that a hand reaches the salt and the steam does not."""
    profile = points("4.3,0  4.7,0.3  5.9,2  6.3,4.4  5.9,7.4  5,10  4.4,12  4.5,13.6  4.8,14.2")
    ring = points("-3.3,10.2  -4.3,12  -3.6,13.6  -1.9,13.6  -0.6,12.4")
    return [
        lathe(profile, wall=0.45, bare=0.7, throw=0.05, pull=bent(4.5, 9.5, 78)),
        sweep(ring, width=(1.5, 1.2, 1.1, 1.2, 1.5), thick=(1.0, 0.7, 0.65, 0.7, 1.0), height=13),
    ]


def honey_jar() -> list[Shell]:
    """A jar like a hive, with a dipper in it."""
    rings = "3.9,0  4.2,0.25  5,1  4.75,1.75  5.3,2.6  5,3.35  5.3,4.2  4.9,4.95  4.95,5.8  4.4,6.5  4.2,6.9"
    hood = "4.35,0  4.4,0.25  3.95,0.75  4,1.3  3.3,1.75  3.1,2.3  2,2.7  1,2.9  0.7,3.3  1.05,4  0.9,4.5  0.02,4.7"
    cover = lathe(points(hood), wall=0, foot=0.1, bare=0.05, throw=0.0, spacing=0.08)
    stick = sweep(
        [(0, 0), (0, 5), (0, 11.5)], width=(0.75, 0.6, 0.85), thick=(0.75, 0.6, 0.85), height=12, plump=2.0
    )
    return [
        lathe(points(rings), wall=0.36, bare=0.6, throw=0.02, spacing=0.08),
        cover.moved(z=6.9),
        stick.made_of("wood").tilted(24).moved(x=1.5, z=4.2).turned(-35),
    ]


def ginger_jar() -> list[Shell]:
    """A high-shouldered jar with a cap, as once for ginger in syrup."""
    profile = points("5,0  5.3,0.4  5.7,2.4  7.3,7.5  8.4,12  8.1,15.4  6.2,17.6  4.2,18.4  3.9,19.2")
    cap = points("4.35,0  4.45,0.2  4.45,1.7  4.1,2.5  2.4,3.1  0.9,3.3  0.75,3.7  1.1,4.4  0.9,5  0.02,5.2")
    return [
        lathe(profile, wall=0.45, bare=0.8, throw=0.035, finger=1.5),
        lathe(cap, wall=0, foot=0.1, bare=0.05, throw=0.0).moved(z=18.6),
    ]


def mortar() -> list[Shell]:
    """A heavy bowl, bare inside, with a wooden pestle."""
    profile = points("4.3,0  4.6,0.4  4.8,1  5.9,3  6.8,5.6  7.1,7.6  7.3,8")
    club = points("0.9,0  1.6,0.5  1.75,1.4  1.4,3.4  1,6.5  0.95,10.5  1.2,13.4  1.05,14.6  0.02,15")
    pestle = lathe(club, wall=0, foot=0.1, bare=-9, throw=0.0).made_of("wood")
    bowl = lathe(profile, wall=0.85, foot=0.6, bare=0.9, throw=0.06, finger=1.1)
    return [bowl.unglazed_inside(), pestle.tilted(53).moved(x=-3.6, z=3.1)]


def spoon_rest() -> list[Shell]:
    """A shallow dish, drawn out to carry the spoon's handle."""
    profile = points("3.6,0  3.7,0.25  4.2,0.45  5.4,0.85  6,1.5  6.2,2")
    return [
        lathe(profile, wall=0.4, foot=0.3, bare=0.35, throw=0.02, around=320, pull=drawn_out(8.5, 0.36, 0.2))
    ]


def utensil_pot() -> list[Shell]:
    """A straight pot for spoons, shown with three."""
    profile = points("5.2,0  5.5,0.4  5.7,2  5.8,8  5.7,13  5.8,14.4  6.1,14.8  6.1,15.4")
    path = [(0, 0), (0, 9), (0.1, 18), (0.1, 22), (-0.4, 25), (-0.1, 27.5)]
    blade = (1.1, 1.9, 3.2, 4.4, 5, 5.2, 4.9, 4.2, 2.9, 0.8)
    spoon = sweep(
        path,
        width=(*((1.05,) * 22), *blade),
        thick=(*((1.0,) * 22), *(0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.4)),
        height=27,
        plump=2.0,
    ).made_of("wood")
    leaning = ((9, 3, 20), (16, -1.5, 138), (13, -1, 262))
    spoons = [
        spoon.turned(turn).tilted(lean).moved(x=start, z=1.2).turned(way)
        for (lean, start, way), turn in zip(leaning, (70, -55, 10), strict=True)
    ]
    return [lathe(profile, wall=0.5, bare=0.8, throw=0.055, finger=1.2), *spoons]
