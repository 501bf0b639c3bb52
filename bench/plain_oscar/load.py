"""Load a benchmark's catalogue into plain Oscar: `python -m bench.plain_oscar.load FILE [--addresses]`."""

import json
import os
import sys
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.plain_oscar.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from oscar.apps.address.models import Country  # noqa: E402
from oscar.apps.catalogue.categories import create_from_breadcrumbs  # noqa: E402
from oscar.apps.catalogue.models import (  # noqa: E402
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductClass,
    ProductImage,
)
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402
from PIL import Image  # noqa: E402

ATTRIBUTES = ("brand", "colour", "material")


@transaction.atomic
def load(path: Path) -> None:
    Country.objects.get_or_create(
        iso_3166_1_a2="DE",
        defaults={"printable_name": "Germany", "name": "Germany", "is_shipping_country": True},
    )
    product_class, _ = ProductClass.objects.get_or_create(name="Ware")
    attributes = [
        ProductAttribute.objects.get_or_create(
            product_class=product_class, code=code, defaults={"name": code.title(), "type": "text"}
        )[0]
        for code in ATTRIBUTES
    ]
    partner, _ = Partner.objects.get_or_create(name="Kiln", code="kiln")
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    categories = {name: create_from_breadcrumbs(name) for name in sorted({_category(row) for row in rows})}
    products = Product.objects.bulk_create(
        [
            Product(
                structure="standalone",
                product_class=product_class,
                upc=row["sku"],
                title=row["title"],
                slug=row.get("slug") or row["sku"].lower(),
                description=row["description"],
            )
            for row in rows
        ],
        batch_size=500,
    )
    pairs = list(zip(products, rows, strict=True))
    _write(ProductCategory, (ProductCategory(product=p, category=categories[_category(r)]) for p, r in pairs))
    _write(
        StockRecord,
        (
            StockRecord(
                product=product,
                partner=partner,
                partner_sku=row["sku"],
                price_currency="EUR",
                price=Decimal(row["price"]),
                num_in_stock=row["stock"],
            )
            for product, row in pairs
        ),
    )
    _write(
        ProductAttributeValue,
        (
            ProductAttributeValue(product=product, attribute=attribute, value_text=row[attribute.code])
            for product, row in pairs
            for attribute in attributes
            if attribute.code in row
        ),
    )
    shown = [(product, row) for product, row in pairs if "image" in row]
    if shown:
        _write_pictures()
    _write(
        ProductImage,
        (ProductImage(product=p, original=f"images/products/p{r['image']}.jpg") for p, r in shown),
    )


def _category(row: dict) -> str:
    return row.get("path") or row["category"]


def _write(model: type, rows: object) -> None:
    model._default_manager.bulk_create(rows, batch_size=500)


def _write_pictures() -> None:
    folder = Path(settings.MEDIA_ROOT) / "images" / "products"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(100):
        colour = (number * 2 % 255, number * 7 % 255, number * 13 % 255)
        Image.new("RGB", (600, 600), colour).save(folder / f"p{number}.jpg", quality=70)


def addresses() -> dict[str, dict[str, list[object]]]:
    """Return key and path of each product by SKU, of each category by slug."""
    return {
        "products": {row.upc: [row.pk, row.get_absolute_url()] for row in Product.objects.all()},
        "categories": {row.slug: [row.pk, row.get_absolute_url()] for row in Category.objects.all()},
    }


call_command("migrate", verbosity=0)
load(Path(sys.argv[1]))
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
call_command("rebuild_index", interactive=False, verbosity=0)
if "--addresses" in sys.argv:
    print(json.dumps(addresses()))
