"""The styled pictures: which pots stand where, in which room, under which light. Places are in cm on the table."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mathutils import Vector

from . import props, rooms, studio
from .forms import FORMS
from .glazes import settled
from .views import pot_of


@dataclass(frozen=True)
class Standing:
    """A pot in a group: x to the right, y away from the camera, z up (for a stack), turn in degrees."""

    form: str
    glaze: str
    x: float
    y: float
    z: float = 0.0
    turn: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class Group:
    """A picture of several pots. camera: (lens, distance, degrees above the table, x and z it looks at, f-stop)."""

    pots: Sequence[Standing]
    room: Callable[[], None]
    camera: tuple[float, float, float, float, float, float]
    size: tuple[int, int] = (1600, 840)
    exposure: float = 0.35

    def shoot(self, path: Path, **settings: int) -> None:
        """Build the scene and take the picture."""
        studio.fresh()
        self.room()
        for pot in self.pots:
            made = FORMS[pot.form]
            thing = pot_of(made.make(), made, pot.glaze)
            thing.location = (pot.x / 10, pot.y / 10, pot.z / 10 + 0.02)
            thing.scale = (pot.scale / 10,) * 3
            settled(thing)
            thing.rotation_euler.z = math.radians(pot.turn)
        lens, distance, pitch, x, z, fstop = self.camera
        target = Vector((x, -0.1, z))
        away = Vector((0, -math.cos(math.radians(pitch)), math.sin(math.radians(pitch)))) * distance
        studio.stand_camera(target + away, target, lens=lens, fstop=fstop)
        studio.photograph(path, self.size, exposure=self.exposure, **settings)


OAK = ((0.17, 0.105, 0.06), (0.38, 0.26, 0.16))
SMOKED = ((0.030, 0.018, 0.011), (0.115, 0.070, 0.042))


def shore() -> None:
    """A deep blue-grey wall and dark boards, late sun from the right."""
    rooms.wall((0.085, 0.104, 0.112))
    rooms.table(rooms.wooden(*SMOKED))
    rooms.linen((0.40, 0.36, 0.29), (0.15, -2.2, 6.5, 1.5), fold=0.06)
    props.willow((2.35, 1.7, 2.56), seed=5)
    rooms.evening(fill=55)
    rooms.window((3.1, 4.4, 2.9), (14, -9, 9.5), strength=13, size=(3.4, 4.6))


def garden() -> None:
    """A mossy wall, the same boards, cooler light."""
    rooms.wall((0.075, 0.092, 0.070))
    rooms.table(rooms.wooden(*SMOKED))
    rooms.linen((0.33, 0.34, 0.29), (-0.6, -2.6, 6.5, 0.9), seed=11, fold=0.06)
    props.willow((0.95, 1.35, 1.62), seed=9, stems=2, height=1.7, lean=0.45)
    rooms.evening((1.0, 0.96, 0.90), fill=55)
    rooms.window((3.4, 4.4, 2.7), (14, -9, 9.5), strength=12, size=(3.6, 4.6))


def forge() -> None:
    """An umber wall and dark boards, low light, pears."""
    rooms.wall((0.135, 0.085, 0.058))
    rooms.table(rooms.wooden(*SMOKED))
    for x, y, turn, tilt in ((3.5, -9.5, 20, 0), (10.2, -11.5, 140, 0)):
        props.pear(x, y, turn=turn, tilt=tilt)
    rooms.evening((1.0, 0.90, 0.78), fill=45)
    rooms.window((3.0, 4.4, 2.7), (14, -9, 9.5), strength=13, size=(3.4, 4.4))


def breakfast() -> None:
    """An oak table with a linen cloth in the morning."""
    rooms.wall((0.50, 0.455, 0.39), 6.0)
    rooms.table(rooms.wooden(*OAK), back=4.4)
    rooms.linen((0.58, 0.54, 0.46), (-6.5, -1.7, 6.5, 1.3), seed=4, fold=0.07)
    for x, y, turn in ((-4.5, -10.5, 30), (17.5, -18.5, 200)):
        props.pear(x, y, turn=turn)
    rooms.morning()
    rooms.window((0.8, 1.0, 0.2), (-12, -5, 9.0), strength=9, size=(5.2, 5.6))


def teatime() -> None:
    """A pale green wall, oak and a grey-green cloth."""
    rooms.wall((0.40, 0.415, 0.345), 6.0)
    rooms.table(rooms.wooden(*OAK), back=4.4)
    rooms.linen((0.50, 0.50, 0.43), (-2.9, -2.6, 3.3, 2.4), seed=8, fold=0.07)
    props.willow((-2.5, 1.2, 1.62), seed=21, stems=3, height=1.5, lean=0.4)
    rooms.morning()
    rooms.window((0.6, 1.4, 0.3), (-12, -5, 9.0), strength=9, size=(5.2, 5.6))


def hearth() -> None:
    """Smoked boards before a clay wall, with pears on the platter."""
    rooms.wall((0.27, 0.175, 0.115), 6.0)
    rooms.table(rooms.wooden((0.055, 0.032, 0.019), (0.17, 0.105, 0.062)), back=4.4)
    for x, y, turn in ((18.5, -7.5, 10), (25.5, -9.5, 120), (23, -4.2, 250)):
        props.pear(x, y, turn=turn, z=1.4)
    rooms.morning(key=800, fill=50, world=0.16)
    rooms.window((0.8, 1.2, 0.3), (-12, -5, 9.0), strength=10, size=(5.0, 5.4))


S = Standing
LOW = (70, 16.5, 11, 0.15, 1.35, 0.55)
HIGH = (62, 16.0, 23, 0.0, 0.75, 0.7)

GROUPS = {
    "hero-tide": Group(
        pots=[
            S("shoulder_vase", "tide", 10, 13),
            S("bottle_vase", "snow", 23.5, 17, scale=0.85),
            S("jug", "tide", 34.5, 5, turn=200),
            S("serving_bowl", "tide", 17, -2, scale=0.74),
            S("dinner_plate", "ash", -1.5, 1.5, scale=0.6),
            S("mug", "tide", -1.5, 1.5, z=1.2, turn=-150),
            S("yunomi", "snow", 33, -11),
            S("espresso_cup", "ash", 5, -9),
        ],
        room=shore,
        camera=LOW,
        exposure=0.85,
    ),
    "hero-celadon": Group(
        pots=[
            S("moon_jar", "celadon", 27, 15, scale=0.86),
            S("bud_vase", "celadon", 9.5, 13.5),
            S("teapot", "celadon", 13, -1, turn=192),
            S("yunomi", "celadon", 30, -8),
            S("yunomi", "snow", 37.5, -2),
            S("rice_bowl", "snow", -3, -9),
        ],
        room=garden,
        camera=LOW,
        exposure=0.85,
    ),
    "hero-iron": Group(
        pots=[
            S("shoulder_vase", "tenmoku", 25, 15),
            S("bottle_vase", "oxblood", 8, 14, scale=0.9),
            S("ramen_bowl", "tenmoku", 19, -4, turn=30),
            S("jug", "ash", 37, 3, turn=205, scale=0.9),
            S("espresso_cup", "oxblood", 31, -11),
            S("side_plate", "ash", -2, -1),
            S("mug", "tenmoku", -2, -1, z=1.0, turn=-140),
        ],
        room=forge,
        camera=LOW,
        exposure=0.95,
    ),
    "group-tide": Group(
        pots=[
            S("dinner_plate", "tide", -22, -4),
            S("pasta_bowl", "tide", -22, -4, z=1.25),
            S("serving_bowl", "tide", 6, 8),
            S("jug", "tide", 30, 15, turn=195),
            S("tumbler", "tide", -35, 13),
            S("tumbler", "ash", -26, 16, turn=90),
            S("mug", "tide", 5, -13, turn=-30),
            S("dinner_plate", "ash", 29, -6),
            S("rice_bowl", "tide", 29, -6, z=1.25),
        ],
        room=breakfast,
        camera=HIGH,
        exposure=0.22,
    ),
    "group-celadon": Group(
        pots=[
            S("moon_jar", "celadon", 25, 19, scale=0.85),
            S("bud_vase", "celadon", -25, 12),
            S("teapot", "celadon", 1, 4, turn=-18),
            S("yunomi", "celadon", -17, -7),
            S("yunomi", "celadon", 20, -9, turn=70),
            S("cup_and_saucer", "snow", 34, -1, turn=-40),
            S("side_plate", "celadon", -34, -4),
            S("rice_bowl", "celadon", -34, -4, z=1.0),
        ],
        room=teatime,
        camera=HIGH,
        exposure=0.22,
    ),
    "group-iron": Group(
        pots=[
            S("shoulder_vase", "tenmoku", -25, 15),
            S("bottle_vase", "oxblood", -8, 20, scale=0.9),
            S("teapot", "tenmoku", 12, 10, turn=-16),
            S("ramen_bowl", "tenmoku", -14, -6),
            S("platter", "ash", 22, -8, scale=0.8),
            S("mug", "tenmoku", 37, 11, turn=-35),
            S("espresso_cup", "oxblood", 0, -13),
            S("tumbler", "ash", -33, -2),
        ],
        room=hearth,
        camera=(62, 17.0, 21, 0.0, 1.05, 0.7),
        exposure=0.42,
    ),
}
