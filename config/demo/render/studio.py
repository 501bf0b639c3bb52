"""The studio: paper sweep, lights, camera and how a picture is taken. 1 unit is about 10 cm of a middling pot."""

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from .nodes import Nodes

DISTANCE = 12.0
LENS = 85.0
SENSOR = 36.0
PAPER = (0.73, 0.695, 0.64)


def fresh() -> None:
    """Empty the scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)


def plain(name: str, colour: tuple[float, float, float], roughness: float = 0.9) -> bpy.types.Material:
    """A material of one colour."""
    material = bpy.data.materials.new(name)
    nodes = Nodes(material)
    nodes.set("Base Color", colour)
    nodes.set("Roughness", roughness)
    nodes.set("Specular IOR Level", 0.15)
    return material


def sweep(colour: tuple[float, float, float] = PAPER) -> None:
    """A seamless sheet that curves up behind the pot."""
    bend = [(4 + 3.5 * math.sin(a), 3.5 - 3.5 * math.cos(a)) for a in np.linspace(0, math.pi / 2, 25)]
    line = [(-12, 0), *bend, (7.5, 16)]
    corners = [(x, y, z) for y, z in line for x in (-18, 18)]
    mesh = bpy.data.meshes.new("sweep")
    mesh.from_pydata(corners, [], [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(line) - 1)])
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.materials.append(plain("paper", colour))
    bpy.context.collection.objects.link(bpy.data.objects.new("sweep", mesh))


def aim(thing: bpy.types.Object, target: tuple[float, float, float]) -> None:
    """Point a lamp or a camera at a place."""
    thing.rotation_euler = (Vector(target) - thing.location).to_track_quat("-Z", "Y").to_euler()


def softbox(
    place: tuple[float, float, float],
    size: tuple[float, float],
    watts: float,
    colour: tuple[float, float, float],
) -> None:
    """A lamp behind cloth: brightest in the middle and fading out, so that reflections have no hard frame."""
    lamp = bpy.data.lights.new("softbox", "AREA")
    lamp.shape, lamp.energy, lamp.color = "RECTANGLE", watts, colour
    lamp.size, lamp.size_y = size
    lamp.use_nodes = True
    tree = lamp.node_tree
    emission = next(node for node in tree.nodes if node.type == "EMISSION")
    where = tree.nodes.new("ShaderNodeNewGeometry").outputs["Parametric"]
    middle = tree.nodes.new("ShaderNodeVectorMath")
    middle.operation = "DISTANCE"
    tree.links.new(where, middle.inputs[0])
    middle.inputs[1].default_value = (0.5, 0.5, 0.0)
    fade = tree.nodes.new("ShaderNodeMapRange")
    fade.interpolation_type = "SMOOTHSTEP"
    for name, value in (("From Min", 0.15), ("From Max", 0.62), ("To Min", 1.5), ("To Max", 0.12)):
        fade.inputs[name].default_value = value
    tree.links.new(middle.outputs["Value"], fade.inputs["Value"])
    tree.links.new(fade.outputs[0], emission.inputs["Strength"])
    light = bpy.data.objects.new("softbox", lamp)
    light.location = place
    aim(light, (0, 0, 1.2))
    bpy.context.collection.objects.link(light)


def daylight() -> None:
    """A big softbox at the left, a white card at the right, a soft light from above and a dim room."""
    softbox((-5.2, -3.2, 5.2), (4.2, 4.2), 640, (1.0, 0.965, 0.91))
    softbox((5.8, -2.4, 3.4), (2.4, 5.0), 80, (0.93, 0.96, 1.0))
    softbox((0.6, 2.2, 8.0), (6.0, 3.0), 260, (1.0, 0.99, 0.97))
    room(0.22)


def room(strength: float, colour: tuple[float, float, float] = (0.92, 0.94, 1.0)) -> None:
    """What the walls give back."""
    world = bpy.data.worlds.new("room")
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (*colour, 1)
    background.inputs["Strength"].default_value = strength
    bpy.context.scene.world = world


def stand_camera(
    place: Vector, target: Vector, *, lens: float = LENS, fstop: float | None = None
) -> bpy.types.Object:
    """A camera at a place; fstop switches depth of field on, focused on the target."""
    glass = bpy.data.cameras.new("lens")
    glass.lens, glass.sensor_width, glass.sensor_fit = lens, SENSOR, "AUTO"
    if fstop:
        glass.dof.use_dof, glass.dof.focus_distance, glass.dof.aperture_fstop = (
            True,
            (target - place).length,
            fstop,
        )
    camera = bpy.data.objects.new("camera", glass)
    camera.location = place
    aim(camera, target)
    bpy.context.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    return camera


def framed(
    pot: bpy.types.Object, elevation: float, fill: tuple[float, float], size: tuple[int, int] = (720, 900)
) -> None:
    """Scale a pot to its share of the picture and stand the camera so that all pots share one ground.

    fill is the largest share of height and width. The pot's lower edge comes to lie on a common base line, moved
    up for low pots until the pot is a little below the middle.
    """
    pitch = math.radians(elevation)
    points = np.empty(len(pot.data.vertices) * 3)
    pot.data.vertices.foreach_get("co", points)
    turn = pot.rotation_euler.z
    around = np.array([[math.cos(turn), math.sin(turn), 0], [-math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    points = points.reshape(-1, 3) @ around
    back, up = (
        np.array([0, -math.cos(pitch), math.sin(pitch)]),
        np.array([0, math.sin(pitch), math.cos(pitch)]),
    )
    middle, scale, half = np.array([0, 0, points[:, 2].max() / 2]), 0.1, SENSOR / LENS / 2
    sideways, lift, aspect = 0.0, 0.0, size[0] / size[1]
    for _ in range(8):
        seen = (points - middle) * scale
        depth = DISTANCE - seen @ back
        x, y = (seen[:, 0] - sideways) / depth / half / aspect, (seen @ up - lift) / depth / half
        scale *= min(fill[0] * 2 / np.ptp(y), fill[1] * 2 / np.ptp(x))
        wanted = max(-0.66, -0.07 - np.ptp(y) / 2)
        lift += (y.min() - wanted) * half * DISTANCE
        sideways += (x.max() + x.min()) / 2 * half * aspect * DISTANCE
    pot.scale = (scale,) * 3
    target = Vector(middle * scale + up * lift + np.array([sideways, 0, 0]))
    stand_camera(target + Vector(back) * DISTANCE, target, fstop=5.6)


def photograph(
    path: Path,
    size: tuple[int, int],
    *,
    samples: int = 8,
    threads: int = 2,
    percent: int = 100,
    exposure: float = 0.35,
) -> None:
    """Render the scene to a PNG file.

    Where much is out of focus the denoiser's guides are noisy themselves and are cleaned first; that costs a third
    of a portrait's time, and a pot in focus does not need it.
    """
    scene = bpy.context.scene
    blurred = scene.camera.data.dof.aperture_fstop < 2
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.max_bounces, scene.cycles.adaptive_threshold = samples, 4, 0.03
    scene.cycles.caustics_reflective = scene.cycles.caustics_refractive = False
    scene.cycles.use_light_tree = False
    scene.cycles.denoising_prefilter = "ACCURATE" if blurred else "FAST"
    scene.cycles.use_denoising, scene.cycles.denoiser = True, "OPENIMAGEDENOISE"
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", "AgX - Medium High Contrast"
    scene.view_settings.exposure = exposure
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.resolution_percentage = percent
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.image_settings.file_format, scene.render.filepath = "PNG", str(path)
    bpy.ops.render.render(write_still=True)
