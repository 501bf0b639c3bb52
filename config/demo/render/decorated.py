"""Glazes with a drawing: crackle, runs, slip bands and brushwork. Colours are linear RGB."""

import math

from .nodes import Value
from .surface import DARK_CLAY, PORCELAIN, STONEWARE, Coat, Surface

SMOKED_CLAY = (0.028, 0.024, 0.022)


def raku(on: Surface) -> Coat:
    """White that has cracked in the smoke: a black net of thick and thin lines, clay burnt black."""
    n = on.nodes
    white = n.mixed(n.ramp(on.cloud, 0.3, 0.75), (0.66, 0.645, 0.60), (0.50, 0.48, 0.44))
    sway = n.add("TexNoise", inputs={"Vector": n.place, "Scale": 0.9, "Detail": 2.0}).outputs["Color"]
    bent = n.add(
        "VectorMath", operation="MULTIPLY_ADD", inputs={0: sway, 1: (0.7, 0.7, 0.7), 2: n.place}
    ).outputs[0]
    net: Value = 0.0
    for scale, width, depth in ((0.42, 0.030, 0.95), (1.15, 0.020, 0.6)):
        web = n.add("TexVoronoi", feature="DISTANCE_TO_EDGE", inputs={"Vector": bent, "Scale": scale})
        reach = n.ramp(on.cloud, 0.35, 0.65, 0.35 * width, width)
        line = n.ramp(n.math("DIVIDE", web.outputs["Distance"], reach), 0.35, 1.0, depth, 0.0)
        net = n.math("MAXIMUM", net, line)
    smoke = n.ramp(n.total((on.cloud, 1.0), (on.rise, -0.25)), 0.44, 0.62, 0.0, 0.35)
    dusty = n.mixed(smoke, white, (0.13, 0.12, 0.11))
    rimmed = n.mixed(n.ramp(on.edge, 0.6, 1.0, 0.0, 0.7), dusty, (0.09, 0.08, 0.075))
    return Coat(n.mixed(net, rimmed, (0.018, 0.016, 0.015)), roughness=0.2, gloss=0.2, clay=SMOKED_CLAY)


def drip(on: Surface) -> Coat:
    """Milk blue poured over matt iron brown: thick tongues that stop where the kiln stopped them."""
    n = on.nodes
    long = n.noise(0.75, 1.0, stretch=14.0)
    front = n.total((on.rise, 1.0), (long, 0.95), (on.run, 0.12))
    poured = n.ramp(front, 0.985, 1.005)
    bead = n.math("MULTIPLY", poured, n.ramp(front, 1.0, 1.09, 1.0, 0.0))
    base = n.mixed(n.ramp(on.cloud, 0.3, 0.7), (0.035, 0.021, 0.014), (0.075, 0.044, 0.028))
    thin = n.ramp(on.thin(edge=1.0, ridge=0.2, cloud=0.8), 0.0, 0.9)
    milk = n.mixed(thin, (0.36, 0.445, 0.475), (0.30, 0.235, 0.17))
    pooled = n.mixed(n.math("MULTIPLY", bead, 0.75), milk, (0.13, 0.225, 0.30))
    return Coat(
        n.mixed(poured, base, pooled), roughness=n.ramp(poured, 0, 1, 0.5, 0.1), gloss=0.15, clay=DARK_CLAY
    )


def banded(on: Surface) -> Coat:
    """Cream slip on buff clay, ringed with blue and iron while the wheel turned."""
    n = on.nodes
    cream = n.mixed(n.ramp(on.cloud, 0.3, 0.7), (0.60, 0.53, 0.425), (0.53, 0.455, 0.35))
    shaky = n.total((on.rise, 1.0), (on.cloud, 0.018))
    colour = cream
    rings = ((0.615, 0.075, (0.020, 0.055, 0.105)), (0.715, 0.013, (0.15, 0.06, 0.025)))
    for middle, width, ink in (
        *rings,
        (0.525, 0.013, (0.15, 0.06, 0.025)),
        (0.93, 0.02, (0.15, 0.06, 0.025)),
    ):
        away = n.math("ABSOLUTE", n.math("SUBTRACT", shaky, middle))
        strength = n.math(
            "MULTIPLY",
            n.ramp(away, width - 0.006, width + 0.004, 1.0, 0.0),
            n.ramp(on.run, 0.2, 0.7, 1.0, 0.78),
        )
        colour = n.mixed(strength, colour, ink)
    rimmed = n.mixed(n.ramp(on.edge, 0.6, 1.0, 0.0, 0.8), colour, (0.22, 0.105, 0.045))
    spots = n.math("MULTIPLY", n.specks(3.0, 0.13, 0.25), 0.6)
    return Coat(n.mixed(spots, rimmed, (0.10, 0.06, 0.035)), roughness=0.24, gloss=0.1, clay=STONEWARE)


def brush(on: Surface) -> Coat:
    """Blue and white: a garland of leaves between two lines, painted with a full brush."""
    n = on.nodes
    white = n.mixed(n.ramp(on.cloud, 0.3, 0.7), (0.62, 0.645, 0.645), (0.56, 0.585, 0.59))
    split = n.add("SeparateXYZ", inputs={0: n.place}).outputs
    turn = n.math("ARCTAN2", split["Y"], split["X"])
    shaky = n.total((on.rise, 1.0), (n.noise(0.5, 2.0), 0.02), (-0.01, 1.0))
    ink = leaves(on, turn, shaky)
    for middle, width in ((0.90, 0.008), (0.875, 0.0035), (0.50, 0.006), (0.145, 0.007), (0.115, 0.0035)):
        away = n.math("ABSOLUTE", n.math("SUBTRACT", shaky, middle))
        ink = n.math("MAXIMUM", ink, n.ramp(away, width * 0.6, width * 1.4, 0.85, 0.0))
    wet = n.ramp(n.total((n.noise(0.9, 3.0), 1.0), (on.run, 0.4)), 0.45, 0.95, 1.0, 0.65)
    blue = n.mixed(n.ramp(wet, 0.5, 1.0), (0.05, 0.12, 0.36), (0.006, 0.018, 0.12))
    painted = n.mixed(n.math("MULTIPLY", ink, wet), white, blue)
    return Coat(painted, roughness=0.1, gloss=0.25, relief=0.02, clay=PORCELAIN)


def leaves(
    on: Surface, turn: Value, height: Value, *, count: int = 16, base: float = 0.685, reach: float = 0.14
) -> Value:
    """Leaves to both sides of a waving stem; count must be even, base and reach are shares of the wall."""
    n = on.nodes
    step = n.math("MULTIPLY", turn, count / math.tau)
    stem = n.math("MULTIPLY_ADD", n.math("SINE", n.math("MULTIPLY", step, math.pi)), 0.018, base)
    side = n.math("SIGN", n.math("SINE", n.math("MULTIPLY", step, math.pi)))
    offset = n.math("SUBTRACT", height, stem)
    along = n.math("DIVIDE", n.math("MULTIPLY", offset, side), reach)
    inside = n.math("MINIMUM", n.math("MAXIMUM", along, 0.0), 1.0)
    belly = n.math("SINE", n.math("MULTIPLY", n.math("POWER", inside, 0.8), math.pi))
    slant = n.total((n.math("FRACT", step), 1.0), (inside, -0.34), (-0.33, 1.0))
    gap = n.math("DIVIDE", n.math("ABSOLUTE", slant), n.math("MULTIPLY_ADD", belly, 0.19, 0.0001))
    leaf = n.math("MULTIPLY", n.ramp(gap, 0.8, 1.05, 1.0, 0.0), n.ramp(belly, 0.02, 0.12))
    vein = n.ramp(gap, 0.05, 0.16, 0.35, 1.0)
    line = n.ramp(n.math("ABSOLUTE", offset), 0.004, 0.0085, 0.9, 0.0)
    return n.math("MAXIMUM", n.math("MULTIPLY", leaf, vein), line)
