"""Bowls, plates, cups and mugs: outlines in cm. What serves at table is in serving.py."""

from .hands import plate, points, pouring, squared
from .mesh import Shell, lathe, sweep


def rice_bowl() -> list[Shell]:
    """A small deep bowl on a foot ring."""
    profile = points("2.6,0  2.65,0.5  2.5,0.95  3.3,1.25  5,2.9  5.8,5.2  6.05,6.5")
    return [lathe(profile, wall=0.36, foot=0.8, bare=0.9, throw=0.03)]


def serving_bowl() -> list[Shell]:
    """A wide bowl for the middle of the table."""
    profile = points("5,0  5.1,0.6  4.9,1.1  6.4,1.5  10.2,4.1  12.8,7.8  13.5,10")
    return [lathe(profile, wall=0.6, foot=1, bare=1.1, throw=0.05, finger=1.3)]


def ramen_bowl() -> list[Shell]:
    """A flaring bowl on a high foot."""
    profile = points("3.6,0  3.65,0.8  3.4,1.4  4.6,1.8  7.4,4.1  9,7.1  9.5,8.5")
    return [lathe(profile, wall=0.45, foot=1.2, bare=1.4, throw=0.04)]


def pasta_bowl() -> list[Shell]:
    """Low, with an upright wall."""
    profile = points("6.2,0  6.3,0.5  6.5,0.8  8.6,1.1  10.6,2.3  11.3,4.2  11.5,5.5")
    return [lathe(profile, wall=0.5, foot=0.6, bare=0.7, throw=0.03)]


def mixing_bowl() -> list[Shell]:
    """A deep bowl with a rolled rim and a lip to pour from."""
    profile = points("6,0  6.2,0.4  7.8,2.4  10,6.4  11.3,10.6  11.6,12  12,12.5  12,13")
    return [
        lathe(
            profile,
            wall=0.65,
            foot=0.6,
            bare=0.8,
            throw=0.06,
            finger=1.3,
            pull=pouring(12.0, 1.5, 0.32, 0.78),
        )
    ]


def dinner_plate() -> list[Shell]:
    """A coupe plate."""
    return [lathe(plate(13.5, 2.6, 8), wall=0.5, foot=0.5, bare=0.55, throw=0.03)]


def side_plate() -> list[Shell]:
    """A small coupe plate."""
    return [lathe(plate(9, 2.2, 5.4), wall=0.42, foot=0.45, bare=0.5, throw=0.025)]


def platter() -> list[Shell]:
    """An oval platter."""
    return [lathe(plate(19, 3.2, 12), wall=0.6, foot=0.6, bare=0.65, throw=0.04, squash=0.66, spacing=0.16)]


def soup_plate() -> list[Shell]:
    """A deep well and a broad, nearly flat rim."""
    profile = points("5.4,0  5.45,0.4  5.7,0.7  7.2,1.3  8,2.5  8.3,3  9.4,3.35  11,3.8  11.5,4")
    return [lathe(profile, wall=0.45, foot=0.5, bare=0.6, throw=0.02)]


def mug() -> list[Shell]:
    """A straight mug with a pulled handle."""
    profile = points("3.5,0  3.75,0.3  4.15,1.2  4.2,3.6  4.1,7  4,8.8  4.12,9.5")
    handle = points("3.85,8  4.7,8.25  6,8.1  7.05,7  7.1,5.3  6.2,3.5  5,2.55  3.95,2.2")
    strap = sweep(
        handle, width=(2.3, 1.9, 1.7, 1.6, 1.5, 1.6), thick=(1.2, 0.85, 0.72, 0.7, 0.68, 0.85), height=9.5
    )
    return [lathe(profile, wall=0.36, bare=0.55, throw=0.035), strap]


def yunomi() -> list[Shell]:
    """A Japanese tea cup: tall, no handle, on a small foot."""
    profile = points("2.3,0  2.35,0.5  2.25,0.8  3,1.15  3.65,2.3  3.75,5  3.62,7.8  3.7,9")
    return [lathe(profile, wall=0.36, foot=0.7, bare=1.0, throw=0.05)]


def espresso_cup() -> list[Shell]:
    """A small cup that fits the hand, no handle."""
    profile = points("2.1,0  2.3,0.25  2.85,1.2  3.05,2.8  2.95,5  3.05,6")
    return [lathe(profile, wall=0.32, bare=0.5, throw=0.03)]


def tumbler() -> list[Shell]:
    """A tall cup, slightly waisted where the hand goes."""
    profile = points("3,0  3.2,0.3  3.5,1.4  3.6,3.4  3.5,6  3.65,8.6  3.95,11")
    return [lathe(profile, wall=0.36, bare=0.8, throw=0.05)]


def cup_and_saucer() -> list[Shell]:
    """A round cup with a small handle on its saucer."""
    cup = points("2.4,0  2.45,0.4  2.4,0.6  3.2,1  4.4,2.7  4.75,5  4.85,6.2")
    ear = points("4.35,4.9  5.2,5.35  6.3,5.1  6.75,4.1  6.2,3.1  5.2,2.5  4.1,2.3")
    saucer = points("4,0  4.05,0.35  4.2,0.55  5.6,0.8  7,1.5  7.75,2.1")
    strap = sweep(ear, width=(1.5, 1.2, 1.1, 1.0, 1.1), thick=(0.95, 0.65, 0.55, 0.55, 0.7), height=6.2)
    under = lathe(saucer, wall=0.4, foot=0.4, bare=0.45, throw=0.02)
    return [under, lathe(cup, wall=0.34, foot=0.5, bare=0.5, throw=0.025).moved(z=0.8), strap.moved(z=0.8)]


def cereal_bowl() -> list[Shell]:
    """A bowl for the morning: round below, upright above."""
    profile = points("3.4,0  3.5,0.4  3.5,0.75  5.2,1.2  6.9,2.8  7.5,4.8  7.55,6.3")
    return [lathe(profile, wall=0.42, foot=0.6, bare=0.8, throw=0.045, finger=1.1)]


def dip_bowl() -> list[Shell]:
    """A small dish for soy sauce, salt or olives."""
    profile = points("2,0  2.05,0.3  1.95,0.5  3,0.75  4.1,1.6  4.5,3")
    return [lathe(profile, wall=0.34, foot=0.4, bare=0.5, throw=0.03)]


def dessert_plate() -> list[Shell]:
    """A flat well inside a slightly raised brim."""
    profile = points("5.6,0  5.65,0.3  5.9,0.5  7.0,0.7  7.5,1.25  8,1.55  9.2,1.8  10.3,2.15  10.6,2.3")
    return [lathe(profile, wall=0.4, foot=0.4, bare=0.45, throw=0.02)]


def coupe_plate() -> list[Shell]:
    """A deep plate without a brim, between plate and bowl."""
    profile = points("6.6,0  6.65,0.35  6.8,0.6  8.6,0.85  10.6,1.7  11.7,3  12,4")
    return [lathe(profile, wall=0.46, foot=0.5, bare=0.6, throw=0.035)]


def sushi_tray() -> list[Shell]:
    """A long slab with a low edge, cut, not thrown."""
    profile = points("10.4,0  10.5,0.6  10.6,0.85  11.9,0.95  12.5,1.15  12.8,1.6  12.95,2.1")
    shape = squared(12.95, 0.5, 7)
    return [lathe(profile, wall=0.5, foot=0.75, bare=0.7, throw=0.0, around=320, pull=shape)]


def latte_bowl() -> list[Shell]:
    """A bowl for milk and coffee, held in both hands."""
    profile = points("3,0  3.05,0.6  2.9,1  4.2,1.4  5.9,3.1  6.5,5.4  6.8,7.4")
    return [lathe(profile, wall=0.42, foot=0.8, bare=1.0, throw=0.045)]


def beaker() -> list[Shell]:
    """A cup that widens evenly, with two rings where the thumb rests."""
    profile = points(
        "2.8,0  3,0.3  3.3,2.2  3.55,3.9  3.75,4.15  3.6,4.45  3.8,4.75  3.7,5.1  3.95,7.2  4.2,9.6  4.25,9.9"
    )
    return [lathe(profile, wall=0.36, bare=0.7, throw=0.03, spacing=0.08)]
