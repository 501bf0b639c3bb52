"""Which picture shows what: jobs.json turned into jobs, in the order in which they are needed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import studio, views
from .groups import GROUPS

LIST = json.loads((Path(__file__).parent / "jobs.json").read_text())
SIZE = tuple(LIST["size"])


@dataclass(frozen=True)
class Job:
    """One picture: its file name without ending, how to take it, and what becomes of its ground (see develop)."""

    name: str
    shoot: Callable[..., None]
    ground: str = "even"


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


def fronts() -> list[Job]:
    """First one glaze of every product, then the second, and so on."""
    most = max(len(product["glazes"]) for product in LIST["products"])
    return [
        Job(f"{product['slug']}-{product['glazes'][turn]}", front(product["form"], product["glazes"][turn]))
        for turn in range(most)
        for product in LIST["products"]
        if turn < len(product["glazes"])
    ]


def seconds() -> list[Job]:
    """Second views of some products, as listed: {"picture of the front": "kind of view"}."""
    forms = {product["slug"]: product["form"] for product in LIST["products"]}
    made = []
    for name, kind in LIST.get("views", {}).items():
        slug, glaze = name.rsplit("-", 1)
        made.append(
            Job(f"{name}-2", second(forms[slug], glaze, kind), ground="plain" if kind == "detail" else "even")
        )
    return made


def wides() -> list[Job]:
    """Heroes and groups, as listed."""
    return [
        Job(name, GROUPS[name].shoot, ground="own") for name in [*LIST["heroes"], *LIST.get("groups", [])]
    ]


def jobs() -> list[Job]:
    """Every picture of the demo."""
    return [*fronts(), *seconds(), *wides()]
