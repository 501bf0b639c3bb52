"""Things that stand with the pots in styled pictures: willow stems and pears."""

import math

import bpy
import numpy as np
from mathutils import Vector

from .mesh import body, lathe
from .nodes import Nodes
from .studio import plain


def willow(
    mouth: tuple[float, float, float], seed: int, *, stems: int = 3, height: float = 1.6, lean: float = 0.5
) -> None:
    """Bare willow stems with silver catkins in the mouth of a vase (1 unit = 10 cm).

    height is how far they stand out of it; lean, how far they part on the way up.
    """
    chance = np.random.default_rng(seed)
    bark, fur = plain("bark", (0.055, 0.028, 0.016), 0.6), furry()
    steps, sunk = 30, 5
    for stem in range(stems):
        side = (stem - (stems - 1) / 2) * lean + chance.normal(0, 0.06)
        reach = height * (0.8 + 0.35 * chance.random())
        place = Vector(mouth) + Vector((0.035 * (stem - (stems - 1) / 2), chance.normal(0, 0.03), -0.35))
        line = [place + Vector((0, 0, 0.35 * step / sunk)) for step in range(sunk)]
        place, drift = line[-1] + Vector((0, 0, 0.07)), chance.uniform(-0.12, 0.12)
        for step in range(steps):
            line.append(place.copy())
            share = min(1.0, (step + 3) / 10)
            knee = Vector((chance.normal(0, 0.05), chance.normal(0, 0.05), 0))
            place = place + (Vector((side * share, drift * share, 1.0)) + knee).normalized() * reach / steps
        rod(line, 0.026, bark)
        for step in range(sunk + 6, len(line) - 1, 3):
            bud(line[step], line[step + 1] - line[step - 1], chance.uniform(0, 6.3), fur)


def rod(line: list[Vector], thickness: float, material: bpy.types.Material) -> None:
    """A round stick along points, thinner towards its end."""
    curve = bpy.data.curves.new("rod", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", thickness, 3
    spline = curve.splines.new("POLY")
    spline.points.add(len(line) - 1)
    for index, (point, place) in enumerate(zip(spline.points, line, strict=True)):
        point.co = (*place, 1.0)
        point.radius = 1.0 - 0.6 * index / len(line)
    curve.materials.append(material)
    bpy.context.collection.objects.link(bpy.data.objects.new("rod", curve))


def furry() -> bpy.types.Material:
    """Silver down."""
    material = bpy.data.materials.new("fur")
    nodes = Nodes(material)
    nodes.set("Base Color", (0.27, 0.26, 0.235))
    nodes.set("Roughness", 1.0)
    nodes.set("Sheen Weight", 0.8)
    nodes.set(
        "Normal",
        nodes.add("Bump", inputs={"Strength": 0.8, "Distance": 0.02, "Height": nodes.noise(90.0)}).outputs[
            "Normal"
        ],
    )
    return material


def bud(place: Vector, along: Vector, angle: float, material: bpy.types.Material) -> None:
    """One catkin that leans away from its stem."""
    bpy.ops.mesh.primitive_uv_sphere_add(segments=20, ring_count=12, radius=0.055, location=place)
    thing = bpy.context.object
    side = Vector((math.cos(angle), math.sin(angle), 0))
    lean = (along.normalized() + 0.55 * side).normalized()
    thing.rotation_euler = lean.to_track_quat("Z", "Y").to_euler()
    thing.scale = (0.8, 0.8, 1.75)
    thing.location = place + lean * 0.075
    thing.data.polygons.foreach_set("use_smooth", [True] * len(thing.data.polygons))
    thing.data.materials.append(material)


def pear(x: float, y: float, *, turn: float = 0.0, tilt: float = 0.0, z: float = 0.0) -> None:
    """A russet pear standing on the table; x, y and z in cm."""
    profile = [
        (0.6, 0.1),
        (1.6, 0.0),
        (2.9, 0.9),
        (3.35, 2.7),
        (2.75, 4.7),
        (1.7, 6.2),
        (1.25, 7.2),
        (0.75, 7.9),
        (0.05, 7.95),
    ]
    fruit = body("pear", [lathe(profile, wall=0, foot=0.1, bare=0, throw=0.03, finger=2.5)])
    material = bpy.data.materials.new("pear")
    nodes = Nodes(material)
    blush, russet = nodes.noise(0.3, 3.0), nodes.noise(3.0, 4.0)
    skin = nodes.mixed(nodes.ramp(blush, 0.35, 0.7), (0.33, 0.30, 0.06), (0.33, 0.15, 0.035))
    nodes.set("Base Color", nodes.mixed(nodes.ramp(russet, 0.52, 0.66, 0, 0.5), skin, (0.17, 0.09, 0.03)))
    nodes.set("Roughness", 0.38)
    fruit.data.materials.append(material)
    fruit.location, fruit.scale = (x / 10, y / 10, z / 10 + 0.02), (0.1, 0.1, 0.1)
    fruit.rotation_euler = (math.radians(tilt), 0, math.radians(turn))
    rod(
        [fruit.matrix_basis @ Vector(p) for p in ((0, 0, 7.6), (0.15, 0, 8.6), (0.55, 0.1, 9.7))],
        0.022,
        plain("stalk", (0.06, 0.03, 0.015)),
    )


def mandarin(x: float, y: float, *, turn: float = 0.0, z: float = 0.0, leaf: bool = False) -> None:
    """A mandarin, with or without a leaf at its stalk; x, y and z in cm."""
    profile = [
        (0.6, 0.1),
        (1.7, 0.0),
        (2.7, 0.8),
        (3.0, 2.2),
        (2.6, 3.7),
        (1.5, 4.6),
        (0.5, 4.75),
        (0.05, 4.65),
    ]
    fruit = body("mandarin", [lathe(profile, wall=0, foot=0.1, bare=0, throw=0.02, finger=2.0)])
    material = bpy.data.materials.new("peel")
    nodes = Nodes(material)
    peel = nodes.mixed(nodes.noise(0.4, 3.0), (0.62, 0.17, 0.012), (0.72, 0.27, 0.02))
    nodes.set("Base Color", peel)
    nodes.set("Roughness", 0.42)
    dimples = nodes.add("TexVoronoi", inputs={"Vector": nodes.place, "Scale": 5.0}).outputs["Distance"]
    bump = nodes.add("Bump", inputs={"Strength": 0.35, "Distance": 0.01, "Height": dimples})
    nodes.set("Normal", bump.outputs["Normal"])
    fruit.data.materials.append(material)
    fruit.location, fruit.scale = (x / 10, y / 10, z / 10 + 0.02), (0.1, 0.1, 0.1)
    fruit.rotation_euler = (0.15, 0.1, math.radians(turn))
    rod(
        [fruit.matrix_basis @ Vector(p) for p in ((0, 0, 4.5), (0.05, 0, 4.9), (0.2, 0.1, 5.4))],
        0.02,
        plain("stalk", (0.10, 0.11, 0.03)),
    )
    if leaf:
        steps = np.linspace(0, 1, 14)
        blade = [
            fruit.matrix_basis
            @ Vector(
                (
                    0.2 + 5 * t,
                    side * 1.25 * math.sin(math.pi * t**0.8),
                    5.2 + 1.1 * t - 2.2 * t * t + 0.25 * abs(side),
                )
            )
            for t in steps
            for side in (-1, 0, 1)
        ]
        mesh = bpy.data.meshes.new("leaf")
        rows = range(len(steps) - 1)
        quads = [(3 * i + k, 3 * i + k + 1, 3 * i + k + 4, 3 * i + k + 3) for i in rows for k in (0, 1)]
        mesh.from_pydata([tuple(p) for p in blade], [], quads)
        mesh.polygons.foreach_set("use_smooth", [True] * len(quads))
        mesh.materials.append(plain("green", (0.045, 0.085, 0.02), 0.4))
        bpy.context.collection.objects.link(bpy.data.objects.new("leaf", mesh))


def egg(x: float, y: float, *, z: float = 0.0) -> None:
    """A brown egg, blunt end down; x, y and z in cm."""
    profile = [
        (0.5, 0.06),
        (1.3, 0.45),
        (1.95, 1.3),
        (2.15, 2.3),
        (1.95, 3.5),
        (1.4, 4.6),
        (0.75, 5.3),
        (0.03, 5.6),
    ]
    shell = body("egg", [lathe(profile, wall=0, foot=0.1, bare=0, throw=0.0)])
    material = bpy.data.materials.new("shell")
    nodes = Nodes(material)
    nodes.set("Base Color", nodes.mixed(nodes.noise(1.2, 4.0), (0.50, 0.27, 0.15), (0.60, 0.37, 0.24)))
    nodes.set("Roughness", 0.55)
    shell.data.materials.append(material)
    shell.location, shell.scale = (x / 10, y / 10, z / 10 + 0.02), (0.1, 0.1, 0.1)
