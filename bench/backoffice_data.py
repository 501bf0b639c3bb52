"""A shop of any size for `bench.backoffice`: written in bulk, the same at every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from oscar.core.loading import get_model

from crm_core.customers.finding.services import write_all
from crm_core.customers.models import Customer, CustomerIdentifier
from shop.catalogue.models import Category, Product, ProductClass, ProductImage
from shop.order.models import Line, Order, ShippingAddress
from shop.order_statuses import CANCELLED, COMPLETE, DISPATCHED, PAID, PENDING_PAYMENT
from shop.partner.models import Partner, StockRecord
from shop.reviews.models import ProductReview
from shop.user.models import User

BATCH = 2000
EPOCH = datetime(2025, 11, 1, tzinfo=UTC)
NAMES = ["bowl", "vase", "plate", "cup", "jug", "jar", "pot", "tray"]
GLAZES = ["celadon", "tenmoku", "shino", "ash", "cobalt", "oxblood", "snow", "tide"]
STATUSES = [COMPLETE] * 80 + [DISPATCHED] * 8 + [PAID] * 5 + [CANCELLED] * 4 + [PENDING_PAYMENT] * 3
CATEGORIES, VARIANTS, REVIEW_EACH = 40, 4, 5


def fill(rows: int) -> None:
    """Migrate and write `rows` products and orders, unless they are there already."""
    call_command("migrate", verbosity=0)
    if Order.objects.filter(number=f"B{rows - 1:07d}").exists():
        return
    rng = random.Random(20_26)
    with transaction.atomic():
        User.objects.create(email="bench@example.com", is_staff=True, is_superuser=True)
        categories = [Category.add_root(name=f"Category {n}") for n in range(CATEGORIES)]
        product_class = ProductClass.objects.create(name="Ceramics")
        partner = Partner.objects.create(name="Workshop", code="workshop")
        heads = _products(rows, rng, product_class, categories)
        sellable = _stock(rng, partner)
        _reviews(rows // REVIEW_EACH, rng, heads)
        _customers(rows // 2, rng)
        _orders(rows, rng, sellable)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write(model: Any, rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, BATCH)):
        QuerySet[Any](model).bulk_create(batch)


def _products(rows: int, rng: random.Random, product_class: Any, categories: list[Any]) -> list[int]:
    """Write products of which a tenth come in four variants; return those that are no variant."""
    families = rows // (10 * VARIANTS)
    singles = rows - families * VARIANTS

    def head(number: int) -> Product:
        glaze, name = rng.choice(GLAZES), rng.choice(NAMES)
        lacks = rng.random()
        return Product(
            structure="parent" if number < families else "standalone",
            product_class=product_class,
            title_en=f"{glaze.title()} {name} {number}",
            title_zh_hans=None if lacks < 0.002 else f"碗 {number}",
            title_zh_hant=None if lacks < 0.004 else f"碗 {number}",
            description_en="<p>Thrown by hand, fired twice.</p>" * 12,
            slug=f"p-{number}",
            code=f"BENCH-{number:05d}",
            is_public=rng.random() > 0.03,
        )

    _write(Product, (head(number) for number in range(families + singles)))
    heads = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    _write(
        Product,
        (
            Product(structure="child", parent_id=parent, slug=f"c-{parent}-{n}", code=f"BV-{parent}-{n}")
            for parent in heads[:families]
            for n in range(VARIANTS)
        ),
    )
    spread = EPOCH
    with connection.cursor() as cursor:  # changed one after the other, as in life
        cursor.executemany(
            "UPDATE catalogue_product SET date_updated = %s WHERE id = %s",
            [(spread + timedelta(minutes=rng.randrange(500_000)), pk) for pk in heads],
        )
    through = Product.categories.through
    placed = ((pk, rng.choice(categories).pk) for pk in heads if rng.random() > 0.001)
    _write(through, (through(product_id=pk, category_id=category) for pk, category in placed))
    pictures = (pk for pk in heads if rng.random() > 0.002)
    _write(
        ProductImage, (ProductImage(product_id=pk, original=f"images/products/{pk}.webp") for pk in pictures)
    )
    return heads


def _stock(rng: random.Random, partner: Any) -> list[tuple[int, int]]:
    """Give everything that can be sold a price and pieces; return products and their records."""
    sellable = Product.objects.exclude(structure="parent").order_by("pk").values_list("pk", flat=True)
    _write(
        StockRecord,
        (
            StockRecord(
                product_id=pk,
                partner=partner,
                partner_sku=f"S-{pk}",
                price_currency="EUR",
                price=Decimal(rng.randrange(900, 30_000)) / 100,
                num_in_stock=0 if rng.random() < 0.01 else rng.randrange(1, 60),
            )
            for pk in list(sellable)
        ),
    )
    return list(StockRecord.objects.order_by("pk").values_list("product_id", "pk"))


def _reviews(number: int, rng: random.Random, heads: list[int]) -> None:
    _write(
        ProductReview,
        (
            ProductReview(
                product_id=heads[n % len(heads)],
                name="Ada",
                email="ada@example.com",
                title="Stands well",
                body="Heavy enough for branches.",
                score=rng.randint(1, 5),
                status=0 if rng.random() < 0.005 else 1,
            )
            for n in range(number)
        ),
    )


def _customers(number: int, rng: random.Random) -> None:
    _write(
        Customer,
        (
            Customer(
                kind="company" if n % 20 == 0 else "person",
                name=f"Ada Potter {n}",
                email=f"buyer{n}@bench.example",
                orders_count=n % 3,
                spent=Decimal(rng.randrange(0, 900_000)) / 100,
                last_order_at=EPOCH + timedelta(minutes=rng.randrange(500_000)) if n % 3 else None,
            )
            for n in range(number)
        ),
    )
    known = (
        Customer.objects.filter(email__endswith="@bench.example").order_by("pk").values_list("pk", "email")
    )
    _write(
        CustomerIdentifier,
        (CustomerIdentifier(customer_id=pk, kind="email", value=email) for pk, email in list(known)),
    )
    write_all()


def _orders(rows: int, rng: random.Random, sellable: list[tuple[int, int]]) -> None:
    """Write orders over a year, half of them by accounts, each with a line or two and an address."""
    country, _made = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="DE", defaults={"name": "Germany", "printable_name": "Germany"}
    )
    _write(User, (User(email=f"account{n}@bench.example", password="!") for n in range(rows // 10)))
    users = list(User.objects.order_by("pk").values_list("pk", flat=True))
    names = ["Ada Potter", "Mara Lindt", "Jonas Berg", "Ines Duarte"]

    def address(_number: int) -> ShippingAddress:
        first, last = rng.choice(names).split()
        return ShippingAddress(
            first_name=first, last_name=last, line1="Am Brennofen 1", line4="Meissen", country=country
        )

    _write(ShippingAddress, (address(n) for n in range(rows)))
    addresses = list(ShippingAddress.objects.order_by("pk").values_list("pk", flat=True))

    def order(number: int) -> Order:
        amount = Decimal(rng.randrange(900, 90_000)) / 100
        is_guest = bool(number % 2)
        return Order(
            number=f"B{number:07d}",
            user_id=None if is_guest else rng.choice(users),
            guest_email=f"buyer{number}@bench.example" if is_guest else "",
            currency="EUR",
            total_incl_tax=amount,
            total_excl_tax=amount,
            shipping_incl_tax=6,
            shipping_excl_tax=6,
            shipping_address_id=addresses[number],
            status=rng.choice(STATUSES),
            date_placed=EPOCH + timedelta(minutes=rng.randrange(555_000)),
        )

    _write(Order, (order(n) for n in range(rows)))
    orders = list(Order.objects.order_by("pk").values_list("pk", flat=True))

    def line(pk: int) -> Line:
        product, record = rng.choice(sellable)
        return Line(
            order_id=pk,
            product_id=product,
            stockrecord_id=record,
            partner_sku=f"S-{product}",
            title="Celadon bowl",
            quantity=rng.randint(1, 4),
            line_price_incl_tax=24,
            line_price_excl_tax=20,
            line_price_before_discounts_incl_tax=24,
            line_price_before_discounts_excl_tax=20,
            num_allocated=0,
        )

    _write(Line, (line(pk) for pk in orders for _n in range(1 + pk % 2)))
