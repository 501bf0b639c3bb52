"""Load the comparison's catalogue into Kiln as a seller does, and print the addresses: `... FOLDER`."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.core.management import call_command  # noqa: E402
from oscar.apps.address.models import Country  # noqa: E402

from shop.catalogue.models import Category, Product, ProductImage  # noqa: E402
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone  # noqa: E402

FIELDS = {
    "sku": "sku",
    "slug": "slug",
    "title_en": "title",
    "description_en": "description",
    "categories": "path",
    "price": "price",
    "stock": "stock",
}
FACETS = ("brand", "colour", "material")


def load(folder: Path) -> None:
    """Import the products, show pictures, say what delivery costs, index."""
    quiet = {"stdout": sys.stderr}
    call_command("load_countries", **quiet)
    call_command("load_tax_rates", **quiet)
    mapping = folder / "mapping.json"
    mapping.write_text(
        json.dumps(
            {
                "product_class": {"name": "Item", "track_stock": True, "requires_shipping": True},
                "warehouse": "Warehouse",
                "currency": "EUR",
                "fields": FIELDS,
                "attributes": [
                    {"code": code, "name": {"en": code.title()}, "type": "option", "field": code}
                    for code in FACETS
                ],
            }
        )
    )
    call_command("import_catalogue", str(folder / "products.jsonl"), mapping=str(mapping), **quiet)
    pictures = Path(settings.MEDIA_ROOT) / "images" / "products"
    write_pictures(pictures)
    ProductImage.objects.bulk_create(
        ProductImage(product_id=pk, original=f"images/products/p{pk % 100}.jpg")
        for pk in Product.objects.values_list("pk", flat=True)
    )
    zone = DeliveryZone.objects.create(name="Home")
    zone.countries.set(Country.objects.filter(iso_3166_1_a2="DE"))
    for code, price in (("standard", "4.90"), ("express", "9.90")):  # a single one would not be asked for
        option = DeliveryOption.objects.create(code=code, name=code.title())
        DeliveryRate.objects.create(option=option, zone=zone, price=price, working_days=2)
    call_command("search_rebuild", **quiet)


def write_pictures(folder: Path) -> None:
    """Write a hundred plain pictures, which both shops show."""
    from PIL import Image  # noqa: PLC0415 - whoever loads no pictures needs none

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(100):
        colour = (number * 2 % 255, number * 7 % 255, number * 13 % 255)
        Image.new("RGB", (600, 600), colour).save(folder / f"p{number}.jpg", quality=70)


def addresses() -> dict[str, dict[str, list[object]]]:
    """Return key and path of each product by SKU, of each category by slug."""
    return {
        "products": {row.code: [row.pk, row.get_absolute_url()] for row in Product.objects.all()},
        "categories": {row.slug: [row.pk, row.get_absolute_url()] for row in Category.objects.all()},
    }


if __name__ == "__main__":
    load(Path(sys.argv[1]))
    print(json.dumps(addresses()))
