"""For the oven: outlines in cm."""

from .hands import fluted, lid, points, squared, waved
from .mesh import Shell, lathe, sweep


def lug(out: float, height: float, reach: float, breadth: float) -> Shell:
    """A flat ear to carry a dish by, at the distance out from its middle."""
    path = [
        (out - 0.9, height - 0.4),
        (out + 0.3 * reach, height),
        (out + 0.8 * reach, height + 0.1),
        (out + reach, height - 0.15),
    ]
    width = (breadth, 0.94 * breadth, 0.76 * breadth, 0.36 * breadth)
    return sweep(path, width=width, thick=(1.3, 1.0, 0.85, 0.6), height=height + 1, plump=2.6)


def ramekin() -> list[Shell]:
    """A small straight dish with flutes, for a souffle."""
    profile = points("4.1,0  4.3,0.2  4.5,0.6  4.55,2  4.6,4  4.65,4.4  4.85,4.6  4.9,5.2")
    shape = fluted(34, 0.17, 4.3, 0.5, 4.4)
    return [lathe(profile, wall=0.4, foot=0.3, bare=0.4, throw=0.0, spacing=0.08, around=408, pull=shape)]


def pie_dish() -> list[Shell]:
    """A sloping dish with a waved brim."""
    profile = points("9.4,0  9.8,0.3  10.6,1.8  11.6,4  12,4.7  12.8,5  13.8,5.15  14.2,5.4")
    shape = waved(20, 0.34, 0.14, 0.62)
    return [lathe(profile, wall=0.5, foot=0.35, bare=0.5, throw=0.025, around=320, pull=shape)]


def casserole() -> list[Shell]:
    """A round pot with ears and a lid, for the oven and the table."""
    profile = points("8.6,0  9,0.4  10.6,2.2  11.3,5.2  11.2,8.4  10.8,9.8  10.7,10.2")
    ear = lug(11, 7.6, 2.7, 6.5)
    pot = lathe(profile, wall=0.55, foot=0.5, bare=0.8, throw=0.05, finger=1.3)
    return [pot, ear, ear.turned(180), lid(10.9, 2.7, 1.75).moved(z=10.1)]


def gratin_dish() -> list[Shell]:
    """A low dish with soft corners and two ears."""
    profile = points("11.6,0  12,0.35  13,1.5  13.6,3.6  13.8,4.6  14.2,5  14.3,5.4")
    ear = lug(14, 4.6, 2.4, 7)
    dish = lathe(profile, wall=0.55, foot=0.4, bare=0.5, throw=0.0, around=320, pull=squared(14.3, 0.68, 4.5))
    return [dish, ear, ear.turned(180)]
