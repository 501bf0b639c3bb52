"""What the hands do besides turning: outlines, pulled lips, lids; lengths in cm."""

from collections.abc import Callable

import numpy as np

from .mesh import Point, Shell, lathe


def points(text: str) -> list[Point]:
    """An outline from its short form: "radius,height" pairs between blanks, from foot to rim."""
    return [(float(first), float(second)) for first, second in (pair.split(",") for pair in text.split())]


def slumped(points: np.ndarray, rise: np.ndarray) -> np.ndarray:
    """Lean the upper half a little to one side, as two halves thrown apart do."""
    lean = 0.5 * np.clip(rise - 0.5, 0, 0.5) * np.sin(np.clip(rise, 0, 1) * np.pi)
    return points + np.column_stack([lean * 2, lean, np.zeros_like(lean)])


def pouring(
    radius: float, reach: float, breadth: float, start: float, sink: float = 0.25
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
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
