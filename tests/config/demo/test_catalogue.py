"""What the demo's catalogue promises, read from its files."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from stdnum import ean

from config.demo.files import CATALOGUE, PICTURES, json_of, lines_of

LANGUAGES = {"en", "zh-hans", "zh-hant"}
PRODUCTS = lines_of(CATALOGUE / "products.jsonl")
MAPPING = json_of(CATALOGUE / "mapping.json")
CATEGORIES = MAPPING["categories"]["known"]
VARIANTS = [variant for product in PRODUCTS for variant in product["variants"]]
ATTRIBUTES = {a["code"]: a for a in (*MAPPING["attributes"], *MAPPING["variants"]["attributes"])}
PARAGRAPH = re.compile(r"<p>[^<>]+</p>\Z")


def once(values):
    return [value for value, count in Counter(values).items() if count > 1] == []


def test_sixty_products_in_twelve_categories_under_four_tops():
    tops = {key for key, category in CATEGORIES.items() if "parent" not in category}
    leaves = set(CATEGORIES) - tops

    assert tops == {"table", "drinking", "kitchen", "home"}
    assert (len(leaves), {CATEGORIES[leaf]["parent"] for leaf in leaves}) == (12, tops)
    assert len(PRODUCTS) >= 60
    assert {tuple(product["categories"]) for product in PRODUCTS} == {(leaf,) for leaf in leaves}


def test_three_hundred_pieces_in_two_to_eight_variants_each():
    assert len(VARIANTS) >= 300
    assert [p["slug"] for p in PRODUCTS if not 2 <= len(p["variants"]) <= 8] == []
    choices = [(p["slug"], v["glaze"], v["size"]) for p in PRODUCTS for v in p["variants"]]
    assert once(choices)


def test_numbers_are_used_once_and_end_in_their_check_digit():
    assert once([row["sku"] for row in (*PRODUCTS, *VARIANTS)])
    assert once([variant["ean"] for variant in VARIANTS])
    assert once([product["slug"] for product in PRODUCTS])
    # GS1 keeps 2xx for numbers that a shop gives out itself.
    bad = [v["ean"] for v in VARIANTS if not (v["ean"].startswith("2") and ean.is_valid(v["ean"]))]
    assert bad == []


@pytest.mark.parametrize("name", ["title", "description"])
def test_every_text_is_there_in_three_languages_and_written_once(name):
    texts = {product["slug"]: product[name] for product in PRODUCTS}

    assert [slug for slug, words in texts.items() if set(words) != LANGUAGES] == []
    assert all(words.strip() for text in texts.values() for words in text.values())
    for language in LANGUAGES:
        assert once([text[language] for text in texts.values()])


def test_descriptions_are_a_paragraph_of_prose_and_written_for_each_script():
    texts = {product["slug"]: product["description"] for product in PRODUCTS}

    assert [s for s, t in texts.items() if not all(PARAGRAPH.match(words) for words in t.values())] == []
    assert [s for s, t in texts.items() if t["zh-hans"] == t["zh-hant"]] == []
    assert [s for s, t in texts.items() if len(t["en"].split()) < 15] == []


def test_categories_have_a_name_and_a_description_in_three_languages():
    for key, category in CATEGORIES.items():
        assert (key, set(category["name"]), set(category["description"])) == (key, LANGUAGES, LANGUAGES)
        assert category["description"]["zh-hans"] != category["description"]["zh-hant"]


def test_glazes_have_colours_and_every_option_is_named_in_three_languages():
    glazes = ATTRIBUTES["glaze"]["options"]

    assert len(glazes) == 12
    assert [key for key, glaze in glazes.items() if not glaze.get("swatch")] == []
    for attribute in ATTRIBUTES.values():
        for option in attribute.get("options", {}).values():
            assert set(option["name"]) == LANGUAGES


def test_every_word_that_products_use_is_known():
    for code in ("material", "firing", "care"):
        assert {product[code] for product in PRODUCTS} <= set(ATTRIBUTES[code]["options"])
    assert {word for product in PRODUCTS for word in product["suits"]} == set(ATTRIBUTES["suits"]["options"])
    for code in ("glaze", "size"):
        assert {variant[code] for variant in VARIANTS} == set(ATTRIBUTES[code]["options"])


def test_prices_leave_something_over_and_pieces_lie_in_two_warehouses():
    # The price has 19 % tax within; the cost has none.
    assert [
        v["sku"] for v in VARIANTS if not 0 < Decimal(v["cost"]) < Decimal(v["price"]) / Decimal("1.19")
    ] == []
    assert [v["sku"] for v in VARIANTS if v["weight_g"] <= 0 or not v["dimensions"]] == []
    assert {tuple(v["stock"]) for v in VARIANTS} == {tuple(MAPPING["warehouses"])}
    assert len(MAPPING["warehouses"]) == 2
    assert [v["sku"] for v in VARIANTS if min(v["stock"].values()) < 0] == []
    assert [p["sku"] for p in PRODUCTS if p["pack"] < 1] == []


def test_what_is_published_shows_pictures_that_are_there():
    rows = (*PRODUCTS, *VARIANTS)
    there = {path.name for path in PICTURES.glob("*.webp")}

    assert sorted({name for row in rows for name in row["images"]} - there) == []
    assert [row["sku"] for row in rows if row["published"] != bool(row["images"])] == []
    for product in PRODUCTS:
        for variant in product["variants"]:
            front = f"{product['slug']}-{variant['glaze']}"
            assert [name for name in variant["images"] if not name.startswith(front)] == []
