"""A small shop for the journeys: a home page, two categories, vases in two glazes, what is sold out."""

from dataclasses import dataclass
from typing import Any

from tests.content.factories import make_home
from tests.shop.catalogue.factories import give, picture, vase
from tests.shop.factories import CategoryFactory, CountryFactory, ProductFactory

CHINESE = {
    "Floor vase": ("落地花瓶", "落地花瓶"),
    "Vases": ("花瓶", "花瓶"),
    "Bud vase": ("小花瓶", "小花瓶"),
}


@dataclass
class Shop:
    """What there is to buy; addresses are paths."""

    category: Any
    floor_vase: Any
    tide: Any
    snow: Any
    bud_vase: Any


def _in_chinese(thing: Any, field: str) -> None:
    hans, hant = CHINESE[getattr(thing, field)]
    setattr(thing, f"{field}_zh_hans", hans)
    setattr(thing, f"{field}_zh_hant", hant)
    thing.save()


def make_shop(site: Any) -> Shop:
    """Make the shop; the search hears of it as of any change."""
    for code, title in (("en", "Home"), ("zh-hans", "首页"), ("zh-hant", "首頁")):
        make_home(site, language=code, title=title)
    CountryFactory(display_order=1)
    vases, bowls = CategoryFactory(name="Vases"), CategoryFactory(name="Bowls")
    floor_vase, (tide, snow) = vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))
    floor_vase.categories.add(vases)
    bud_vase = ProductFactory(title="Bud vase", price="19", num_in_stock=0, categories=[vases])
    give(bud_vase, "glaze", "Celadon", swatch="#a9c1a6")
    give(ProductFactory(title="Rice bowl", price="24", categories=[bowls]), "glaze", "Tide")
    picture(floor_vase, size=(80, 100))
    for thing, field in ((floor_vase, "title"), (bud_vase, "title"), (vases, "name")):
        _in_chinese(thing, field)
    return Shop(category=vases, floor_vase=floor_vase, tide=tide, snow=snow, bud_vase=bud_vase)
