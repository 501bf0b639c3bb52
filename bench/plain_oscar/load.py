"""Load the benchmark's catalogue into plain Oscar: `python -m bench.plain_oscar.load FILE`."""

import json
import os
import sys
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.plain_oscar.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from oscar.apps.address.models import Country  # noqa: E402
from oscar.apps.catalogue.categories import create_from_breadcrumbs  # noqa: E402
from oscar.apps.catalogue.models import Product, ProductCategory, ProductClass  # noqa: E402
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402


def load(path: Path) -> None:
    call_command("migrate", verbosity=0)
    Country.objects.get_or_create(
        iso_3166_1_a2="DE",
        defaults={"printable_name": "Germany", "name": "Germany", "is_shipping_country": True},
    )
    product_class, _ = ProductClass.objects.get_or_create(name="Ware")
    partner, _ = Partner.objects.get_or_create(name="Kiln", code="kiln")
    categories = {}
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        name = row["category"]
        if name not in categories:
            categories[name] = create_from_breadcrumbs(name)
        product = Product.objects.create(
            structure="standalone",
            product_class=product_class,
            upc=row["sku"],
            title=row["title"],
            description=row["description"],
        )
        ProductCategory.objects.create(product=product, category=categories[name])
        StockRecord.objects.create(
            product=product,
            partner=partner,
            partner_sku=row["sku"],
            price_currency="EUR",
            price=Decimal(row["price"]),
            num_in_stock=row["stock"],
        )


load(Path(sys.argv[1]))
call_command("rebuild_index", interactive=False, verbosity=0)
