"""The catalogue that every shop of the comparison sells: ten categories with nine below each, plain products."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PER_PAGE = 24
BRANDS = [
    "Acorn",
    "Bellamy",
    "Castor",
    "Dunmore",
    "Ember",
    "Falken",
    "Gantry",
    "Harrow",
    "Ironbark",
    "Juniper",
    "Kestrel",
    "Lumen",
    "Marlow",
    "Norden",
    "Oakline",
    "Pallas",
    "Quarry",
    "Rowan",
    "Sable",
    "Tarn",
]
COLOURS = [
    "black",
    "white",
    "red",
    "green",
    "blue",
    "amber",
    "grey",
    "violet",
    "teal",
    "ivory",
    "copper",
    "olive",
]
MATERIALS = [
    "steel",
    "oak",
    "cotton",
    "leather",
    "ceramic",
    "glass",
    "walnut",
    "linen",
    "aluminium",
    "rubber",
]
NOUNS = [
    "lamp",
    "chair",
    "kettle",
    "jacket",
    "drill",
    "bottle",
    "desk",
    "tent",
    "mixer",
    "speaker",
    "helmet",
    "planter",
    "backpack",
    "monitor",
    "blanket",
    "hammer",
    "teapot",
    "cabinet",
    "bicycle",
    "router",
]
ADJECTIVES = [
    "compact",
    "folding",
    "heavy",
    "silent",
    "portable",
    "classic",
    "modern",
    "rugged",
    "slim",
    "insulated",
    "modular",
    "vintage",
    "outdoor",
    "wireless",
    "ergonomic",
]
TOPS = ["Home", "Kitchen", "Garden", "Office", "Sports", "Outdoor", "Tools", "Audio", "Clothing", "Travel"]
PROSE = [
    "made",
    "for",
    "daily",
    "use",
    "at",
    "home",
    "and",
    "at",
    "work",
    "it",
    "ships",
    "from",
    "our",
    "own",
    "warehouse",
    "within",
    "two",
    "working",
    "days",
    "with",
    "a",
    "full",
    "warranty",
    "and",
    "spare",
    "parts",
    "kept",
    "for",
    "ten",
    "years",
    "every",
    "unit",
    "is",
    "tested",
    "before",
    "dispatch",
    "clean",
    "with",
    "a",
    "damp",
    "cloth",
]
TERMS = [f"{word} {noun}" for word in ADJECTIVES[:5] for noun in NOUNS[:8]] + NOUNS


@dataclass(frozen=True)
class Catalogue:
    """Where the files are, and what the flows ask for."""

    folder: Path
    count: int
    categories: list[dict[str, object]]
    sample: list[dict[str, str]]

    @property
    def leaves(self) -> list[str]:
        """Return the slugs of the categories that hold products."""
        return [str(row["slug"]) for row in self.categories if row["parent"]]

    @property
    def tops(self) -> list[str]:
        """Return the slugs of the categories at the top."""
        return [str(row["slug"]) for row in self.categories if not row["parent"]]

    @property
    def deep_page(self) -> int:
        """Return the number of the last full page but one of a category at the top."""
        return max(2, self.count // len(TOPS) // PER_PAGE - 1)


def write(folder: Path, count: int) -> Catalogue:
    """Write `categories.jsonl` and `products.jsonl`, the same at every run."""
    categories = list(_categories())
    products = list(_products(count, [row for row in categories if row["parent"]]))
    for name, rows in (("categories", categories), ("products", products)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    sample = random.Random(11).sample(products, min(300, count))
    return Catalogue(folder=folder, count=count, categories=categories, sample=sample)


def _categories() -> Iterator[dict[str, object]]:
    number = 0
    for top in TOPS:
        number += 1
        parent = number
        yield {"id": parent, "parent": None, "name": top, "slug": top.lower()}
        for place in range(1, 10):
            number += 1
            yield {"id": number, "parent": parent, "name": f"{top} {place}", "slug": f"{top.lower()}-{place}"}


def _products(count: int, leaves: list[dict[str, object]]) -> Iterator[dict[str, str]]:
    rng = random.Random(7)
    for number in range(1, count + 1):
        word, noun, brand = rng.choice(ADJECTIVES), rng.choice(NOUNS), rng.choice(BRANDS)
        colour, material = rng.choice(COLOURS), rng.choice(MATERIALS)
        leaf = leaves[(number - 1) % len(leaves)]
        prose = " ".join(rng.choice(PROSE) for _ in range(90))
        yield {
            "sku": f"SKU{number:07d}",
            "slug": f"{brand}-{word}-{noun}-{number}".lower(),
            "title": f"{brand} {word} {noun} {number}",
            "description": f"{word} {colour} {material} {noun} by {brand} {prose}.",
            "category": leaf["id"],
            "path": f"{str(leaf['name']).split()[0]} > {leaf['name']}",
            "brand": brand,
            "colour": colour,
            "material": material,
            "price": f"{rng.randint(199, 49_999) / 100:.2f}",
            "stock": 1_000_000,
            "image": number % 100,
        }
