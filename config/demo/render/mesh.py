"""Clay bodies as meshes: turned on the wheel (lathe) or pulled along a curve (sweep).

Lengths are centimetres, z points up. Every vertex carries what a glaze needs to know about its place:
rise (0 at the foot, 1 at the rim, measured along the wall), inner (1 inside), edge (1 on a rim or sharp edge,
falling to 0), ridge (-1..1, the throwing marks) and lift (cm above the line down to which the pot is glazed).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import bpy
import numpy as np

from .curves import Point, lengths, section, smoothed, tangents

Deform = Callable[[np.ndarray, np.ndarray], np.ndarray]
ATTRIBUTES = ("rise", "inner", "edge", "ridge", "lift")
AROUND = 160
THROWING = ((0.8, 0.35, 0.3), (1.15, 1.0, 1.9), (1.6, 0.8, 4.4), (2.9, 0.6, 2.2), (6.3, 0.7, 5.1))
"""Marks left by the fingers: (wave length in cm, share, phase); incommensurable, so that no two rings are alike."""


@dataclass
class Shell:
    """A mesh under construction: points, faces that index them, and one value per point and attribute.

    stuff names the material (see stuff.py); without a name it is the pot's glaze.
    """

    points: np.ndarray
    faces: list[list[int]]
    values: dict[str, np.ndarray]
    stuff: str = ""

    def moved(self, x: float = 0.0, z: float = 0.0, y: float = 0.0) -> "Shell":
        """The same shell shifted sideways, up and away; the glaze line moves with it."""
        return replace(self, points=self.points + np.array([x, y, z]))

    def turned(self, degrees: float) -> "Shell":
        """The same shell turned around the z axis."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return replace(self, points=self.points @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]]))

    def tilted(self, degrees: float) -> "Shell":
        """The same shell leaning towards +x."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return replace(self, points=self.points @ np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]]))

    def made_of(self, stuff: str) -> "Shell":
        """The same shell of another material."""
        return replace(self, stuff=stuff)

    def unglazed_inside(self) -> "Shell":
        """The same shell with bare clay inside."""
        lift = np.where(self.values["inner"] > 0, -5.0, self.values["lift"])
        return replace(self, values={**self.values, "lift": lift})


def lathe(
    profile: Sequence[Point],
    *,
    wall: float = 0.5,
    foot: float = 0.5,
    bare: float = 0.5,
    throw: float = 0.035,
    finger: float = 1.0,
    squash: float = 1.0,
    spacing: float = 0.12,
    around: int = AROUND,
    pull: Deform | None = None,
) -> Shell:
    """Turn a pot: profile is (radius, height) from foot to rim, bare the height of the unglazed foot.

    wall 0 makes a solid that closes at the top (a lid). throw is the depth of the throwing marks, finger
    stretches their distance, squash < 1 makes an oval, around is the number of points in a ring, pull may move
    points after turning.
    """
    half, rise, rim = section(profile, wall, foot, spacing)
    along = lengths(half)
    angle = np.arange(around) * 2 * math.pi / around
    marks = (
        sum(
            share * np.sin(2 * math.pi * along[:, None] / (wave * finger) + phase + angle)
            for wave, share, phase in THROWING
        )
        / 2.2
    )
    calm = np.clip(np.abs(along - along[rim]) / 1.2, 0, 1)[:, None] * np.clip(half[:, :1] / 5.0 - 0.05, 0, 1)
    oval = 1 + 0.0035 * np.sin(2 * angle + 0.7) + 0.002 * np.sin(3 * angle + 2)
    radius = half[:, :1] * oval + marks * calm * throw * 0.6
    height = half[:, 1:] + 0.0015 * half[:, 1:] * np.sin(angle + 1.1)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle) * squash, height], axis=2).reshape(
        -1, 3
    )
    if pull:
        points = pull(points, np.repeat(rise, around))
    inner = (np.arange(len(half)) > rim).astype(float)
    lift = np.where(inner > 0, 50.0, half[:, 1] - bare)
    lift[:5] = -5.0
    values = {"rise": rise, "inner": inner, "edge": np.exp(-np.abs(along - along[rim]) / 0.45), "lift": lift}
    spread = {name: np.repeat(value, around) for name, value in values.items()}
    return Shell(points, rows_of_quads(len(half), around), {**spread, "ridge": (marks * calm).ravel()})


def hoop(profile: Sequence[Point], *, wall: float, spacing: float = 0.2) -> Shell:
    """A turned wall that is open above and below (a lamp shade); profile is (radius, height) from below."""
    outer = smoothed(profile, spacing)
    inside = outer[::-1] - np.array([wall, 0.0])
    half = np.vstack([outer, inside, outer[:1]])
    angle = np.arange(AROUND) * 2 * math.pi / AROUND
    radius, height = half[:, :1], half[:, 1:] + np.zeros_like(angle)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=2).reshape(-1, 3)
    up = np.linspace(0, 1, len(outer))
    values = {
        "rise": np.concatenate([up, up[::-1], [0.0]]),
        "inner": np.concatenate([0 * up, 0 * up + 1, [0.0]]),
        **{name: np.zeros(len(half)) for name in ("edge", "ridge")},
        "lift": np.full(len(half), 50.0),
    }
    spread = {name: np.repeat(value, AROUND) for name, value in values.items()}
    return Shell(points, rows_of_quads(len(half), AROUND), spread)


def rows_of_quads(rows: int, around: int) -> list[list[int]]:
    """Quads between neighbouring closed rings of points."""
    first = (np.arange(rows - 1)[:, None] * around + np.arange(around)).ravel()
    second = (np.arange(rows - 1)[:, None] * around + (np.arange(around) + 1) % around).ravel()
    return np.column_stack([first, second, second + around, first + around]).tolist()


def sweep(
    path: Sequence[Point],
    *,
    width: Sequence[float],
    thick: Sequence[float],
    height: float,
    hollow: float = 0.0,
    plump: float = 2.3,
) -> Shell:
    """Pull a strap or a spout along a path of (x, z), in the plane y = 0.

    width (across, y) and thick (in the plane) are full measures in cm at even steps along the path; height is
    the pot's, for rise. hollow > 0 opens the far end with a wall of that thickness. plump is the exponent of the
    superellipse that is the cross section (2 is an ellipse, more is boxier).
    """
    curve = smoothed(path, 0.12)
    steps = np.linspace(0, 1, len(curve))
    across, deep = (np.interp(steps, np.linspace(0, 1, len(values)), values) / 2 for values in (width, thick))
    edge = np.zeros(len(curve))
    if hollow:
        back = slice(None, len(curve) // 3, -1)
        end = np.repeat(curve[-1:], 5, axis=0)
        roll = np.sin(np.linspace(0, math.pi, 7))[1:-1, None] * hollow / 2
        shrink = np.linspace(0, hollow, 7)[1:-1]
        edge = np.concatenate(
            [np.exp((lengths(curve) - lengths(curve)[-1]) / 0.35), np.ones(5), np.zeros(len(curve[back]))]
        )
        across = np.concatenate([across, across[-1] - shrink, across[back] - hollow])
        deep = np.concatenate([deep, deep[-1] - shrink, deep[back] - hollow])
        direction = np.vstack(
            [tangents(curve), np.repeat(tangents(curve)[-1:], 5, axis=0), tangents(curve)[back]]
        )
        curve = np.vstack([curve, end + roll * tangents(curve)[-1], curve[back]])
    else:
        direction = tangents(curve)
    around = 32
    angle = np.arange(around) * 2 * math.pi / around
    u, v = (np.sign(f(angle)) * np.abs(f(angle)) ** (2 / plump) for f in (np.cos, np.sin))
    side = np.column_stack([direction[:, 1], -direction[:, 0]])
    flat = curve[:, None, :] + deep[:, None, None] * v[None, :, None] * side[:, None, :]
    points = np.stack([flat[..., 0], across[:, None] * u[None, :], flat[..., 1]], axis=2).reshape(-1, 3)
    sharp = np.maximum(edge[:, None], 0.55 * np.abs(np.cos(angle)) ** 6 * (0 if hollow else 1))
    values = {
        "rise": np.clip(points[:, 2] / height, 0, 1),
        "inner": np.zeros(len(points)),
        "edge": sharp.ravel(),
        "ridge": np.zeros(len(points)),
        "lift": np.full(len(points), 50.0),
    }
    return capped(Shell(points, rows_of_quads(len(curve), around), values), around)


def capped(tube: Shell, around: int) -> Shell:
    """Close both ends of a tube with a fan of triangles around a middle point."""
    count = len(tube.points)
    ends = np.array([tube.points[:around].mean(axis=0), tube.points[-around:].mean(axis=0)])
    one, following = np.arange(around), (np.arange(around) + 1) % around
    first = np.column_stack([np.full(around, count), following, one])
    last = np.column_stack([np.full(around, count + 1), one + count - around, following + count - around])
    fans = np.vstack([first, last])
    values = {name: np.concatenate([value, value[[0, -1]]]) for name, value in tube.values.items()}
    return Shell(np.vstack([tube.points, ends]), [*tube.faces, *fans.tolist()], values)


def stuffs(shells: Sequence[Shell]) -> list[str]:
    """The materials of a body in the order of its slots: the glaze first."""
    return ["", *sorted({shell.stuff for shell in shells} - {""})]


def body(name: str, shells: Sequence[Shell]) -> bpy.types.Object:
    """One object of several shells, smooth and with the attributes, linked into the scene; 1 unit is 1 cm."""
    starts = np.cumsum([0, *(len(shell.points) for shell in shells)])
    points = np.vstack([shell.points for shell in shells])
    faces = [
        [index + start for index in face]
        for shell, start in zip(shells, starts.tolist(), strict=False)
        for face in shell.faces
    ]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(points.tolist(), [], faces)
    mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
    kinds = stuffs(shells)
    of_face = [kinds.index(shell.stuff) for shell in shells for _ in shell.faces]
    mesh.polygons.foreach_set("material_index", of_face)
    for attribute in ATTRIBUTES:
        layer = mesh.attributes.new(attribute, "FLOAT", "POINT")
        layer.data.foreach_set(
            "value", np.concatenate([shell.values[attribute] for shell in shells]).astype(np.float32)
        )
    made = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(made)
    return made
