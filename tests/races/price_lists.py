"""Prices of lists that several write, or one writes while another orders; each race returns what came of it."""

from collections import Counter
from decimal import Decimal
from functools import partial

from django.db import connection

from shop.basket.models import Basket
from shop.order.models import Order
from shop.partner.models import ListPrice, PriceList
from shop.partner.strategy import Strategy
from shop.price_lists.exceptions import AlreadyImportedError
from shop.price_lists.file_import import load_prices, stage_prices
from shop.price_lists.file_rows import FileRow
from shop.price_lists.models import PriceImport
from shop.price_lists.services import WantedPrice, write_prices
from tests.shop.checkout.race import at_once
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.price_lists.factories import PriceListFactory, again, assign, listed

OLD, NEW = Decimal("15.00"), Decimal("12.00")


def imports(number):
    """Let so many people load one file at the same moment: one does."""
    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    rows = [FileRow(number=2, sku=product.stockrecords.get().partner_sku, price=NEW)]
    batch = stage_prices(price_list, rows, file_name="prices.csv")
    found = at_once([partial(_load, batch.pk) for _number in range(number)])
    result = {"loaded": Counter(found)["loaded"], "prices": ListPrice.objects.count()}
    connection.close()
    return result


def _load(pk):
    try:
        load_prices(PriceImport.objects.get(pk=pk))
    except AlreadyImportedError:
        return "late"
    finally:
        connection.close()
    return "loaded"


def orders(number):
    """Change a price while so many baskets become orders: each has one of the two prices, and its sums."""
    product, price_list, buyer = (
        ProductFactory(price="20.00", num_in_stock=500),
        PriceListFactory(),
        UserFactory(),
    )
    price = listed(price_list, product, OLD)
    assign(price_list, user=buyer)
    baskets = [BasketFactory(owner=again(buyer), lines=[(product, 2)]).pk for _number in range(number)]
    change = partial(_change, price_list.pk, price.stockrecord_id)
    at_once([*(partial(_order, pk) for pk in baskets), change])
    lines = [line for order in Order.objects.all() for line in order.lines.all()]
    result = {
        "orders": len(lines),
        "strange": [str(x.unit_price_incl_tax) for x in lines if x.unit_price_incl_tax not in {OLD, NEW}],
        "sums": all(
            line.line_price_incl_tax == 2 * line.unit_price_incl_tax
            and line.price_explanation["price"] == str(line.unit_price_incl_tax)
            for line in lines
        ),
        "now": str(ListPrice.objects.get().price),
    }
    connection.close()
    return result


def _order(pk):
    basket = Basket.objects.get(pk=pk)
    basket.strategy = Strategy(user=basket.owner)
    try:
        OrderFactory(basket=basket)
    finally:
        connection.close()


def _change(list_id, record_id):
    price_list = PriceList.objects.get(pk=list_id)
    try:
        write_prices(price_list, [WantedPrice(record_id=record_id, min_quantity=1, price=NEW)])
    finally:
        connection.close()
