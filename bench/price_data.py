"""Products and price lists in quantity, written by COPY, for the measurements of prices."""

import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SLICE = 5_000


def set_up(url: str, folder: Path) -> None:
    """Have Django use this database."""
    os.environ |= {
        "DATABASE_URL": url,
        "KILN_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
    }
    import django  # noqa: PLC0415

    django.setup()


def fill(products: int) -> None:
    """Migrate and write so many products in one category, unless they are there."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from shop.catalogue.models import Category, Product, ProductCategory, ProductClass  # noqa: PLC0415
    from shop.partner.models import Partner, StockRecord  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if StockRecord.objects.count() >= products:
        return
    kind, _made = ProductClass.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    seller, _made = Partner.objects.get_or_create(code="bench", defaults={"name": "Bench"})
    category = Category.objects.filter(slug="bench").first() or Category.add_root(name="Bench", slug="bench")
    rng = random.Random(18)
    for start in range(0, products, SLICE):
        numbers = range(start, min(start + SLICE, products))
        made = Product.objects.bulk_create(
            Product(title=f"Bench {n}", slug=f"bench-{n}", upc=f"B-{n}", product_class=kind) for n in numbers
        )
        StockRecord.objects.bulk_create(
            StockRecord(
                product=product,
                partner=seller,
                partner_sku=product.upc,
                price_currency="EUR",
                price=f"{rng.randrange(1000, 20000) / 100:.2f}",
                num_in_stock=100,
            )
            for product in made
        )
        ProductCategory.objects.bulk_create(
            ProductCategory(product=product, category=category) for product in made
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill_lists(lists: int, items: int) -> list[Any]:
    """Write so many lists, each for one account, with `items` prices in all; return the accounts."""
    from django.db import connection  # noqa: PLC0415

    from shop.partner.models import StockRecord  # noqa: PLC0415
    from shop.partner.price_list_models import ListPrice, PriceList  # noqa: PLC0415
    from shop.price_lists.contexts import reckon_contexts  # noqa: PLC0415
    from shop.price_lists.models import PriceListAssignment  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    if not PriceList.objects.filter(name__startswith="Bench list").exists():
        made = PriceList.objects.bulk_create(
            PriceList(name=f"Bench list {n}", currency="EUR", changed_at=datetime.now(UTC))
            for n in range(lists)
        )
        users = User.objects.bulk_create(User(email=f"b{n}@bench.example") for n in range(lists))
        PriceListAssignment.objects.bulk_create(
            PriceListAssignment(price_list=of, user=user) for of, user in zip(made, users, strict=True)
        )
        rng, records = random.Random(19), list(StockRecord.objects.values_list("pk", flat=True))
        each = min(len(records), items // lists)
        table = ListPrice._meta.db_table
        statement = f"COPY {table} (price_list_id, stockrecord_id, min_quantity, price) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for of in made:
                for record in rng.sample(records, each):
                    copy.write_row((of.pk, record, 1, f"{rng.randrange(500, 15000) / 100:.2f}"))
        reckon_contexts()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return list(User.objects.filter(email__endswith="@bench.example").order_by("pk"))
