"""The demo's blocks on categories, products and glazes, written once from `content/editorials.toml`."""

import tomllib
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from config.demo.blocks import BlockWriter
from config.demo.files import WORDS
from content.models import Editorial
from shop.catalogue.models import Category, Product
from shop.catalogue.options import listed_options, slug_of
from shop.json_types import JsonObject

EDITORIALS = WORDS / "editorials.toml"


def write_editorials(blocks: BlockWriter) -> None:
    """Write and publish what is missing in any language; what the shop has no place for is left out."""
    for source in tomllib.loads(EDITORIALS.read_text(encoding="utf-8"))["editorials"]:
        place = _place(source)
        if place is None:
            continue
        for code, _name in settings.LANGUAGES:
            locale = Locale.objects.get(language_code=code)
            if not Editorial.objects.filter(locale=locale, **place).exists():
                _write(place, locale, blocks.body(source["body"], code))


def _write(place: dict[str, object], locale: Locale, body: list[tuple[str, object]]) -> None:
    # One key joins the languages, as Wagtail's own translating does.
    english = Editorial.objects.filter(locale__language_code=settings.LANGUAGE_CODE, **place).first()
    joined = {"translation_key": english.translation_key} if english else {}
    editorial = Editorial.objects.create(locale=locale, body=body, live=False, **place, **joined)
    editorial.save_revision().publish()


def _place(source: JsonObject) -> dict[str, object] | None:
    """Find what the blocks stand at; None where the shop has no such thing."""
    found: Any
    if "category" in source:
        place, found = "category", Category.objects.filter(slug=source["category"]).first()
    elif "product" in source:
        place, found = "product", Product.objects.filter(slug=source["product"]).first()
    else:
        code, slug = source["value"]
        options = listed_options().filter(group__product_attributes__code=code)
        place, found = "option", next((each for each in options if slug_of(each) == slug), None)
    return {place: found} if found else None
