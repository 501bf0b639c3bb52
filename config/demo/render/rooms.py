"""Rooms for the styled pictures: a plaster wall, a table of wood or stone, linen, and light through a window.

1 unit is 10 cm, so a lens set to f/0.5 here blurs like one at f/5 in a real room.
"""

import math

import bpy
import numpy as np
from mathutils import Vector

from .nodes import Nodes
from .studio import plain, room, softbox

Colour = tuple[float, float, float]


def sheet(
    name: str, corners: list[tuple[float, float, float]], material: bpy.types.Material
) -> bpy.types.Object:
    """A flat quad."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], [tuple(range(len(corners)))])
    mesh.materials.append(material)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def wall(colour: Colour, distance: float = 4.5) -> None:
    """A plastered wall behind the table, a little cloudy and trowelled."""
    material = bpy.data.materials.new("plaster")
    nodes = Nodes(material)
    cloud, trowel = nodes.noise(0.35, 5.0), nodes.noise(1.7, 3.0, stretch=0.5)
    nodes.set(
        "Base Color",
        nodes.mixed(nodes.ramp(cloud, 0.25, 0.75), tuple(0.78 * part for part in colour), colour),
    )
    nodes.set("Roughness", 0.92)
    nodes.set("Specular IOR Level", 0.2)
    height = nodes.total((cloud, 1.0), (trowel, 0.5))
    nodes.set(
        "Normal",
        nodes.add("Bump", inputs={"Strength": 0.25, "Distance": 0.12, "Height": height}).outputs["Normal"],
    )
    sheet(
        "wall", [(-30, distance, -4), (30, distance, -4), (30, distance, 24), (-30, distance, 24)], material
    )


def wooden(dark: Colour, light: Colour, plank: float = 1.7) -> bpy.types.Material:
    """Oiled boards that run from left to right."""
    material = bpy.data.materials.new("wood")
    nodes = Nodes(material)
    split = nodes.add("SeparateXYZ", inputs={0: nodes.place}).outputs
    across = nodes.math("DIVIDE", split["Y"], plank)
    lot = nodes.add(
        "TexWhiteNoise", noise_dimensions="1D", inputs={"W": nodes.math("FLOOR", across)}
    ).outputs["Value"]
    shifted = nodes.math("MULTIPLY_ADD", lot, 40.0, split["X"])
    where = nodes.add(
        "CombineXYZ", inputs={0: nodes.math("MULTIPLY", shifted, 0.16), 1: split["Y"], 2: lot}
    ).outputs[0]
    fibre = nodes.add(
        "TexNoise",
        inputs={"Vector": where, "Scale": 5.5, "Detail": 6.0, "Roughness": 0.65, "Distortion": 0.6},
    ).outputs["Fac"]
    pore = nodes.add("TexNoise", inputs={"Vector": where, "Scale": 34.0, "Detail": 2.0}).outputs["Fac"]
    tone = nodes.total((fibre, 1.0), (lot, 0.22), (pore, 0.25))
    colour = nodes.mixed(nodes.ramp(tone, 0.42, 0.98), dark, light)
    part = nodes.math("ABSOLUTE", nodes.math("SUBTRACT", nodes.math("FRACT", across), 0.5))
    gap = nodes.ramp(part, 0.488, 0.497)
    nodes.set("Base Color", nodes.mixed(gap, colour, tuple(0.15 * value for value in dark)))
    nodes.set("Roughness", nodes.ramp(pore, 0.2, 0.8, 0.38, 0.62))
    height = nodes.total((fibre, 0.4), (pore, 0.35), (gap, -2.0))
    nodes.set(
        "Normal",
        nodes.add("Bump", inputs={"Strength": 0.3, "Distance": 0.03, "Height": height}).outputs["Normal"],
    )
    return material


def table(material: bpy.types.Material, back: float = 2.9, thickness: float = 0.45) -> None:
    """A table top whose far edge is seen."""
    sheet("top", [(-30, -14, 0), (30, -14, 0), (30, back, 0), (-30, back, 0)], material)
    sheet("edge", [(-30, back, 0), (30, back, 0), (30, back, -thickness), (-30, back, -thickness)], material)


def box(
    name: str,
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    material: bpy.types.Material,
) -> bpy.types.Object:
    """A block between two corners, its edges a little rounded."""
    corners = [(x, y, z) for z in (low[2], high[2]) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    places = [(high[0] if x else low[0], high[1] if y else low[1], z) for x, y, z in corners]
    mesh = bpy.data.meshes.new(name)
    sides = [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    mesh.from_pydata(places, [], [(3, 2, 1, 0), (4, 5, 6, 7), *sides])
    mesh.materials.append(material)
    thing = bpy.data.objects.new(name, mesh)
    bevel = thing.modifiers.new("worn", "BEVEL")
    bevel.width, bevel.segments = 0.02, 2
    bpy.context.collection.objects.link(thing)
    return thing


def shelves(heights: list[float], material: bpy.types.Material, back: float = 1.5) -> None:
    """Boards on iron brackets against the wall; heights of their upper sides in units."""
    iron = plain("iron", (0.02, 0.02, 0.02), 0.5)
    for height in heights:
        box("shelf", (-12, back - 2.9, height - 0.28), (12, back, height), material)
        for x in (-5.6, 5.6):
            box("bracket", (x - 0.05, back - 2.4, height - 0.36), (x + 0.05, back, height - 0.28), iron)
            box("bracket", (x - 0.05, back - 0.09, height - 1.9), (x + 0.05, back, height - 0.28), iron)


def outlook(back: float = 2.1) -> None:
    """A window behind a sill: wooden bars, and a garden in the haze that only shows as soft colour."""
    haze = bpy.data.materials.new("garden")
    nodes = Nodes(haze)
    up = nodes.add("SeparateXYZ", inputs={0: nodes.place}).outputs["Z"]
    leaf = nodes.noise(0.30, 2.0)
    green = nodes.mixed(nodes.ramp(leaf, 0.35, 0.65), (0.20, 0.27, 0.13), (0.50, 0.56, 0.34))
    where = nodes.total((up, 1.0), (leaf, 5.0))
    nodes.set("Base Color", (0.0, 0.0, 0.0))
    nodes.set("Emission Color", nodes.mixed(nodes.ramp(where, 3.5, 8.5), green, (0.86, 0.91, 0.95)))
    nodes.set("Emission Strength", 1.5)
    sheet("garden", [(-40, 16, -9), (40, 16, -9), (40, 16, 22), (-40, 16, 22)], haze)
    paint = plain("paint", (0.66, 0.64, 0.59), 0.5)
    for x in (-10.4, -5.2, 0.0, 5.2, 10.4):
        box("bar", (x - 0.17, back, 0), (x + 0.17, back + 0.3, 16), paint)
    for z in (0.0, 5.6):
        box("bar", (-14, back + 0.02, z), (14, back + 0.28, z + 0.34), paint)


def linen(
    colour: Colour, area: tuple[float, float, float, float], seed: int = 3, fold: float = 0.035
) -> None:
    """A cloth on the table: area is (left, front, right, back); woven, with soft folds and an uneven hem."""
    left, front, right, back = area
    columns, rows = 220, 140
    x, y = np.meshgrid(np.linspace(left, right, columns), np.linspace(front, back, rows))
    chance = np.random.default_rng(seed)
    lift = np.zeros_like(x)
    for _ in range(7):
        angle, wave, phase = chance.uniform(-0.5, 0.9), chance.uniform(1.2, 3.5), chance.uniform(0, 6.3)
        lift += (
            np.clip(np.sin((x * math.sin(angle) + y * math.cos(angle)) / wave * 2 + phase), 0, 1) ** 6
        ) * chance.uniform(0.3, 1)
    hem = np.minimum.reduce([x - left, right - x, y - front, back - y])
    z = 0.012 + fold * lift * np.clip(hem * 1.5, 0.25, 1)
    x = x + 0.03 * np.sin(y * 2.1 + 1) + 0.015 * np.sin(y * 5.3)
    y = y + 0.03 * np.sin(x * 1.7) + 0.012 * np.sin(x * 6.1)
    mesh = bpy.data.meshes.new("linen")
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    mesh.from_pydata(
        np.stack([x, y, z], axis=2).reshape(-1, 3).tolist(),
        [],
        np.column_stack([first, first + 1, first + columns + 1, first + columns]).tolist(),
    )
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.materials.append(woven(colour))
    cloth = bpy.data.objects.new("linen", mesh)
    cloth.modifiers.new("thick", "SOLIDIFY").thickness = 0.01
    bpy.context.collection.objects.link(cloth)


def woven(colour: Colour) -> bpy.types.Material:
    """Linen: two crossing threads of uneven thickness."""
    material = bpy.data.materials.new("woven")
    nodes = Nodes(material)
    weave = [
        nodes.add(
            "TexWave",
            bands_direction=way,
            inputs={"Vector": nodes.place, "Scale": 38.0, "Distortion": 0.8, "Detail": 1.0},
        ).outputs["Fac"]
        for way in ("X", "Y")
    ]
    slub = nodes.noise(9.0, 3.0)
    thread = nodes.total((weave[0], 0.5), (weave[1], 0.5), (slub, 0.8))
    nodes.set(
        "Base Color",
        nodes.mixed(nodes.ramp(thread, 0.45, 1.2), tuple(0.72 * part for part in colour), colour),
    )
    nodes.set("Roughness", 0.95)
    nodes.set("Specular IOR Level", 0.1)
    nodes.set("Sheen Weight", 0.25)
    nodes.set(
        "Normal",
        nodes.add("Bump", inputs={"Strength": 0.5, "Distance": 0.02, "Height": thread}).outputs["Normal"],
    )
    return material


def window(
    target: tuple[float, float, float],
    source: tuple[float, float, float],
    *,
    strength: float,
    panes: tuple[int, int] = (2, 3),
    size: tuple[float, float] = (2.6, 4.2),
) -> None:
    """Low sun through a window: a warm patch with the shadow of the bars falls on the target."""
    direction = (Vector(target) - Vector(source)).normalized()
    sun = bpy.data.lights.new("sun", "SUN")
    sun.energy, sun.angle, sun.color = strength, math.radians(2.0), (1.0, 0.87, 0.70)
    lamp = bpy.data.objects.new("sun", sun)
    lamp.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(lamp)
    side = direction.cross(Vector((0, 0, 1))).normalized()
    up = side.cross(direction)
    far = 60.0
    edges_x = np.linspace(-size[0] / 2, size[0] / 2, panes[0] + 1)
    edges_y = np.linspace(-size[1] / 2, size[1] / 2, panes[1] + 1)
    bars = [
        (-far, edges_x[0], -far, far),
        (edges_x[-1], far, -far, far),
        (-far, far, -far, edges_y[0]),
        (-far, far, edges_y[-1], far),
    ]
    bars += [(x - 0.11, x + 0.11, -far, far) for x in edges_x[1:-1]] + [
        (-far, far, y - 0.11, y + 0.11) for y in edges_y[1:-1]
    ]
    dark = plain("shutter", (0.02, 0.02, 0.02))
    for left, right, low, high in bars:
        corners = [
            Vector(source) + side * x + up * y
            for x, y in ((left, low), (right, low), (right, high), (left, high))
        ]
        shutter = sheet("shutter", [tuple(corner) for corner in corners], dark)
        shutter.visible_camera = shutter.visible_diffuse = shutter.visible_glossy = False


def evening(
    colour: Colour = (1.0, 0.93, 0.84), *, key: float = 620, fill: float = 26, back: float = 90
) -> None:
    """One big window at the right, nearly no fill: the left falls into shade, where words may stand."""
    softbox((6.4, -1.6, 4.6), (3.4, 4.6), key, colour)
    softbox((-7.0, -5.0, 4.0), (4.0, 4.0), fill, (0.82, 0.9, 1.0))
    softbox((3.5, 3.6, 6.5), (4.0, 1.6), back, (1.0, 0.96, 0.9))
    room(0.05)


def morning(*, key: float = 1000, fill: float = 90, world: float = 0.3) -> None:
    """A bright room: a window at the left and walls that answer."""
    softbox((-6.6, -1.2, 5.0), (4.0, 5.0), key, (1.0, 0.97, 0.93))
    softbox((6.0, -4.0, 4.0), (4.0, 5.0), fill, (0.95, 0.97, 1.0))
    room(world)
