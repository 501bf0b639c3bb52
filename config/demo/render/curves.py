"""Curves and half sections from which the pots are turned; lengths in cm."""

import math
from collections.abc import Sequence

import numpy as np

Point = tuple[float, float]


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
