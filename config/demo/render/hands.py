"""What the hands do besides turning: outlines, pulled lips, lids; lengths in cm."""

import math

import numpy as np

from .curves import Point
from .mesh import Deform, Shell, lathe


def points(text: str) -> list[Point]:
    """An outline from its short form: "radius,height" pairs between blanks, from foot to rim."""
    return [(float(first), float(second)) for first, second in (pair.split(",") for pair in text.split())]


def slumped(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
    """Lean the upper half a little to one side, as two halves thrown apart do."""
    lean = 0.5 * np.clip(rise - 0.5, 0, 0.5) * np.sin(np.clip(rise, 0, 1) * np.pi)
    return points + np.column_stack([lean * 2, lean, np.zeros_like(lean)])


def pouring(radius: float, reach: float, breadth: float, start: float, sink: float = 0.25) -> Deform:
    """Pull a lip out of the rim towards +x: reach in cm, breadth in radians, from the share start of the wall up."""

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        angle = np.arctan2(points[:, 1], points[:, 0])
        high = np.clip((rise - start) / (1 - start), 0, 1)
        tongue = np.exp(-((angle / breadth) ** 2)) * high**2 * (3 - 2 * high)
        shoulder = np.exp(-(((np.abs(angle) - 2.1 * breadth) / breadth) ** 2)) * high**2
        out = reach * tongue - 0.18 * reach * shoulder
        distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        scale = 1 + out / distance * (distance > radius * 0.3)
        return np.column_stack(
            [points[:, 0] * scale, points[:, 1] * scale, points[:, 2] - sink * tongue * high]
        )

    return pull


def squared(radius: float, ratio: float, corner: float) -> Deform:
    """Press a round dish into a box: radius is half its length, ratio its breadth over its length.

    corner is the exponent of the superellipse: 2 an oval, 4 soft corners, 9 nearly a box. The wall keeps its
    thickness on all sides.
    """
    cut, turn = radius * (1 - ratio), 0.8 * radius

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        angle = np.arctan2(points[:, 1], points[:, 0])
        cos, sin = np.cos(angle), np.sin(angle)
        out = (np.abs(cos) ** corner + np.abs(sin) ** corner) ** (-1 / corner)
        breadth = np.where(distance > turn, distance - cut, distance * (1 - cut / turn))
        return np.column_stack([distance * cos * out, breadth * sin * out, points[:, 2]])

    return pull


def waved(count: int, depth: float, lift: float, start: float) -> Deform:
    """Press a wavy rim: count waves, depth in cm outwards and lift upwards, from the share start of the wall up."""

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        high = np.clip((rise - start) / (1 - start), 0, 1) ** 1.5
        wave = np.cos(count * np.arctan2(points[:, 1], points[:, 0])) * high
        distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        scale = 1 + depth * wave / distance
        return np.column_stack([points[:, 0] * scale, points[:, 1] * scale, points[:, 2] + lift * wave])

    return pull


def fluted(count: int, depth: float, beyond: float, low: float, high: float) -> Deform:
    """Cut flutes into the outside: everything farther out than beyond cm and between the heights low and high."""

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        height = points[:, 2]
        here = np.clip((distance - beyond) / 0.08, 0, 1)
        here = here * np.clip((height - low) / 0.35, 0, 1) * np.clip((high - height) / 0.25, 0, 1)
        groove = 1 - np.abs(np.cos(count / 2 * np.arctan2(points[:, 1], points[:, 0])))
        scale = 1 - depth * groove * here / distance
        return np.column_stack([points[:, 0] * scale, points[:, 1] * scale, height])

    return pull


def bent(start: float, length: float, degrees: float) -> Deform:
    """Bend a tall pot towards +x: from the height start on, by so many degrees within length cm."""
    angle = math.radians(degrees)
    radius = length / angle

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        along = points[:, 2] - start
        turn = np.clip(along / length, 0, 1) * angle
        rest = np.maximum(along - length, 0)
        x = radius * (1 - np.cos(turn)) + points[:, 0] * np.cos(turn) + rest * np.sin(turn)
        z = start + radius * np.sin(turn) - points[:, 0] * np.sin(turn) + rest * np.cos(turn)
        return np.column_stack(
            [np.where(along > 0, x, points[:, 0]), points[:, 1], np.where(along > 0, z, points[:, 2])]
        )

    return pull


def drawn_out(reach: float, breadth: float, sink: float) -> Deform:
    """Draw one side of a dish out into a tongue: reach in cm towards +x, breadth in radians."""

    def pull(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
        distance = np.hypot(points[:, 0], points[:, 1])
        tongue = np.exp(-((np.arctan2(points[:, 1], points[:, 0]) / breadth) ** 2))
        share = distance / max(distance.max(), 1e-6)
        out = 1 + reach * tongue * share / np.maximum(distance, 1e-6)
        return np.column_stack(
            [points[:, 0] * out, points[:, 1] * out, points[:, 2] - sink * tongue * share**2]
        )

    return pull


def plate(radius: float, height: float, well: float) -> list[tuple[float, float]]:
    """Outline of a coupe plate: foot ring under the well, then a low curve to the rim."""
    span = radius - well
    return [
        (well, 0),
        (well + 0.05, 0.35),
        (well + 0.25, 0.6),
        (well + 0.3 * span, 0.78),
        (well + 0.68 * span, height * 0.5),
        (radius - 0.35, height * 0.82),
        (radius, height),
    ]


def lid(radius: float, rise: float, knob: float) -> Shell:
    """A domed lid with a knob; its foot is the seat, glazed to the edge."""
    dome = [(radius, 0), (radius + 0.02, 0.25), (radius * 0.82, rise * 0.5), (radius * 0.45, rise * 0.88)]
    button = [(0.75, 0), (0.55, 0.35), (0.95, 0.95), (0.85, 1.45), (0.02, 1.62)]
    profile = [*dome, *((knob * across, rise + knob * up) for across, up in button)]
    return lathe(profile, wall=0, foot=0.1, bare=0.05, throw=0.02)
