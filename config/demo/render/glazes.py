"""The glazes as node graphs. Colours are linear RGB.

A glaze is not paint: it runs down, pools where it is thick and breaks to another colour where it is thin, on
rims and on the ridges of the throwing marks. Every recipe therefore starts from Surface.thin (0 thick, 1 thin).
"""

from collections.abc import Callable

import bpy

from .decorated import banded, brush, drip, raku
from .nodes import Nodes, Value
from .surface import DARK_CLAY, PORCELAIN, Coat, Surface


def tide(on: Surface) -> Coat:
    """Blue below and sand above, meeting in a cloudy line with runs; the colours of a beach at low water."""
    n = on.nodes
    line = n.total((on.rise, 1.0), (on.cloud, 0.34), (on.run, 0.22))
    blue = n.mixed(
        n.ramp(on.thin(edge=0, ridge=0.2, cloud=1.8), -0.5, 0.6), (0.010, 0.055, 0.105), (0.042, 0.165, 0.225)
    )
    sand = n.mixed(n.ramp(on.thin(edge=0.5), -0.3, 0.8), (0.46, 0.345, 0.21), (0.56, 0.455, 0.31))
    meet = n.mixed(n.ramp(line, 0.86, 0.97), blue, (0.20, 0.27, 0.245))
    colour = n.mixed(n.ramp(line, 0.93, 1.10), meet, sand)
    rimmed = n.mixed(n.ramp(on.edge, 0.55, 1.0, 0.0, 0.75), colour, (0.30, 0.165, 0.08))
    spots = n.math("MULTIPLY", n.specks(3.2, 0.17, 0.35), n.ramp(line, 0.85, 1.1, 0.25, 0.8))
    return Coat(n.mixed(spots, rimmed, (0.085, 0.05, 0.03)), roughness=n.ramp(line, 0.9, 1.1, 0.12, 0.26))


def celadon(on: Surface) -> Coat:
    """Pale jade over porcelain, deeper where it pools, with a fine crackle."""
    n = on.nodes
    jade = n.mixed(
        n.ramp(on.thin(edge=0.9, ridge=0.3, cloud=1.2), -0.5, 0.9),
        (0.205, 0.335, 0.255),
        (0.455, 0.555, 0.45),
    )
    rimmed = n.mixed(n.ramp(on.edge, 0.35, 1.0, 0.0, 0.7), jade, (0.60, 0.62, 0.52))
    web = n.add(
        "TexVoronoi", feature="DISTANCE_TO_EDGE", inputs={"Vector": n.place, "Scale": 0.75, "Randomness": 1.0}
    )
    crack = n.ramp(web.outputs["Distance"], 0.006, 0.022, 0.22, 0.0)
    return Coat(
        n.mixed(crack, rimmed, (0.16, 0.17, 0.12)), roughness=0.09, gloss=0.28, relief=0.025, clay=PORCELAIN
    )


def tenmoku(on: Surface) -> Coat:
    """Iron black that breaks to rust on every edge, with hare's fur running down from the rim."""
    n = on.nodes
    fur = n.math("MULTIPLY", n.ramp(on.run, 0.48, 0.66), n.ramp(on.rise, 0.25, 1.0))
    thin = n.ramp(on.thin(edge=1.1, ridge=0.24, cloud=1.5), 0.10, 0.75)
    rust = n.mixed(thin, (0.011, 0.0075, 0.0065), (0.155, 0.043, 0.011))
    colour = n.mixed(n.math("MULTIPLY", fur, 0.75), rust, (0.125, 0.052, 0.017))
    rimmed = n.mixed(n.ramp(on.edge, 0.45, 1.0, 0.0, 0.9), colour, (0.23, 0.085, 0.026))
    return Coat(rimmed, roughness=n.ramp(fur, 0, 1, 0.08, 0.2), gloss=0.24, clay=DARK_CLAY)


def snow(on: Surface) -> Coat:
    """Matt white with the warmth of the clay on rims and ridges, and a few iron specks."""
    n = on.nodes
    white = n.mixed(
        n.ramp(on.thin(edge=0, ridge=0.3, cloud=1.4), -0.6, 0.7), (0.68, 0.655, 0.61), (0.60, 0.56, 0.50)
    )
    rimmed = n.mixed(n.ramp(on.edge, 0.45, 1.0, 0.0, 0.8), white, (0.44, 0.31, 0.20))
    spots = n.math("MULTIPLY", n.specks(2.4, 0.11, 0.22), 0.65)
    return Coat(n.mixed(spots, rimmed, (0.14, 0.09, 0.06)), roughness=0.52, gloss=0.0, relief=0.10, grain=5.0)


def ash(on: Surface) -> Coat:
    """Wood ash on speckled stoneware: grey straw with olive runs from the rim."""
    n = on.nodes
    straw = n.mixed(
        n.ramp(on.thin(edge=0, ridge=0.12, cloud=2.0), -0.6, 0.6), (0.235, 0.205, 0.15), (0.40, 0.355, 0.27)
    )
    olive = n.math("MULTIPLY", n.ramp(n.total((on.run, 1.0), (on.rise, 0.35)), 0.66, 0.92), 0.6)
    colour = n.mixed(olive, straw, (0.165, 0.158, 0.075))
    rimmed = n.mixed(n.ramp(on.edge, 0.4, 1.0, 0.0, 0.8), colour, (0.19, 0.115, 0.06))
    fine = n.math("MULTIPLY", n.specks(4.6, 0.2, 0.5), 0.75)
    coarse = n.math("MULTIPLY", n.specks(1.5, 0.1, 0.4), 0.9)
    spotted = n.mixed(n.math("MAXIMUM", fine, coarse), rimmed, (0.06, 0.04, 0.026))
    return Coat(spotted, roughness=n.ramp(olive, 0, 0.6, 0.42, 0.2), gloss=0.06, relief=0.09)


def oxblood(on: Surface) -> Coat:
    """Copper red fired in smoke: dark where it pools, streaked, and pale at the lip where the red has burnt off."""
    n = on.nodes
    deep = n.mixed(
        n.ramp(on.thin(edge=0.3, ridge=0.16, cloud=1.6), -0.5, 0.6),
        (0.055, 0.0022, 0.004),
        (0.20, 0.0065, 0.008),
    )
    colour = n.mixed(
        n.math("MULTIPLY", n.ramp(on.run, 0.5, 0.72), n.ramp(on.rise, 0.3, 1.0, 0.15, 0.8)),
        deep,
        (0.29, 0.022, 0.014),
    )
    fade = n.ramp(n.total((on.edge, 1.0), (on.run, 0.5), (on.rise, 0.12)), 0.72, 1.25)
    rimmed = n.mixed(fade, colour, (0.50, 0.42, 0.31))
    return Coat(rimmed, roughness=0.07, gloss=0.32, relief=0.02)


def shino(on: Surface) -> Coat:
    """Thick cream with pinholes, flushed orange where it is thin."""
    n = on.nodes
    patch = n.math("SUBTRACT", n.noise(0.11, 4.0), 0.5)
    flush = n.ramp(n.total((on.thin(edge=0.9, ridge=0.2, cloud=1.2), 1.0), (patch, 3.4)), 0.0, 0.95)
    colour = n.mixed(flush, (0.60, 0.515, 0.41), (0.44, 0.165, 0.06))
    burnt = n.mixed(n.ramp(on.edge, 0.6, 1.0, 0.0, 0.75), colour, (0.30, 0.10, 0.035))
    holes = n.specks(2.8, 0.16, 0.4)
    return Coat(
        n.mixed(n.math("MULTIPLY", holes, 0.6), burnt, (0.26, 0.12, 0.06)),
        roughness=0.3,
        gloss=0.08,
        relief=0.1,
        grain=1.4,
    )


def cobalt(on: Surface) -> Coat:
    """Deep blue over porcelain, lighter on the ridges, breaking to grey white at the rim."""
    n = on.nodes
    blue = n.mixed(
        n.ramp(on.thin(edge=0.3, ridge=0.22, cloud=1.8), -0.5, 0.8),
        (0.004, 0.010, 0.062),
        (0.022, 0.060, 0.225),
    )
    colour = n.mixed(n.math("MULTIPLY", n.ramp(on.run, 0.52, 0.76), 0.3), blue, (0.045, 0.10, 0.29))
    rimmed = n.mixed(n.ramp(on.edge, 0.4, 1.0, 0.0, 0.85), colour, (0.42, 0.44, 0.46))
    return Coat(rimmed, roughness=0.13, gloss=0.2, clay=PORCELAIN)


def bisque(on: Surface) -> Coat:
    """No glaze yet: fired once, the colour of the clay; for pots on the workshop's shelf."""
    n = on.nodes
    warm = n.mixed(n.ramp(on.cloud, 0.25, 0.75), (0.46, 0.285, 0.19), (0.53, 0.355, 0.25))
    colour = n.mixed(n.ramp(on.edge, 0.3, 1.0, 0.0, 0.5), warm, (0.60, 0.44, 0.33))
    return Coat(colour, roughness=0.9, gloss=0.0, relief=0.06, grain=6.0, clay=(0.50, 0.32, 0.22))


GLAZES: dict[str, Callable[[Surface], Coat]] = {
    recipe.__name__: recipe
    for recipe in (
        tide,
        celadon,
        tenmoku,
        snow,
        ash,
        oxblood,
        shino,
        cobalt,
        raku,
        drip,
        banded,
        brush,
        bisque,
    )
}


def glazed(name: str, grain: float = 1.0) -> bpy.types.Material:
    """The material of a pot: the named glaze down to a wavering line above the foot, bare clay below."""
    material = bpy.data.materials.new(name)
    nodes = Nodes(material, grain)
    values = {key: nodes.attribute(key) for key in ("rise", "inner", "edge", "ridge")}
    surface = Surface(nodes, **values, cloud=nodes.noise(0.22, 3.0), run=nodes.noise(1.1, 2.0, stretch=9.0))
    coat = GLAZES[name](surface)
    line = nodes.total((nodes.attribute("lift"), 1.0), (surface.cloud, 0.9 * grain), (0.5, -0.9 * grain))
    cover = nodes.ramp(line, 0.0, 0.09 * grain)
    rolled = nodes.math("MULTIPLY", cover, nodes.ramp(line, 0.05, 0.5 * grain, 1.0, 0.0))
    shade = nodes.mixed(
        nodes.math("MULTIPLY", rolled, 0.35), coat.colour, tuple(part * 0.35 for part in coat.clay)
    )
    grit = nodes.noise(6.0, 2.0)
    clay = nodes.mixed(nodes.ramp(grit, 0.3, 0.7), tuple(part * 0.82 for part in coat.clay), coat.clay)
    nodes.set("Base Color", nodes.mixed(cover, clay, shade))
    smooth = nodes.ramp(nodes.noise(0.8, 1.0), 0.2, 0.8, -0.02, 0.05)
    nodes.set("Roughness", nodes.math("ADD", smooth, mixed_value(nodes, cover, 0.85, coat.roughness)))
    nodes.set("Coat Weight", nodes.math("MULTIPLY", cover, coat.gloss))
    nodes.set("Coat Roughness", 0.06)
    relief = nodes.total((nodes.noise(coat.grain, 1.0), 0.3), (surface.cloud, 0.4), (cover, 0.5))
    bump = nodes.add(
        "Bump", inputs={"Strength": coat.relief * 4, "Distance": 0.1, "Height": relief}, name="relief"
    )
    nodes.set("Normal", bump.outputs["Normal"])
    return material


def settled(pot: bpy.types.Object) -> None:
    """Let the relief follow the pot's scale: Blender measures it in the room, not on the pot."""
    for material in pot.data.materials:
        relief = material.node_tree.nodes.get("relief")
        if relief:
            relief.inputs["Distance"].default_value = 0.32 * pot.scale.x


def mixed_value(nodes: Nodes, factor: Value, a: float, b: Value) -> Value:
    """From a (factor 0) to b (factor 1), for plain numbers."""
    sockets = {"Value": factor, "To Min": a, "To Max": b}
    return nodes.add("MapRange", inputs=sockets).outputs[0]
