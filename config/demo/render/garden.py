"""Pots for plants: outlines in cm."""

from .hands import points, squared
from .mesh import Shell, lathe
from .vases import feet


def bowl_planter() -> list[Shell]:
    """A wide low pot for succulents or a bulb."""
    profile = points("6.2,0  6.6,0.4  9,2.2  11.6,5.6  12.3,8.6  12,10.6  12.2,11.2  12.7,11.6  12.6,12.4")
    return [lathe(profile, wall=0.65, bare=0.9, throw=0.055, finger=1.4)]


def herb_pot() -> list[Shell]:
    """A pot on its saucer, for basil on the window sill."""
    saucer = points("5.4,0  5.5,0.3  5.8,0.5  6.6,0.8  7.2,1.5  7.4,2.2")
    pot = points("4.5,0  4.7,0.3  5.2,3.6  5.9,8.4  6.1,9.4  6.15,9.7  6.6,9.9  6.75,10.8  6.7,11.8")
    return [
        lathe(saucer, wall=0.42, foot=0.35, bare=0.4, throw=0.02),
        lathe(pot, wall=0.5, bare=0.5, throw=0.045).moved(z=0.8),
    ]


def bonsai_tray() -> list[Shell]:
    """A long tray with a lip and four feet."""
    profile = points("12.6,0  13.2,0.3  14,1.6  14.4,3.4  14.5,3.9  15.3,4.1  15.5,4.7  15.4,5.2")
    tray = lathe(profile, wall=0.7, foot=0.3, bare=-0.2, throw=0.0, around=320, pull=squared(15.5, 0.66, 8))
    return [tray.moved(z=1.2), *feet(10.6, 5.8)]
