"""Lamps and candles: outlines in cm."""

from .hands import points
from .mesh import Shell, hoop, lathe, sweep


def table_lamp() -> list[Shell]:
    """A glazed foot, a brass neck and a linen shade with the light on."""
    foot = points(
        "5.8,0  6.2,0.4  6.6,1.2  8.6,5.6  9.6,10.4  8.7,15.2  5.6,18.8  2.8,20.3  2,21.2  1.9,22  0.02,22.1"
    )
    neck = points("1.5,0  1.55,0.3  0.9,0.6  0.75,2  0.75,5.4  0.02,5.5")
    return [
        lathe(foot, wall=0, foot=0.4, bare=0.9, throw=0.05, finger=1.5),
        lathe(neck, wall=0, foot=0.1, bare=-9, throw=0.0).moved(z=21.9).made_of("brass"),
        hoop(points("14.6,0  13.4,6.5  12.2,13  11,19.5"), wall=0.16).moved(z=23.6).made_of("linen"),
    ]


def tealight_cup() -> list[Shell]:
    """A cup that hides a small light."""
    profile = points("2.5,0  2.6,0.3  3.6,1.3  4.1,3.2  4,5  3.8,6  3.9,6.6")
    light = lathe(
        points("1.85,0  1.9,0.2  1.9,1.4  1.7,1.5  0.02,1.45"), wall=0, foot=0.1, bare=-9, throw=0.0
    )
    return [
        lathe(profile, wall=0.32, bare=0.5, throw=0.04),
        light.moved(z=0.9).made_of("wax"),
        *burning(z=2.3),
    ]


def burning(z: float) -> list[Shell]:
    """A wick with its flame."""
    wick = sweep([(0, 0), (0, 0.3), (0.06, 0.6)], width=(0.14, 0.14), thick=(0.14, 0.14), height=1, plump=2.0)
    drop = lathe(
        points("0.08,0  0.2,0.2  0.27,0.5  0.2,0.95  0.08,1.4  0.02,1.6"),
        wall=0,
        foot=0.05,
        bare=-9,
        throw=0.0,
    )
    return [wick.moved(z=z).made_of("dark"), drop.moved(x=0.03, z=z + 0.35).made_of("flame")]
