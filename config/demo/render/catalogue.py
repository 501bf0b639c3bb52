"""Which picture shows what: jobs.json turned into jobs, in the order in which they are needed."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import studio
from .forms import FORMS
from .glazes import glazed, settled
from .groups import GROUPS
from .mesh import body

LIST = json.loads((Path(__file__).parent / "jobs.json").read_text())
SIZE = tuple(LIST["size"])


@dataclass(frozen=True)
class Job:
    """One picture: its file name without ending, and how to take it. flat pictures get one even ground."""

    name: str
    shoot: Callable[..., None]
    flat: bool = True


def pot(form: str, glaze: str):
    """A glazed pot in the scene, 1 unit = 1 cm."""
    made = FORMS[form]
    thing = body(f"{form}-{glaze}", made.make())
    thing.data.materials.append(glazed(glaze, grain=math.sqrt(made.size / 12)))
    return thing


def front(form: str, glaze: str) -> Callable[..., None]:
    """The front view of a product, for the grid."""

    def shoot(path: Path, **settings: int) -> None:
        studio.fresh()
        studio.sweep()
        studio.daylight()
        made = FORMS[form]
        thing = pot(form, glaze)
        thing.rotation_euler.z = math.radians(made.turn)
        studio.framed(thing, made.elevation, made.fill)
        settled(thing)
        studio.photograph(path, SIZE, **settings)

    return shoot


def fronts() -> list[Job]:
    """First one glaze of every product, then the second, and so on."""
    most = max(len(product["glazes"]) for product in LIST["products"])
    return [
        Job(f"{product['slug']}-{product['glazes'][turn]}", front(product["form"], product["glazes"][turn]))
        for turn in range(most)
        for product in LIST["products"]
        if turn < len(product["glazes"])
    ]


def wides() -> list[Job]:
    """Heroes and groups, as listed."""
    return [Job(name, GROUPS[name].shoot, flat=False) for name in [*LIST["heroes"], *LIST.get("groups", [])]]


def jobs() -> list[Job]:
    """Every picture of the demo."""
    return [*fronts(), *wides()]
