"""The demo shop's own words and its delivery methods: what staff would enter in the settings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from oscar.apps.address.models import Country

from shop.json_types import JsonObject
from shop.setup.services import shop_settings
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone
from shop.shipping.table import WORDS

NOTE = """Pieces that are in stock leave the workshop on the next working day, wrapped in paper and straw.

You can return a piece within 30 days: write to us and we tell you how. If it arrives broken, a photo is
enough."""
NOTE_HANS = """有现货的器物会在下一个工作日离开工坊，以纸与稻草包裹。

30 天内可退货：请写信给我们，我们会告诉您怎么做。若送到时已破损，一张照片即可。"""
NOTE_HANT = """有現貨的器物會在下一個工作天離開工坊，以紙與稻草包裹。

30 天內可退貨：請寫信給我們，我們會告訴您怎麼做。若送到時已破損，一張照片即可。"""
# In English, Simplified and Traditional Chinese.
VOICE = {
    "tagline": (
        "Stoneware and porcelain, made to be used every day.",
        "为每日使用而作的炻器与瓷器。",
        "為每日使用而作的炻器與瓷器。",
    ),
    "announcement": (
        "Thrown, glazed and fired in our own workshop",
        "在我们自己的工坊拉坯、上釉、烧成",
        "在我們自己的工坊拉坯、上釉、燒成",
    ),
    "description": (
        "Stoneware and porcelain, thrown by hand and made to be used every day.",
        "手工拉坯的炻器与瓷器，为每日使用而作。",
        "手工拉坯的炻器與瓷器，為每日使用而作。",
    ),
    "search_examples": (
        "Bowl, celadon, vase for tulips",
        "碗、青瓷、插郁金香的花瓶",
        "碗、青瓷、插鬱金香的花瓶",
    ),
    "delivery_note": (NOTE, NOTE_HANS, NOTE_HANT),
}
LANGUAGES = ("en", "zh_hans", "zh_hant")
ZONES = {"": "Home", "union": "European Union", "europe": "Europe", "world": "World"}


@transaction.atomic
def add_voice() -> None:
    """Let the shop speak, unless somebody has let it already."""
    row: Any = shop_settings()
    if any(getattr(row, f"{name}_en") for name in VOICE):
        return
    for name, words in VOICE.items():
        for language, text in zip(LANGUAGES, words, strict=True):
            setattr(row, f"{name}_{language}", text)
    row.name = row.name or settings.OSCAR_SHOP_NAME
    row.save()


@transaction.atomic
def add_delivery() -> int:
    """Enter the methods of the settings as staff would, unless there are some; return how many are new."""
    if DeliveryOption.objects.exists():
        return 0
    zones = _zones()
    methods: JsonObject = settings.KILN_DELIVERY
    for position, (code, method) in enumerate(methods.items()):
        words = {"name": WORDS[code][0], "description": WORDS[code][1]}
        option = DeliveryOption.objects.create(code=code, position=position, **_in_every_language(words))
        for name, zone in zones.items():
            terms = {**method, **method["zones"].get(name, {})}
            free_from = terms.get("free_from")
            DeliveryRate.objects.create(
                option=option,
                zone=zone,
                price=Decimal(terms["price"]),
                free_from=Decimal(free_from) if free_from else None,
                working_days=terms["working_days"],
            )
    return len(methods)


def _zones() -> dict[str, DeliveryZone]:
    reached = set(Country.objects.filter(is_shipping_country=True).values_list("pk", flat=True))
    elsewhere = {code for codes in settings.KILN_DELIVERY_ZONES.values() for code in codes}
    found = {}
    for position, (name, title) in enumerate(ZONES.items()):
        wanted = reached & set(settings.KILN_DELIVERY_ZONES[name]) if name else reached - elsewhere
        found[name] = DeliveryZone.objects.create(name=title, position=position)
        found[name].places.bulk_create(
            found[name].places.model(zone=found[name], country_id=code) for code in sorted(wanted)
        )
    return found


def _in_every_language(words: Mapping[str, str | Promise]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for code, language in zip(("en", "zh-hans", "zh-hant"), LANGUAGES, strict=True):
        with translation.override(code):
            texts |= {f"{name}_{language}": str(text) for name, text in words.items()}
    return texts
