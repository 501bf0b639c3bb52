"""What can be put into an order: found by name, number or barcode, or bought before; at their price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Lower

from crm_core.customers.models import Customer, CustomerOrder
from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import products_matching
from shop.order.models import Line, Order
from shop.order_statuses import CANCELLED
from shop.partner.buyers import Buyer
from shop.partner.models import StockRecord
from shop.partner.queries import purchase_infos

FOUND, BEFORE = 12, 8


@dataclass(frozen=True, kw_only=True)
class ProductChoice:
    """A product as this customer could buy it now: `price` of one piece as they see prices, or None."""

    pk: int
    title: str
    sku: str
    price: Decimal | None
    currency: str
    stock: str
    is_available: bool


def find_products(text: str, *, buyer: Buyer) -> list[ProductChoice]:
    """Find what can be sold by a piece of its name, its SKU or its barcode; a whole one finds just that."""
    text = text.replace("\x00", "").strip()[:100]
    if not text:
        return []
    sold = _sold()
    records = StockRecord.objects.filter(partner_sku__iexact=text).values("product")
    exact = sold.filter(Q(upc=text) | Q(code=text) | Q(pk__in=records))[:FOUND]
    if found := choices(exact, buyer=buyer):
        return found
    heads = products_matching(text, among=Product.objects.filter(parent=None, is_public=True))
    keys = list(heads.order_by("pk").values_list("pk", flat=True)[:FOUND])
    return choices(sold.filter(Q(pk__in=keys) | Q(parent__in=keys)).order_by("pk")[: 2 * FOUND], buyer=buyer)


def bought_before(customer: Customer, *, buyer: Buyer) -> list[ProductChoice]:
    """List what a customer ordered last, each product once, the latest first."""
    orders = CustomerOrder.objects.filter(customer=customer).values("order")
    lines = Line.objects.filter(order__in=orders, product__isnull=False).exclude(order__status=CANCELLED)
    latest = (
        lines.order_by().values("product").annotate(at=Max("order__date_placed")).order_by("-at", "product")
    )
    keys = [row["product"] for row in latest[:BEFORE]]
    found = {choice.pk: choice for choice in choices(_sold().filter(pk__in=keys), buyer=buyer)}
    return [found[pk] for pk in keys if pk in found]


def last_order(customer: Customer) -> Order | None:
    """Return what a customer ordered last and did not cancel: "the usual"."""
    orders = Order.objects.filter(pk__in=CustomerOrder.objects.filter(customer=customer).values("order"))
    return orders.exclude(status=CANCELLED).order_by("-date_placed", "-pk").first()


def sold_product(pk: int) -> Product | None:
    """Return a product that can be put into an order."""
    return _sold().filter(pk=pk).first()


def products_by_number(numbers: Iterable[str]) -> dict[str, Product]:
    """Return the products that can be sold under these article numbers, by the number in small letters.

    Of two records with one number the older one is meant. Two queries.
    """
    wanted = {number.strip().lower() for number in numbers} - {""}
    records = StockRecord.objects.annotate(number=Lower("partner_sku")).filter(number__in=wanted)
    found = dict(records.order_by("-pk").values_list("number", "product"))
    sold = _sold().select_related("product_class", "parent__product_class").in_bulk(set(found.values()))
    return {number: sold[pk] for number, pk in found.items() if pk in sold}


def choices(products: Iterable[Product], *, buyer: Buyer) -> list[ProductChoice]:
    """Say what products cost a buyer and whether they can be had, without those hidden from the buyer.

    A constant number of queries.
    """
    rows: Sequence[Product] = list(products)
    infos = purchase_infos(rows, buyer=buyer)
    records = StockRecord.objects.filter(product__in=[row.pk for row in rows]).order_by("-pk")
    numbers = dict(records.values_list("product", "partner_sku"))
    made = []
    for row in rows:
        info = infos[row.pk]
        if not info.is_visible:
            continue
        price = info.price
        has_price = bool(price.exists)
        each = (price.unit_net if price.shows_net else price.unit_gross) if has_price else None
        made.append(
            ProductChoice(
                pk=row.pk,
                title=str(row),
                sku=numbers.get(row.pk) or row.upc or "",
                price=each,
                currency=price.currency if has_price else buyer.currency,
                stock=str(info.availability.message),
                is_available=has_price and info.availability.is_available_to_buy,
            )
        )
    return made


def _sold() -> QuerySet[Product]:
    """Return what has a stock record of its own and is shown: single products, and variants of shown ones."""
    shown = Q(parent=None) | Q(parent__is_public=True)
    found = Product.objects.filter(shown, is_public=True).exclude(structure=Product.PARENT)
    found = found.select_related("product_class", "parent__product_class")
    return found.prefetch_related("attribute_values__attribute", "attribute_values__value_option")
