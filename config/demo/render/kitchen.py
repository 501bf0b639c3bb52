"""Tea, kitchen and house: outlines in cm."""

from .hands import lid, points, pouring
from .mesh import Shell, lathe, sweep


def teapot() -> list[Shell]:
    """A round teapot: side handle, spout, lid."""
    profile = points("4.4,0  4.6,0.35  6.5,2.4  7.6,5.4  7.2,8.4  5.6,10.6  4.2,11.5  3.9,11.7")
    grip = points("-6.6,8.9  -7.8,10.2  -9.6,10.6  -11.2,9.4  -11.6,7.2  -10.6,5  -8.9,3.7  -7,3.5")
    nose = points("4.6,4.6  6.6,4.9  8.6,6  9.9,8.2  11.3,10.6")
    handle = sweep(
        grip, width=(2.2, 1.7, 1.5, 1.4, 1.4, 1.7), thick=(1.3, 0.9, 0.8, 0.75, 0.75, 1.0), height=12
    )
    spout = sweep(
        nose,
        width=(4.6, 3.3, 2.4, 1.9, 1.6),
        thick=(4.6, 3.3, 2.4, 1.9, 1.6),
        height=12,
        hollow=0.28,
        plump=2.0,
    )
    return [
        lathe(profile, wall=0.4, bare=0.6, throw=0.022),
        handle,
        spout,
        lid(3.95, 1.5, 1.05).moved(z=11.6),
    ]


def jug() -> list[Shell]:
    """A pitcher with a pulled lip and a strap handle."""
    profile = points("4.8,0  5.1,0.4  6.4,3.4  6.9,7  6,11.2  4.7,14.4  4.4,16.4  4.9,18.3  5.2,19")
    grip = points("-4.15,16.7  -5.3,17.1  -7.3,17  -9,15.4  -9.2,12.4  -8.2,9.4  -6.2,7.3")
    strap = sweep(
        grip, width=(2.8, 2.2, 1.9, 1.8, 1.8, 2.1), thick=(1.5, 0.95, 0.8, 0.78, 0.85, 1.2), height=19
    )
    return [
        lathe(profile, wall=0.42, bare=0.8, throw=0.055, finger=1.2, pull=pouring(5, 2.1, 0.36, 0.72, -0.5)),
        strap,
    ]


def canister() -> list[Shell]:
    """A straight jar with a lid that sits over the rim."""
    profile = points("5.3,0  5.6,0.4  5.95,1.8  6,7  5.95,12.6  5.7,14.2  5.5,14.6")
    return [lathe(profile, wall=0.45, bare=0.8, throw=0.05), lid(5.9, 1.2, 1.3).moved(z=14.6)]


def planter() -> list[Shell]:
    """A tapered pot with a rolled rim."""
    profile = points("6.4,0  6.7,0.4  7.6,4  8.7,9.5  9.5,14.2  9.6,14.8  10.1,15.2  10.2,16.2  10,17")
    return [lathe(profile, wall=0.7, bare=1.0, throw=0.06, finger=1.4)]
