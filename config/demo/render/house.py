"""For the oven and the house: outlines in cm. More for the oven in oven.py, for the larder in larder.py."""

import math

from .hands import points
from .mesh import Shell, lathe, sweep


def baking_dish() -> list[Shell]:
    """An oval dish with two lugs to carry it by."""
    profile = points("11.5,0  11.9,0.4  13,2.2  13.6,4.6  13.9,5.8  14.2,6")
    lug = [(13.2, 4.9), (14.6, 5.3), (16.4, 5.4), (17.1, 5.1)]
    right = sweep(lug, width=(8.5, 8, 6.5, 3.0), thick=(1.3, 1.0, 0.85, 0.6), height=6, plump=2.6)
    dish = lathe(profile, wall=0.6, foot=0.4, bare=0.6, throw=0.03, squash=0.64, spacing=0.16)
    return [dish, right, right.turned(180)]


def cake_stand() -> list[Shell]:
    """A plate on a turned foot."""
    foot = points("6.2,0  6.3,0.4  5.2,1.4  3,3.6  2.3,6  2.6,8  4.2,9.4  6,9.9  0.02,9.95")
    plate = points("5,0  5.1,0.3  8,0.5  12,0.75  13.4,1.1  14,1.9")
    return [
        lathe(foot, wall=0, foot=0.3, bare=0.4, throw=0.03),
        lathe(plate, wall=0.5, foot=0.1, bare=-9, throw=0.02).moved(z=9.6),
    ]


def egg_cup() -> list[Shell]:
    """A cup on a short stem."""
    profile = points("2.1,0  2.15,0.3  1.5,0.9  1.1,1.7  1.4,2.5  2.1,3.3  2.45,4.6  2.45,5.6")
    return [lathe(profile, wall=0.28, foot=2.1, bare=0.25, throw=0.02)]


def candle_holder() -> list[Shell]:
    """A dish with a socket, a candle in it and a ring for the finger."""
    dish = points("4,0  4.1,0.3  5.4,0.6  6.3,1.5  6.6,2.3")
    socket = points("1.9,0  1.75,0.5  1.4,1.6  1.35,2.8  1.6,3.7  1.75,4")
    ring = [
        (6.1 + 1.45 * (1 - math.cos(a)), 1.5 + 1.45 * math.sin(a))
        for a in (x * math.tau / 14 for x in range(15))
    ]
    grip = sweep(ring, width=(1.5, 1.3, 1.5), thick=(0.7, 0.6, 0.7), height=4)
    candle = lathe(
        points("1.1,0  1.12,0.3  1.08,6  1.05,11.6  0.95,11.9  0.5,11.85  0.02,11.8"),
        wall=0,
        foot=0.1,
        bare=-9,
        throw=0.01,
    )
    wick = sweep([(0, 0), (0, 0.4), (0.1, 0.8)], width=(0.16, 0.14), thick=(0.16, 0.14), height=1, plump=2.0)
    return [
        lathe(dish, wall=0.4, foot=0.2, bare=0.4, throw=0.02),
        lathe(socket, wall=0.35, foot=0.2, bare=-9, throw=0.02).moved(z=0.55),
        grip,
        candle.moved(z=1.4).made_of("wax"),
        wick.moved(z=13.1).made_of("dark"),
    ]


def incense_bowl() -> list[Shell]:
    """A low bowl for ash, on three small feet, with a stick in it."""
    profile = points("2.5,0  3.4,0.3  4.9,1.6  5.3,3.4  5,4.6  5.2,5.2")
    foot = sweep(
        [(3.6, 1.2), (4.1, 0.2), (4.3, -0.9)], width=(1.8, 1.2, 0.9), thick=(1.8, 1.2, 0.9), height=6
    )
    legs = [foot.turned(turn).moved(z=0.9) for turn in (90, 210, 330)]
    bed = lathe(points("4.2,0  4.55,0.3  4.5,0.5  2.5,0.75  0.02,0.7"), wall=0, foot=0.05, bare=-9, throw=0.0)
    stick = sweep([(0, 0), (0, 6), (0, 12)], width=(0.2, 0.2), thick=(0.2, 0.2), height=12, plump=2.0)
    return [
        lathe(profile, wall=0.42, foot=0.1, bare=-0.4, throw=0.03).moved(z=0.9),
        *legs,
        bed.moved(z=3.7).made_of("embers"),
        stick.tilted(9).moved(x=0.4, z=3.6).made_of("dark"),
    ]
