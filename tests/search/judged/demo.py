"""The demo's catalogue as documents, and the queries judged on it."""

import csv
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags

from search.kinds import listed_in
from search.types import IndexedVariant, ProductDocument
from shop.catalogue.colours import colour_words, colours_of

HERE = Path(__file__).parent
CATALOGUE = HERE.parents[2] / "config/demo/catalogue"
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
BEST, GOOD = 3, 1
PLACES = 10


@cache
def products() -> tuple[dict[str, Any], ...]:
    lines = (CATALOGUE / "products.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def mapping() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CATALOGUE / "mapping.json").read_text(encoding="utf-8"))
    return found


def documents() -> Iterator[ProductDocument]:
    """Yield what the shop would index of them, as `search.documents` puts it together."""
    for product in products():
        number = _number(product)
        yield ProductDocument(
            product_id=number,
            version=1,
            titles=product["title"],
            bodies={language: _body(product, language) for language in LANGUAGES},
            values=tuple(dict.fromkeys(v for lang in LANGUAGES for v in _values(product, lang))),
            names=tuple(dict.fromkeys(part for name in _own_names(product) for part in listed_in(name))),
            codes=(product["sku"], *(code for v in product["variants"] for code in (v["sku"], v["ean"]))),
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            variants=(IndexedVariant(product_id=number),),
        )


def _number(product: dict[str, Any]) -> int:
    return int(product["sku"].removeprefix("KC-"))


def _own_names(product: dict[str, Any]) -> Iterator[str]:
    for code in product["categories"]:
        yield from mapping()["categories"]["known"][code]["name"].values()


def _body(product: dict[str, Any], language: str) -> str:
    known = mapping()["categories"]["known"]
    own = product["categories"]
    above = [known[code]["parent"] for code in own if known[code].get("parent")]
    places = [known[code]["name"][language] for code in (*above, *own)]
    description = html.unescape(strip_tags(product["description"][language]))
    return " ".join(dict.fromkeys([*places, description]))


def _values(product: dict[str, Any], language: str) -> Iterator[str]:
    narrowing = [entry for entry in mapping()["attributes"] if entry.get("facet", True)]
    for attribute in (entry for entry in narrowing if "options" in entry):
        values = product.get(attribute["code"]) or []
        for value in [values] if isinstance(values, str) else values:
            yield attribute["options"][value]["name"][language]
    for attribute in mapping()["variants"]["attributes"]:
        for variant in product["variants"]:
            if option := attribute.get("options", {}).get(variant.get(attribute["code"])):
                yield option["name"][language]
                for colour in colours_of(option.get("swatch", "")):
                    yield colour_words(colour)[language]


@dataclass(frozen=True)
class JudgedQuery:
    """A query with the grades of products by number; see README.md."""

    language: str
    text: str
    grades: dict[int, int]

    def ndcg(self, found: tuple[int, ...]) -> float:
        """Return the discounted gain of the first ten, 1 for the best order there is."""
        best = sorted(self.grades.values(), reverse=True)
        return _gain([self.grades.get(pk, 0) for pk in found]) / _gain(best)


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades[:PLACES], 1))


def judged_queries() -> list[JudgedQuery]:
    with (HERE / "queries.tsv").open(encoding="utf-8", newline="") as rows:
        return [
            JudgedQuery(
                row["language"], row["query"], _selected(row["good"], GOOD) | _selected(row["best"], BEST)
            )
            for row in csv.DictReader(rows, delimiter="\t")
        ]


def _selected(entries: str, grade: int) -> dict[int, int]:
    return {
        _number(product): grade
        for entry in entries.split()
        for product in products()
        if _is_meant(product, entry)
    }


def _is_meant(product: dict[str, Any], entry: str) -> bool:
    if entry.isdigit():
        return _number(product) == int(entry)
    category, _sign, glazes = entry.partition("=")
    has_glaze = not glazes or {v.get("glaze") for v in product["variants"]} & set(glazes.split(","))
    return bool(has_glaze) and (not category or category in product["categories"])
