"""What goes round the table: outlines in cm."""

from .hands import points, pouring, squared
from .mesh import Shell, lathe, sweep


def fruit_bowl() -> list[Shell]:
    """A wide bowl on a turned foot."""
    profile = points("6.2,0  6.4,0.5  5.3,1.6  4.9,2.7  6,3.6  10.2,5  14,7.6  15.6,10.4")
    return [lathe(profile, wall=0.6, foot=2.9, bare=0.7, throw=0.05, finger=1.3)]


def sauce_boat() -> list[Shell]:
    """An oval cup with a long lip and a handle at the other end."""
    profile = points("3.4,0  3.5,0.4  3.1,0.9  3.7,1.4  5.4,3  6.2,5.2  6.6,7")
    ear = points("-5.9,6.1  -7.1,7.2  -8.7,7.2  -9.5,5.9  -8.8,4.2  -7,3  -5,2.7")
    strap = sweep(ear, width=(1.7, 1.4, 1.3, 1.2, 1.3), thick=(1.0, 0.65, 0.55, 0.55, 0.8), height=7.5)
    boat = lathe(
        profile,
        wall=0.36,
        foot=0.7,
        bare=0.6,
        throw=0.02,
        squash=0.64,
        around=240,
        pull=pouring(6.6, 3.4, 0.34, 0.45, -1.3),
    )
    return [boat, strap]


def butter_dish() -> list[Shell]:
    """A tray and a cover with a knob, for half a pound."""
    tray = points("7.8,0  7.9,0.3  8.1,0.45  9.2,0.65  9.7,1  9.95,1.6")
    cover = points("7.7,0  7.75,0.25  7.65,2.4  7.45,4.2  7,5.1  6,5.55  3,5.8  0.02,5.85")
    button = points("1.15,0  0.85,0.5  1.45,1.3  1.3,2  0.02,2.25")
    return [
        lathe(tray, wall=0.42, foot=0.35, bare=0.35, throw=0.0, around=320, pull=squared(9.95, 0.64, 5)),
        lathe(cover, wall=0, foot=0.1, bare=0.05, throw=0.01, around=320, pull=squared(7.75, 0.54, 5)).moved(
            z=0.8
        ),
        lathe(button, wall=0, foot=0.1, bare=-9, throw=0.0).moved(z=6.55),
    ]


def fair_cup() -> list[Shell]:
    """A small jug without a handle, from which tea is shared out."""
    profile = points("2.6,0  2.8,0.3  3.8,1.9  4.1,4  3.75,6.2  3.6,7.3  3.85,8.3")
    return [lathe(profile, wall=0.3, bare=0.5, throw=0.025, pull=pouring(3.85, 1.5, 0.34, 0.7, -0.35))]


def kyusu() -> list[Shell]:
    """A squat pot for green tea with a hollow handle at its side."""
    profile = points("4,0  4.3,0.3  5.8,1.6  6.5,3.6  6.1,5.5  4.9,6.8  3.7,7.35  3.45,7.5")
    nose = points("4.6,3.6  6.2,4.1  7.6,5.4  8.5,7.2")
    spout = sweep(nose, width=(4, 2.9, 2.1, 1.6), thick=(4, 2.9, 2.1, 1.6), height=8, hollow=0.24, plump=2.0)
    stick = points("5,4.2  7,5.3  9.5,6.7  12.6,8.3")
    grip = sweep(
        stick, width=(2.6, 1.9, 2.1, 2.9), thick=(2.6, 1.9, 2.1, 2.9), height=9, hollow=0.3, plump=2.0
    )
    cover = lathe(
        points("3.5,0  3.52,0.22  2.9,0.55  1.6,0.85  0.8,0.95  0.55,1.25  0.95,1.85  0.85,2.3  0.02,2.5"),
        wall=0,
        foot=0.1,
        bare=0.05,
        throw=0.015,
    )
    return [lathe(profile, wall=0.36, bare=0.6, throw=0.035), spout.turned(-90), grip, cover.moved(z=7.4)]


def carafe() -> list[Shell]:
    """A slender bottle with a lip, for water or wine."""
    profile = points("4.2,0  4.5,0.4  5.4,2.6  5.7,6  5,9.8  3.3,13.6  2.4,17  2.5,20  3.3,22.6")
    return [
        lathe(profile, wall=0.38, bare=0.7, throw=0.05, finger=1.3, pull=pouring(3.3, 1.0, 0.4, 0.84, -0.2))
    ]
