"""From a rendered PNG to the WebP of the shop."""

from pathlib import Path

import numpy as np
from PIL import Image

GROUND = np.array([[221, 215, 206], [211, 204, 194]])
"""The paper's colour at the top and at the bottom of every picture of the grid (sRGB)."""
PAPER_GAIN = np.array([1.10, 1.085, 1.06])
"""What evening does to a middling picture, for those that have no ground to measure."""
QUALITY = 90
GRAIN = 1.1
"""Film grain in levels: keeps smooth grounds from showing steps."""


def develop(raw: Path, out: Path, *, ground: str) -> None:
    """Write a WebP. ground: "even" for cards, "plain" where the pot fills the frame, "own" for a room."""
    with Image.open(raw) as picture:
        pixels = np.asarray(picture.convert("RGB"), dtype=np.float64)
    if ground == "even":
        pixels = evened(pixels)
    elif ground == "plain":
        pixels = pixels * PAPER_GAIN
    noise = np.random.default_rng(7).normal(0, GRAIN, pixels.shape[:2])[..., None]
    done = Image.fromarray(np.clip(pixels + noise, 0, 255).round().astype(np.uint8))
    part = out.with_suffix(".part")
    done.save(part, "WEBP", quality=QUALITY, method=6)
    part.replace(out)


def evened(pixels: np.ndarray) -> np.ndarray:
    """Flat-field correction: fit the paper's brightness along the picture's frame and divide it out."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    x, y = x / width - 0.5, y / height
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=2)
    frame = np.zeros((height, width), dtype=bool)
    band = width // 24
    frame[:band], frame[-band:], frame[:, :band], frame[:, -band:] = True, True, True, True
    wanted = GROUND[0] + (GROUND[1] - GROUND[0]) * y[..., None]
    fit = np.stack(
        [terms @ np.linalg.lstsq(terms[frame], pixels[frame][:, c], rcond=None)[0] for c in range(3)], axis=2
    )
    return pixels * np.clip(wanted / np.maximum(fit, 1), 0.7, 1.4)
