"""Clay bodies as meshes: turned on the wheel (lathe) or pulled along a curve (sweep).

Lengths are centimetres, z points up. Every vertex carries what a glaze needs to know about its place:
rise (0 at the foot, 1 at the rim, measured along the wall), inner (1 inside), edge (1 on a rim or sharp edge,
falling to 0), ridge (-1..1, the throwing marks) and lift (cm above the line down to which the pot is glazed).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bpy
import numpy as np

Point = tuple[float, float]
Deform = Callable[[np.ndarray, np.ndarray], np.ndarray]
ATTRIBUTES = ("rise", "inner", "edge", "ridge", "lift")
AROUND = 160
THROWING = ((0.8, 0.35, 0.3), (1.15, 1.0, 1.9), (1.6, 0.8, 4.4), (2.9, 0.6, 2.2), (6.3, 0.7, 5.1))
"""Marks left by the fingers: (wave length in cm, share, phase); incommensurable, so that no two rings are alike."""


@dataclass
class Shell:
    """A mesh under construction: points, faces that index them, and one value per point and attribute."""

    points: np.ndarray
    faces: list[list[int]]
    values: dict[str, np.ndarray]

    def moved(self, x: float = 0.0, z: float = 0.0) -> "Shell":
        """The same shell shifted sideways and up; the glaze line moves with it."""
        return Shell(self.points + np.array([x, 0.0, z]), self.faces, self.values)

    def turned(self, degrees: float) -> "Shell":
        """The same shell turned around the z axis."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return Shell(
            self.points @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]]), self.faces, self.values
        )


def smoothed(points: Sequence[Sequence[float]], spacing: float) -> np.ndarray:
    """Centripetal Catmull-Rom curve through the points (any dimension), resampled to an even spacing in cm."""
    given = np.asarray(points, dtype=float)
    padded = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        knots = np.cumsum(
            [0.0, *(max(np.linalg.norm(b - a), 1e-6) ** 0.5 for a, b in ((p0, p1), (p1, p2), (p2, p3)))]
        )
        t = np.linspace(knots[1], knots[2], 24, endpoint=False)[:, None]

        def between(a: np.ndarray, b: np.ndarray, start: float, end: float, t: np.ndarray = t) -> np.ndarray:
            return (end - t) / (end - start) * a + (t - start) / (end - start) * b

        a1, a2, a3 = (
            between(a, b, knots[i], knots[i + 1]) for i, (a, b) in enumerate(((p0, p1), (p1, p2), (p2, p3)))
        )
        b1, b2 = between(a1, a2, knots[0], knots[2]), between(a2, a3, knots[1], knots[3])
        pieces.append(between(b1, b2, knots[1], knots[2]))
    return resampled(np.vstack([*pieces, given[-1:]]), spacing)


def resampled(curve: np.ndarray, spacing: float) -> np.ndarray:
    """Points at even distances along a polyline, ends included."""
    along = lengths(curve)
    count = max(int(along[-1] / spacing), 8)
    wanted = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(wanted, along, axis) for axis in curve.T])


def lengths(curve: np.ndarray) -> np.ndarray:
    """Distance from the start of a polyline to each of its points."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])


def tangents(curve: np.ndarray) -> np.ndarray:
    """Unit direction at each point of a polyline."""
    slope = np.gradient(curve, axis=0)
    return slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)


def lining(outer: np.ndarray, wall: float, floor: float) -> np.ndarray:
    """The inside of a wall: the outer curve offset by its thickness, from the rim down to a flat floor."""
    direction = tangents(outer)
    inside = outer + wall * np.column_stack([-direction[:, 1], direction[:, 0]])
    inside = inside[::-1]
    stop = next((i for i, (r, z) in enumerate(inside) if z <= floor or r <= 0.02), len(inside))
    kept = inside[:stop]
    meets = max(kept[-1][0] - 0.6 * wall, 0.05)
    bottom = np.array([(meets * share, floor) for share in (0.98, 0.8, 0.6, 0.4, 0.2, 0.0)])
    return smoothed([*kept[:: max(len(kept) // 60, 1)], *bottom], 0.3 if len(kept) < 400 else 0.5)


def lip(end: np.ndarray, start: np.ndarray, up: np.ndarray) -> np.ndarray:
    """A rounded rim between the outer and the inner wall."""
    middle, across = (end + start) / 2, (end - start) / 2
    size = np.linalg.norm(across)
    angles = np.linspace(0, math.pi, 9)[1:-1, None]
    return middle + np.cos(angles) * across + np.sin(angles) * size * up


def section(
    profile: Sequence[Point], wall: float, foot: float, spacing: float
) -> tuple[np.ndarray, np.ndarray, int]:
    """The half section of a pot: underside, outer wall, lip, inner wall. Also rise per point and the rim's index."""
    outer = smoothed(profile, spacing)
    ring, recess = outer[0][0], max(foot * 0.7, 0.15)
    under = np.array(
        [
            (0.0, recess),
            (max(ring - 1.3, ring * 0.55), recess),
            (ring - 0.7, 0.06),
            (ring - 0.45, 0.0),
            (ring - 0.12, 0.0),
        ]
    )
    up = lengths(outer)
    if not wall:
        return (
            np.vstack([under, outer]),
            np.concatenate([np.zeros(len(under)), up / up[-1]]),
            len(under) + len(outer) - 1,
        )
    inner = lining(outer, wall, foot + wall)
    rim = lip(outer[-1], inner[0], tangents(outer)[-1])
    down = lengths(inner)
    rise = np.concatenate(
        [np.zeros(len(under)), up / up[-1], np.ones(len(rim)), 1 - down / down[-1]],
    )
    return np.vstack([under, outer, rim, inner]), rise, len(under) + len(outer) + len(rim) // 2


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
    pull: Deform | None = None,
) -> Shell:
    """Turn a pot: profile is (radius, height) from foot to rim, bare the height of the unglazed foot.

    wall 0 makes a solid that closes at the top (a lid). throw is the depth of the throwing marks, finger
    stretches their distance, squash < 1 makes an oval, pull may move points after turning.
    """
    half, rise, rim = section(profile, wall, foot, spacing)
    along = lengths(half)
    angle = np.arange(AROUND) * 2 * math.pi / AROUND
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
        points = pull(points, np.repeat(rise, AROUND))
    inner = (np.arange(len(half)) > rim).astype(float)
    lift = np.where(inner > 0, 50.0, half[:, 1] - bare)
    lift[:5] = -5.0
    values = {"rise": rise, "inner": inner, "edge": np.exp(-np.abs(along - along[rim]) / 0.45), "lift": lift}
    spread = {name: np.repeat(value, AROUND) for name, value in values.items()}
    return Shell(points, rows_of_quads(len(half), AROUND), {**spread, "ridge": (marks * calm).ravel()})


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
    for attribute in ATTRIBUTES:
        layer = mesh.attributes.new(attribute, "FLOAT", "POINT")
        layer.data.foreach_set(
            "value", np.concatenate([shell.values[attribute] for shell in shells]).astype(np.float32)
        )
    made = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(made)
    return made
