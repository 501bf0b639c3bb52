"""What is not glazed clay but belongs to a product: linen, brass, wood, wax and fire. Colours are linear RGB."""

from collections.abc import Callable

import bpy

from .nodes import Nodes


def linen() -> bpy.types.Material:
    """A lamp shade of linen with a bulb behind it: brightest a little below the middle."""
    material = bpy.data.materials.new("linen")
    nodes = Nodes(material)
    split = nodes.add("SeparateXYZ", inputs={0: nodes.place}).outputs
    turn = nodes.math("ARCTAN2", split["Y"], split["X"])
    warp = nodes.math("SINE", nodes.math("MULTIPLY", turn, 330.0))
    weft = nodes.math("SINE", nodes.math("MULTIPLY", split["Z"], 26.0))
    slub = nodes.noise(2.6, 3.0, stretch=0.12)
    thread = nodes.total((warp, 0.05), (weft, 0.05), (slub, 0.75), (0.12, 1.0))
    nodes.set("Base Color", nodes.mixed(thread, (0.27, 0.235, 0.185), (0.40, 0.355, 0.29)))
    nodes.set("Roughness", 0.95)
    nodes.set("Specular IOR Level", 0.1)
    rise, inner = nodes.attribute("rise"), nodes.attribute("inner")
    away = nodes.math("ABSOLUTE", nodes.math("SUBTRACT", rise, 0.42))
    glow = nodes.ramp(away, 0.0, 0.62, 0.36, 0.03)
    lit = nodes.math("MULTIPLY", glow, nodes.math("MULTIPLY_ADD", thread, 0.7, 0.6))
    nodes.set("Emission Color", (1.0, 0.62, 0.28))
    nodes.set("Emission Strength", nodes.total((lit, 1.0), (inner, 1.0)))
    return material


def brass() -> bpy.types.Material:
    """Brushed brass."""
    material = bpy.data.materials.new("brass")
    nodes = Nodes(material)
    nodes.set("Base Color", (0.55, 0.36, 0.13))
    nodes.set("Metallic", 1.0)
    nodes.set("Roughness", nodes.ramp(nodes.noise(2.0, 3.0), 0.3, 0.7, 0.28, 0.42))
    return material


def wood() -> bpy.types.Material:
    """Cherry wood, oiled, with a long grain."""
    material = bpy.data.materials.new("wood")
    nodes = Nodes(material)
    grain = nodes.noise(3.4, 3.0, stretch=16.0)
    nodes.set(
        "Base Color", nodes.mixed(nodes.ramp(grain, 0.3, 0.7), (0.30, 0.165, 0.082), (0.40, 0.235, 0.125))
    )
    nodes.set("Roughness", nodes.ramp(grain, 0.3, 0.7, 0.5, 0.7))
    return material


def wax() -> bpy.types.Material:
    """Beeswax, lit from within where it is thin."""
    material = bpy.data.materials.new("wax")
    nodes = Nodes(material)
    nodes.set("Base Color", nodes.mixed(nodes.noise(0.8, 2.0), (0.62, 0.52, 0.36), (0.70, 0.62, 0.47)))
    nodes.set("Roughness", 0.45)
    nodes.set("Subsurface Weight", 0.3)
    return material


def flame() -> bpy.types.Material:
    """A small flame."""
    material = bpy.data.materials.new("flame")
    nodes = Nodes(material)
    nodes.set("Base Color", (0.0, 0.0, 0.0))
    nodes.set("Emission Color", nodes.mixed(nodes.attribute("rise"), (1.0, 0.45, 0.10), (1.0, 0.74, 0.36)))
    nodes.set("Emission Strength", 14.0)
    return material


def embers() -> bpy.types.Material:
    """Fine ash in an incense bowl."""
    material = bpy.data.materials.new("embers")
    nodes = Nodes(material)
    nodes.set("Base Color", nodes.mixed(nodes.noise(4.0, 4.0), (0.26, 0.25, 0.235), (0.44, 0.43, 0.41)))
    nodes.set("Roughness", 1.0)
    lump = nodes.add("Bump", inputs={"Strength": 0.7, "Distance": 0.05, "Height": nodes.noise(3.0, 4.0)})
    nodes.set("Normal", lump.outputs["Normal"])
    return material


def dark() -> bpy.types.Material:
    """Wick and incense: nearly black."""
    material = bpy.data.materials.new("dark")
    nodes = Nodes(material)
    nodes.set("Base Color", (0.035, 0.026, 0.02))
    nodes.set("Roughness", 0.9)
    return material


STUFFS: dict[str, Callable[[], bpy.types.Material]] = {
    make.__name__: make for make in (linen, brass, wood, wax, flame, embers, dark)
}
