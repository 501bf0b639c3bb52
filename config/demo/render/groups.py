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


def shore() -> None:
    """A deep blue-grey wall and dark boards, late sun from the right."""
    rooms.wall((0.085, 0.104, 0.112))
    rooms.table(rooms.wooden((0.030, 0.018, 0.011), (0.115, 0.070, 0.042)))
    rooms.linen((0.40, 0.36, 0.29), (0.15, -2.2, 6.5, 1.5), fold=0.06)
    props.willow((2.35, 1.7, 2.0), seed=5, stems=3, height=2.3, lean=0.55)
    rooms.evening(fill=55)
    rooms.window((3.1, 4.4, 2.9), (14, -9, 9.5), strength=13, size=(3.4, 4.6))


S = Standing
GROUPS = {
    "hero-tide": Group(
        pots=[
            S("shoulder_vase", "tide", 10, 13),
            S("bottle_vase", "snow", 23.5, 17, scale=0.85),
            S("jug", "tide", 31, 3, turn=200),
            S("serving_bowl", "tide", 17, -2, scale=0.74),
            S("dinner_plate", "ash", -1.5, 1.5, scale=0.6),
            S("mug", "tide", -1.5, 1.5, z=1.2, turn=-150),
            S("yunomi", "snow", 33, -11),
            S("espresso_cup", "ash", 5, -9),
        ],
        room=shore,
        camera=(70, 16.5, 11, 0.15, 1.35, 0.55),
        exposure=0.85,
    ),
}
