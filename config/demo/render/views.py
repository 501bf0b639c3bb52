"""Single pots on paper: the view of the grid, and second views that show what the first cannot."""

import math
from collections.abc import Callable

import bpy
from mathutils import Vector

from . import studio
from .forms import FORMS, Form
from .glazes import glazed, settled
from .mesh import Shell, body, stuffs
from .stuff import STUFFS

NEST = {
    "rice_bowl": (3, 2.3),
    "espresso_cup": (2, 3.6),
    "tumbler": (2, 4.2),
    "dinner_plate": (5, 0.72),
    "side_plate": (5, 0.62),
    "soup_plate": (4, 0.75),
    "pasta_bowl": (4, 1.15),
    "ramen_bowl": (3, 2.6),
    "serving_bowl": (2, 2.6),
    "mixing_bowl": (2, 3.4),
    "cereal_bowl": (3, 2.1),
    "dip_bowl": (4, 1.15),
    "coupe_plate": (4, 0.85),
    "ramekin": (3, 3.6),
    "latte_bowl": (3, 2.6),
    "beaker": (2, 3.9),
}
"""How many of a form stand in a stack, and by how many cm each rises above the one below."""


def pot_of(shells: list[Shell], made: Form, glaze: str) -> bpy.types.Object:
    """A glazed pot in the scene, 1 unit = 1 cm."""
    thing = body(glaze, shells)
    thing.data.materials.append(glazed(glaze, grain=math.sqrt(made.size / 12)))
    for name in stuffs(shells)[1:]:
        thing.data.materials.append(STUFFS[name]())
    return thing


def studio_pot(
    form: str, glaze: str, *, shells: list[Shell] | None = None, turn: float = 0.0, rise: float = 0.0
) -> bpy.types.Object:
    """A pot in the empty studio, framed; turn and rise are added to the form's own angles."""
    studio.fresh()
    studio.sweep()
    studio.daylight()
    made = FORMS[form]
    thing = pot_of(shells or made.make(), made, glaze)
    thing.rotation_euler.z = math.radians(made.turn + turn)
    studio.framed(thing, made.elevation + rise, made.fill)
    settled(thing)
    return thing


def above(form: str, glaze: str) -> None:
    """From higher up, into the pot."""
    studio_pot(form, glaze, turn=35, rise=min(32, 62 - FORMS[form].elevation))


def turned(form: str, glaze: str) -> None:
    """From the other side."""
    studio_pot(form, glaze, turn=205 if FORMS[form].turn else 90, rise=5)


def stack(form: str, glaze: str) -> None:
    """Several of one kind in a stack, each turned a little."""
    count, step = NEST[form]
    made = FORMS[form].make
    shells = [
        shell.turned(67 * n).moved(x=0.12 * (n % 2), z=step * n) for n in range(count) for shell in made()
    ]
    studio_pot(form, glaze, shells=shells, rise=-8)


def detail(form: str, glaze: str) -> None:
    """Close up to rim and shoulder, with little depth of field."""
    thing = studio_pot(form, glaze, rise=9, turn=12)
    camera = bpy.context.scene.camera
    top = max(vertex.co.z for vertex in thing.data.vertices) * thing.scale.x
    reach = max(vertex.co.x for vertex in thing.data.vertices) * thing.scale.x
    target = Vector((0.22 * reach, -0.5 * reach, top * 0.80))
    shift = target - camera.location
    camera.data.lens *= 2.0
    camera.rotation_euler = shift.to_track_quat("-Z", "Y").to_euler()
    camera.data.dof.focus_distance, camera.data.dof.aperture_fstop = shift.length, 0.75


VIEWS: dict[str, Callable[[str, str], None]] = {
    view.__name__: view for view in (above, turned, stack, detail)
}
