"""The catalogue that both shops of a benchmark sell."""

import json
import random
from pathlib import Path

CATEGORIES = 20
WORDS = ["bowl", "vase", "plate", "cup", "jug", "jar", "pot", "tray", "lamp", "dish"]


def write_catalogue(folder: Path, count: int, *, stock: int | None = None) -> Path:
    """Write a catalogue that is the same at every run; `stock` pieces of each, or a few of some."""
    rng = random.Random(20_26)
    path = folder / "catalogue.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            row = {
                "sku": f"B-{number:06d}",
                "title": f"{rng.choice(WORDS).capitalize()} {rng.choice(WORDS)} {number}",
                "description": " ".join(rng.choice(WORDS) for _ in range(40)),
                "category": f"Category {number % CATEGORIES:02d}",
                "price": f"{rng.randint(500, 20_000) / 100:.2f}",
                "stock": rng.randint(0, 50) if stock is None else stock,
            }
            out.write(json.dumps(row) + "\n")
    return path
