"""The forms of the range: profiles in cm, with handles, spouts, lids and saucers, and how each is looked at."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .mesh import Shell, lathe, sweep


@dataclass(frozen=True)
class Form:
    """How to make a form, and how the camera stands to it.

    elevation: degrees above the table. fill: the share of the picture that the object takes, of the height or of
    the width, whichever is reached first. turn: degrees around z. size: the largest measure in cm; marks and
    speckles grow with its root, so that they stay visible on a tall vase.
    """

    make: Callable[[], list[Shell]]
    size: float
    elevation: float = 10.0
    fill: tuple[float, float] = (0.64, 0.66)
    turn: float = 0.0


def floor_vase() -> list[Shell]:
    """A high-shouldered vase for the floor."""
    profile = [
        (8.2, 0),
        (8.8, 0.6),
        (10.4, 7),
        (13.4, 19),
        (15, 30),
        (14.2, 38),
        (10.4, 43.6),
        (7.2, 46.2),
        (6.6, 48.4),
        (7.6, 51),
        (8.6, 52),
    ]
    return [lathe(profile, wall=0.9, foot=1, bare=1.3, throw=0.075, spacing=0.22, finger=2.2)]


def bud_vase() -> list[Shell]:
    """A drop with a thin neck, for one stem."""
    profile = [
        (2.6, 0),
        (2.9, 0.3),
        (4, 2.4),
        (4.25, 4.6),
        (3.5, 7),
        (1.9, 9.2),
        (1.15, 11.2),
        (1.0, 13.6),
        (1.35, 15.4),
        (1.75, 16),
    ]
    return [lathe(profile, wall=0.35, bare=0.5)]


def bottle_vase() -> list[Shell]:
    """A long-necked bottle."""
    profile = [
        (4.9, 0),
        (5.2, 0.5),
        (7.2, 3.4),
        (8, 7.6),
        (7.2, 11.8),
        (4.6, 15.6),
        (2.7, 18.6),
        (2.0, 22),
        (1.95, 26.4),
        (2.6, 29.2),
        (3.2, 30),
    ]
    return [lathe(profile, wall=0.45, bare=0.8, throw=0.05, finger=1.4)]


def moon_jar() -> list[Shell]:
    """Two bowls joined at the belly, as round as a moon and not quite even."""
    profile = [
        (6.6, 0),
        (6.9, 0.5),
        (10.6, 4.2),
        (13.8, 9.4),
        (14.5, 14.4),
        (13.5, 19.4),
        (10.4, 24),
        (7.9, 26),
        (7.2, 27.1),
        (7.4, 28),
    ]
    return [lathe(profile, wall=0.6, bare=0.7, throw=0.05, finger=1.6, pull=slumped)]


def slumped(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
    """Lean the upper half a little to one side, as two halves thrown apart do."""
    lean = 0.5 * np.clip(rise - 0.5, 0, 0.5) * np.sin(np.clip(rise, 0, 1) * np.pi)
    return points + np.column_stack([lean * 2, lean, np.zeros_like(lean)])


def shoulder_vase() -> list[Shell]:
    """Narrow foot, broad shoulder, short neck."""
    profile = [
        (5, 0),
        (5.3, 0.5),
        (6, 4),
        (7.9, 11),
        (9.6, 17),
        (9.9, 20),
        (8.6, 22.7),
        (5.4, 24),
        (3.6, 24.5),
        (3.5, 25.1),
        (4.2, 26),
    ]
    return [lathe(profile, wall=0.5, bare=0.9, throw=0.055, finger=1.6)]


def cylinder_vase() -> list[Shell]:
    """A straight vase with strong throwing marks."""
    profile = [(5.0, 0), (5.3, 0.4), (5.45, 3), (5.5, 10), (5.4, 18), (5.25, 23), (5.35, 24)]
    return [lathe(profile, wall=0.5, bare=1.0, throw=0.075, finger=1.3)]


def rice_bowl() -> list[Shell]:
    """A small deep bowl on a foot ring."""
    profile = [(2.6, 0), (2.65, 0.5), (2.5, 0.95), (3.3, 1.25), (5.0, 2.9), (5.8, 5.2), (6.05, 6.5)]
    return [lathe(profile, wall=0.36, foot=0.8, bare=0.9, throw=0.03)]


def serving_bowl() -> list[Shell]:
    """A wide bowl for the middle of the table."""
    profile = [(5, 0), (5.1, 0.6), (4.9, 1.1), (6.4, 1.5), (10.2, 4.1), (12.8, 7.8), (13.5, 10)]
    return [lathe(profile, wall=0.6, foot=1, bare=1.1, throw=0.05, finger=1.3)]


def ramen_bowl() -> list[Shell]:
    """A flaring bowl on a high foot."""
    profile = [(3.6, 0), (3.65, 0.8), (3.4, 1.4), (4.6, 1.8), (7.4, 4.1), (9, 7.1), (9.5, 8.5)]
    return [lathe(profile, wall=0.45, foot=1.2, bare=1.4, throw=0.04)]


def pasta_bowl() -> list[Shell]:
    """Low, with an upright wall."""
    profile = [(6.2, 0), (6.3, 0.5), (6.5, 0.8), (8.6, 1.1), (10.6, 2.3), (11.3, 4.2), (11.5, 5.5)]
    return [lathe(profile, wall=0.5, foot=0.6, bare=0.7, throw=0.03)]


def mixing_bowl() -> list[Shell]:
    """A deep bowl with a rolled rim and a lip to pour from."""
    profile = [(6, 0), (6.2, 0.4), (7.8, 2.4), (10, 6.4), (11.3, 10.6), (11.6, 12), (12, 12.5), (12, 13)]
    return [lathe(profile, wall=0.65, foot=0.6, bare=0.8, throw=0.06, finger=1.3, pull=pouring(12.0, 1.5, 0.32, 0.78))]


def pouring(
    radius: float, reach: float, breadth: float, start: float, sink: float = 0.25
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Pull a lip out of the rim towards +x: reach in cm, breadth in radians, from the share start of the wall up."""

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        angle = np.arctan2(points[:, 1], points[:, 0])
        high = np.clip((rise - start) / (1 - start), 0, 1)
        tongue = np.exp(-((angle / breadth) ** 2)) * high**2 * (3 - 2 * high)
        shoulder = np.exp(-(((np.abs(angle) - 2.1 * breadth) / breadth) ** 2)) * high**2
        out = reach * tongue - 0.18 * reach * shoulder
        distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        scale = 1 + out / distance * (distance > radius * 0.3)
        return np.column_stack(
            [points[:, 0] * scale, points[:, 1] * scale, points[:, 2] - sink * tongue * high]
        )

    return pull


def plate(radius: float, height: float, well: float) -> list[tuple[float, float]]:
    """Outline of a coupe plate: foot ring under the well, then a low curve to the rim."""
    span = radius - well
    return [
        (well, 0),
        (well + 0.05, 0.35),
        (well + 0.25, 0.6),
        (well + 0.3 * span, 0.78),
        (well + 0.68 * span, height * 0.5),
        (radius - 0.35, height * 0.82),
        (radius, height),
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
    profile = [
        (5.4, 0),
        (5.45, 0.4),
        (5.7, 0.7),
        (7.2, 1.3),
        (8.0, 2.5),
        (8.3, 3.0),
        (9.4, 3.35),
        (11, 3.8),
        (11.5, 4),
    ]
    return [lathe(profile, wall=0.45, foot=0.5, bare=0.6, throw=0.02)]


def mug() -> list[Shell]:
    """A straight mug with a pulled handle."""
    profile = [(3.5, 0), (3.75, 0.3), (4.15, 1.2), (4.2, 3.6), (4.1, 7), (4.0, 8.8), (4.12, 9.5)]
    handle = [
        (3.85, 8.0),
        (4.7, 8.25),
        (6.0, 8.1),
        (7.05, 7.0),
        (7.1, 5.3),
        (6.2, 3.5),
        (5.0, 2.55),
        (3.95, 2.2),
    ]
    strap = sweep(
        handle, width=(2.3, 1.9, 1.7, 1.6, 1.5, 1.6), thick=(1.2, 0.85, 0.72, 0.7, 0.68, 0.85), height=9.5
    )
    return [lathe(profile, wall=0.36, bare=0.55, throw=0.035), strap]


def yunomi() -> list[Shell]:
    """A Japanese tea cup: tall, no handle, on a small foot."""
    profile = [(2.3, 0), (2.35, 0.5), (2.25, 0.8), (3.0, 1.15), (3.65, 2.3), (3.75, 5), (3.62, 7.8), (3.7, 9)]
    return [lathe(profile, wall=0.36, foot=0.7, bare=1.0, throw=0.05)]


def espresso_cup() -> list[Shell]:
    """A small cup that fits the hand, no handle."""
    profile = [(2.1, 0), (2.3, 0.25), (2.85, 1.2), (3.05, 2.8), (2.95, 5), (3.05, 6)]
    return [lathe(profile, wall=0.32, bare=0.5, throw=0.03)]


def tumbler() -> list[Shell]:
    """A tall cup, slightly waisted where the hand goes."""
    profile = [(3.0, 0), (3.2, 0.3), (3.5, 1.4), (3.6, 3.4), (3.5, 6), (3.65, 8.6), (3.95, 11)]
    return [lathe(profile, wall=0.36, bare=0.8, throw=0.05)]


def cup_and_saucer() -> list[Shell]:
    """A round cup with a small handle on its saucer."""
    cup = [(2.4, 0), (2.45, 0.4), (2.4, 0.6), (3.2, 1.0), (4.4, 2.7), (4.75, 5), (4.85, 6.2)]
    ear = [(4.35, 4.9), (5.2, 5.35), (6.3, 5.1), (6.75, 4.1), (6.2, 3.1), (5.2, 2.5), (4.1, 2.3)]
    saucer = [(4, 0), (4.05, 0.35), (4.2, 0.55), (5.6, 0.8), (7, 1.5), (7.75, 2.1)]
    strap = sweep(ear, width=(1.5, 1.2, 1.1, 1.0, 1.1), thick=(0.95, 0.65, 0.55, 0.55, 0.7), height=6.2)
    under = lathe(saucer, wall=0.4, foot=0.4, bare=0.45, throw=0.02)
    return [under, lathe(cup, wall=0.34, foot=0.5, bare=0.5, throw=0.025).moved(z=0.8), strap.moved(z=0.8)]


def lid(radius: float, rise: float, knob: float) -> Shell:
    """A domed lid with a knob; its foot is the seat, glazed to the edge."""
    profile = [
        (radius, 0), (radius + 0.02, 0.25), (radius * 0.82, rise * 0.5), (radius * 0.45, rise * 0.88), (knob * 0.75, rise),
        (knob * 0.55, rise + knob * 0.35), (knob * 0.95, rise + knob * 0.95), (knob * 0.85, rise + knob * 1.45), (0.02, rise + knob * 1.62),
    ]  # fmt: skip
    return lathe(profile, wall=0, foot=0.1, bare=0.05, throw=0.02)


def teapot() -> list[Shell]:
    """A round teapot: side handle, spout, lid."""
    profile = [
        (4.4, 0),
        (4.6, 0.35),
        (6.5, 2.4),
        (7.6, 5.4),
        (7.2, 8.4),
        (5.6, 10.6),
        (4.2, 11.5),
        (3.9, 11.7),
    ]
    grip = [
        (-6.6, 8.9),
        (-7.8, 10.2),
        (-9.6, 10.6),
        (-11.2, 9.4),
        (-11.6, 7.2),
        (-10.6, 5.0),
        (-8.9, 3.7),
        (-7.0, 3.5),
    ]
    nose = [(4.6, 4.6), (6.6, 4.9), (8.6, 6.0), (9.9, 8.2), (11.3, 10.6)]
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
    profile = [
        (4.8, 0),
        (5.1, 0.4),
        (6.4, 3.4),
        (6.9, 7),
        (6.0, 11.2),
        (4.7, 14.4),
        (4.4, 16.4),
        (4.9, 18.3),
        (5.2, 19),
    ]
    grip = [(-4.15, 16.7), (-5.3, 17.1), (-7.3, 17.0), (-9.0, 15.4), (-9.2, 12.4), (-8.2, 9.4), (-6.2, 7.3)]
    strap = sweep(
        grip, width=(2.8, 2.2, 1.9, 1.8, 1.8, 2.1), thick=(1.5, 0.95, 0.8, 0.78, 0.85, 1.2), height=19
    )
    return [lathe(profile, wall=0.42, bare=0.8, throw=0.055, finger=1.2, pull=pouring(5, 2.1, 0.36, 0.72, -0.5)), strap]


def canister() -> list[Shell]:
    """A straight jar with a lid that sits over the rim."""
    profile = [(5.3, 0), (5.6, 0.4), (5.95, 1.8), (6, 7), (5.95, 12.6), (5.7, 14.2), (5.5, 14.6)]
    return [lathe(profile, wall=0.45, bare=0.8, throw=0.05), lid(5.9, 1.2, 1.3).moved(z=14.6)]


def planter() -> list[Shell]:
    """A tapered pot with a rolled rim."""
    profile = [
        (6.4, 0),
        (6.7, 0.4),
        (7.6, 4),
        (8.7, 9.5),
        (9.5, 14.2),
        (9.6, 14.8),
        (10.1, 15.2),
        (10.2, 16.2),
        (10.0, 17),
    ]
    return [lathe(profile, wall=0.7, bare=1.0, throw=0.06, finger=1.4)]


FORMS = {
    "floor_vase": Form(floor_vase, 52, 8, (0.74, 0.6)),
    "bud_vase": Form(bud_vase, 16, 9, (0.60, 0.6)),
    "bottle_vase": Form(bottle_vase, 30, 8, (0.70, 0.6)),
    "moon_jar": Form(moon_jar, 29, 10, (0.64, 0.70)),
    "shoulder_vase": Form(shoulder_vase, 26, 9, (0.66, 0.66)),
    "cylinder_vase": Form(cylinder_vase, 24, 12, (0.64, 0.6)),
    "rice_bowl": Form(rice_bowl, 12, 24, (0.6, 0.60)),
    "serving_bowl": Form(serving_bowl, 27, 26, (0.6, 0.74)),
    "ramen_bowl": Form(ramen_bowl, 19, 24, (0.6, 0.68)),
    "pasta_bowl": Form(pasta_bowl, 23, 30, (0.6, 0.72)),
    "mixing_bowl": Form(mixing_bowl, 25, 22, (0.6, 0.74), turn=-28),
    "dinner_plate": Form(dinner_plate, 27, 40, (0.6, 0.78)),
    "side_plate": Form(side_plate, 18, 40, (0.6, 0.66)),
    "platter": Form(platter, 38, 40, (0.6, 0.84)),
    "soup_plate": Form(soup_plate, 23, 38, (0.6, 0.74)),
    "mug": Form(mug, 9.5, 17, (0.54, 0.64), turn=-24),
    "yunomi": Form(yunomi, 9, 17, (0.52, 0.56)),
    "espresso_cup": Form(espresso_cup, 6.2, 20, (0.44, 0.50)),
    "tumbler": Form(tumbler, 11, 16, (0.58, 0.56)),
    "cup_and_saucer": Form(cup_and_saucer, 15.5, 24, (0.56, 0.72), turn=-26),
    "teapot": Form(teapot, 23, 14, (0.6, 0.80), turn=-14),
    "jug": Form(jug, 19, 12, (0.66, 0.72), turn=-16),
    "canister": Form(canister, 18, 12, (0.64, 0.6)),
    "planter": Form(planter, 20, 16, (0.62, 0.66)),
}
