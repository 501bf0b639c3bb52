"""Tea ware beyond the pot: outlines in cm."""

from .hands import lid, points, pouring
from .mesh import Shell, lathe, sweep


def chawan() -> list[Shell]:
    """A bowl for whisked tea: round in two hands, not quite even."""
    profile = points("2.9,0  2.95,0.5  2.8,0.9  3.9,1.2  5.6,2.6  6.1,4.8  5.95,6.8  6.1,7.8")
    return [lathe(profile, wall=0.48, foot=0.8, bare=1.5, throw=0.07, finger=1.2)]


def gaiwan() -> list[Shell]:
    """A lidded cup on a saucer: the lid sits inside the flaring rim."""
    cup = points("2.2,0  2.25,0.4  2.2,0.7  3,1.1  4.1,3  4.7,5.2  5.3,6")
    saucer = points("3,0  3.05,0.4  3.2,0.6  4.2,0.85  5.3,1.6  5.8,2.2")
    under = lathe(saucer, wall=0.34, foot=0.4, bare=0.4, throw=0.015)
    bowl = lathe(cup, wall=0.28, foot=0.6, bare=0.5, throw=0.015).moved(z=0.8)
    return [under, bowl, lid(4.55, 1.3, 0.95).moved(z=6.2)]


def tea_caddy() -> list[Shell]:
    """A small jar with a flat lid, for leaves."""
    profile = points("3.1,0  3.35,0.3  4.5,2  5,5  4.7,7.8  3.6,9.3  3.2,9.7")
    top = points("3.45,0  3.5,0.3  3.45,1.7  3.2,2  1.5,2.15  0.02,2.2")
    cap = lathe(top, wall=0, foot=0.1, bare=0.05, throw=0.015)
    return [lathe(profile, wall=0.36, bare=0.7, throw=0.04), cap.moved(z=9.5)]


def creamer() -> list[Shell]:
    """A small jug for milk."""
    profile = points("2.6,0  2.8,0.25  3.7,1.8  3.8,3.4  3.1,5.4  2.9,6.6  3.25,8")
    grip = [(-2.75, 6.9), (-3.5, 7.2), (-4.9, 6.9), (-5.6, 5.4), (-5.1, 3.8), (-3.5, 2.7)]
    strap = sweep(grip, width=(1.7, 1.3, 1.2, 1.1, 1.3), thick=(0.95, 0.65, 0.55, 0.55, 0.8), height=8)
    return [lathe(profile, wall=0.32, bare=0.5, throw=0.03, pull=pouring(3.2, 1.2, 0.4, 0.7, -0.25)), strap]


def sugar_bowl() -> list[Shell]:
    """A round bowl with a lid."""
    profile = points("2.9,0  3.1,0.3  4.5,1.6  5,3.6  4.6,5.4  4.1,6.1")
    return [lathe(profile, wall=0.36, bare=0.55, throw=0.03), lid(4.25, 1.4, 0.9).moved(z=6)]


def sake_flask() -> list[Shell]:
    """A tokkuri: full belly, pinched neck, flaring mouth."""
    profile = points("3,0  3.2,0.3  4.1,2  4.2,4.6  3.4,7.6  1.9,9.9  1.5,11.2  1.9,12.6  2.3,13.2")
    return [lathe(profile, wall=0.34, bare=0.7, throw=0.05)]


def sake_cup() -> list[Shell]:
    """A guinomi, to be drunk in two sips."""
    profile = points("1.5,0  1.55,0.35  1.5,0.55  2,0.8  2.8,2  2.95,3.6  3.1,4.2")
    return [lathe(profile, wall=0.3, foot=0.5, bare=0.8, throw=0.04)]
