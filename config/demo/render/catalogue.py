"""Which picture shows what: jobs.json turned into jobs, in the order in which they are needed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import studio, views
from .groups import GROUPS
from .scenes import SCENES

LIST = json.loads((Path(__file__).parent / "jobs.json").read_text())
SIZE = tuple(LIST["size"])


@dataclass(frozen=True)
class Job:
    """One picture: its file name without ending, how to take it, and what becomes of its ground (see develop).

    samples: light paths per point; the denoiser needs few for a pot in focus, more for rooms and close-ups.
    """

    name: str
    shoot: Callable[..., None]
    ground: str = "even"
    samples: int = 8


def front(form: str, glaze: str) -> Callable[..., None]:
    """The front view of a product, for the grid."""

    def shoot(path: Path, **settings: int) -> None:
        views.studio_pot(form, glaze)
        studio.photograph(path, SIZE, **settings)

    return shoot


def second(form: str, glaze: str, kind: str) -> Callable[..., None]:
    """A second view: see views.VIEWS."""

    def shoot(path: Path, **settings: int) -> None:
        views.VIEWS[kind](form, glaze)
        studio.photograph(path, SIZE, **settings)

    return shoot


def fronts(turn: int) -> list[Job]:
    """One front view of every product that has so many glazes: the first glaze for turn 0, and so on."""
    return [
        Job(f"{product['slug']}-{product['glazes'][turn]}", front(product["form"], product["glazes"][turn]))
        for product in LIST["products"]
        if turn < len(product["glazes"])
    ]


def rarity(job: Job) -> int:
    """How many products have the glaze of this picture."""
    glaze = job.name.rsplit("-", 1)[1]
    return sum(glaze in product["glazes"] for product in LIST["products"])


def seconds() -> list[Job]:
    """Second views of some products, as listed: {"picture of the front": "kind of view"}."""
    forms = {product["slug"]: product["form"] for product in LIST["products"]}
    made = []
    for name, kind in LIST.get("views", {}).items():
        slug, glaze = name.rsplit("-", 1)
        near = {"ground": "plain", "samples": 12} if kind == "detail" else {}
        made.append(Job(f"{name}-2", second(forms[slug], glaze, kind), **near))
    return made


def wides() -> list[Job]:
    """Heroes, groups of the collections and scenes for pages, as listed."""
    return [
        Job(name, (GROUPS | SCENES)[name].shoot, ground="own", samples=11)
        for name in [*LIST["heroes"], *LIST.get("groups", []), *LIST.get("scenes", [])]
    ]


def jobs() -> list[Job]:
    """Every picture of the demo: every product once, then a second glaze, wide pictures, second views and the rest.

    Of the rest the rarest glazes come first, so that each is soon seen on several pots.
    """
    most = max(len(product["glazes"]) for product in LIST["products"])
    rest = [job for turn in range(2, most) for job in fronts(turn)]
    return [*fronts(0), *fronts(1), *wides(), *seconds(), *sorted(rest, key=rarity)]
