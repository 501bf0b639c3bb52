"""Sales make prices, which all readers of prices agree on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.documents import documents_of
from shop.basket.presentation import basket_summary
from shop.basket.totals import basket_totals
from shop.catalogue_promotions.models import CataloguePromotion
from shop.catalogue_promotions.services import announce_moments, reckon_prices, reduced_price
from shop.catalogue_promotions.tasks import TOLD_UNTIL, reckon, tell_beginnings
from shop.events.models import Event
from shop.partner.buyers import buyer_for
from shop.partner.models import PriceChange, SalePrice, StockRecord
from shop.partner.queries import purchase_infos
from shop.partner.strategy import Strategy
from shop.storefront.cards import product_cards
from shop.storefront.markup import price_html
from shop.storefront.product_page import product_page
from shop.storefront.structured_data import product_schema
from tests.shop.catalogue_promotions.factories import HOUR, sale
from tests.shop.factories import (
    CategoryFactory,
    ParentProductFactory,
    PartnerFactory,
    ProductClassFactory,
    ProductFactory,
)
from tests.shop.offer.makers import basket_with, make_offer, range_of

pytestmark = pytest.mark.django_db


def price_of(product):
    return purchase_infos([product], buyer=buyer_for(None))[product.pk].price


def shown(product):
    price = price_of(product)
    return price.incl_tax, price.was, price.lowest


def test_everybody_who_shows_a_price_shows_this_one():
    product = ProductFactory(price="20.00")
    sale()

    buyer = buyer_for(None)
    assert shown(product) == (Decimal("15.00"), Decimal("20.00"), Decimal("20.00"))
    card = product_cards([product.pk], buyer=buyer)[0]
    page = product_page(product, buyer=buyer, now=timezone.now())
    told = [(each.price.amount, each.price.was, each.price.lowest) for each in (card, page)]
    assert told == [(Decimal("15.00"), Decimal("20.00"), Decimal("20.00"))] * 2
    html = price_html(page.price, large=True)
    for words in ("<s>", "€20", "€15", "−25%", "Lowest price of the 30 days before: €20"):
        assert words in html
    offer = product_schema(page, base="https://shop.example", shop_name="Kiln")["offers"]
    assert offer["price"] == "15.00"
    (document,) = documents_of([product.pk])
    assert max(document.variants[0].prices.values()) == 1500  # and without tax for companies
    assert basket_with((product, 2)).total_incl_tax == Decimal("30.00")
    record = StockRecord.objects.get()
    assert Strategy().fetch_for_product(product, record).price.incl_tax == Decimal("15.00")


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({"kind": "amount", "value": 5}, "15.00"),
        ({"kind": "amount", "value": 25}, "0.00"),
        ({"kind": "price", "value": 12}, "12.00"),
        ({"kind": "price", "value": 25}, "20.00"),
        ({"value": Decimal("33.33")}, "13.33"),
        ({"is_on": False}, "20.00"),
        ({"start": timezone.now() + HOUR, "end": None}, "20.00"),
        ({"start": timezone.now() - 3 * HOUR, "end": timezone.now() - 2 * HOUR}, "20.00"),
        ({"value": 90, "margin_floor": 0}, "9.52"),
        ({"value": 90, "margin_floor": 25}, "11.90"),
    ],
    ids=["amount", "more than all", "set", "set above", "rounded", "off", "later", "over", "cost", "margin"],
)
def test_each_kind_and_when(fields, price):
    product = ProductFactory(price="20.00")
    StockRecord.objects.update(cost="8.00")
    sale(**fields)
    assert price_of(product).incl_tax == Decimal(price)


def test_for_which_products():
    vases = CategoryFactory(name="Vases")
    one, other = ProductFactory(price="20.00", categories=[vases]), ProductFactory(price="20.00")
    parent = ParentProductFactory()
    variant = ProductFactory(parent=parent, price="20.00")
    everybody = [one, other, variant]

    def reduced(**fields):
        made = sale(**fields)
        found = [product for product in everybody if price_of(product).was]
        made.delete()
        return found

    assert reduced() == everybody
    assert reduced(category=vases) == [one]
    assert reduced(collection=range_of(other)) == [other]
    assert reduced(products=[parent]) == [variant]
    assert reduced(partner=PartnerFactory(name="Elsewhere", code="elsewhere")) == []
    assert reduced(goods="products") == reduced(goods="collection") == []
    assert SalePrice.objects.count() == 0  # what held for no time at all is no price of the past


def test_it_begins_and_ends_by_the_clock_whatever_workers_do():
    product, now = ProductFactory(price="20.00"), timezone.now()
    sale(start=now + HOUR, end=now + 2 * HOUR)
    row = SalePrice.objects.get()
    assert (row.start, row.end, row.price) == (now + HOUR, now + 2 * HOUR, Decimal("15.00"))
    assert price_of(product).was is None
    SalePrice.objects.update(start=now - HOUR)
    assert price_of(product).was == Decimal("20.00")
    SalePrice.objects.update(end=now - timedelta(minutes=1))
    assert price_of(product).was is None


def test_a_price_that_changes_is_reckoned_with_and_kept_in_the_history():
    product = ProductFactory(price="20.00")
    sale()
    record = StockRecord.objects.get()
    record.price = Decimal("40.00")
    record.save()
    assert price_of(product).incl_tax == Decimal("30.00")
    assert list(PriceChange.objects.order_by("pk").values_list("price", flat=True)) == [20, 40]
    rows = SalePrice.objects.order_by("start")
    assert [row.price for row in rows if row.end != row.start][-1] == Decimal("30.00")


def test_the_history_of_prices_is_never_rewritten():
    ProductFactory(price="20.00")
    for change in (lambda: PriceChange.objects.update(price=1), lambda: PriceChange.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert PriceChange.objects.get().price == Decimal("20.00")


def test_lowest_price_counts_a_reduction_that_was_before():
    product, now = ProductFactory(price="20.00"), timezone.now()
    first = sale(value=50, start=now - 9 * HOUR, end=now + HOUR)
    SalePrice.objects.update(start=now - 9 * HOUR, end=now - 5 * HOUR)  # it is over
    CataloguePromotion.objects.filter(pk=first.pk).update(end=now - 5 * HOUR)
    sale(value=25)
    assert shown(product) == (Decimal("15.00"), Decimal("20.00"), Decimal("10.00"))


def test_ended_by_hand_or_deleted_the_price_is_as_before_and_what_was_stays_known():
    product = ProductFactory(price="20.00")
    made = sale()
    SalePrice.objects.update(start=timezone.now() - HOUR)
    made.is_on = False
    made.save()
    assert price_of(product).was is None
    row = SalePrice.objects.get()
    assert (row.price, row.end is not None) == (Decimal("15.00"), True)


def test_promotions_of_the_basket_come_off_only_where_it_says_so():
    product, free = ProductFactory(price="20.00"), ProductFactory(price="20.00")
    make_offer(value=10)
    made = sale(products=[product])
    assert basket_with((product, 1), (free, 1)).total_incl_tax == Decimal("33.00")
    assert product_cards([product.pk], buyer=buyer_for(None))[0].offers == ()
    made.stacks = True
    made.save()
    assert basket_with((product, 1), (free, 1)).total_incl_tax == Decimal("31.50")


def test_reckoning_again_changes_nothing_and_what_begins_is_told():
    product = ProductFactory(price="20.00")
    sale()
    before = list(SalePrice.objects.values_list())
    assert (reckon_prices(), list(SalePrice.objects.values_list())) == (0, before)
    reckon()
    told = Event.objects.filter(name="ProductsChanged").count()
    now = timezone.now()
    assert announce_moments(now - 2 * HOUR, now) == 1
    assert Event.objects.filter(name="ProductsChanged").count() == told + 1
    tell_beginnings()
    assert price_of(product).was


def test_pages_ask_no_more_with_sales():
    products = [ProductFactory(price="20.00") for _each in range(3)]
    buyer = buyer_for(None)

    def queries():
        with CaptureQueriesContext(connection) as found:
            purchase_infos(products, buyer=buyer)
        return len(found)

    before = queries()
    sale()
    assert queries() == before


def test_what_cannot_be_is_refused():
    now = timezone.now()
    for fields in ({"value": 101}, {"start": now, "end": now}, {"kind": "amount", "value": Decimal(0)}):
        row = CataloguePromotion(**{"name": "Sale", "value": 10, "start": now, **fields})
        with pytest.raises(ValidationError):
            row.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_basket_and_summary_tell_the_price_before():
    product, other = ProductFactory(price="20.00"), ProductFactory(price="9.00")
    sale(products=[product])

    basket = basket_with((product, 2), (other, 1))
    reduced, full = basket_summary(basket).rows
    assert (reduced.unit_before, reduced.unit_price) == (Decimal("20.00"), Decimal("15.00"))
    assert (reduced.before_discount, reduced.total) == (Decimal("40.00"), Decimal("30.00"))
    assert (full.unit_before, full.before_discount, full.total) == (None, None, Decimal("9.00"))

    row = render_to_string(
        "oscar/basket/partials/line.html", {"row": reduced, "summary": basket_summary(basket)}
    )
    assert [row.count(words) for words in ("Before:", "€20.00</s>", "€40.00</s>")] == [2, 1, 1]
    summary = render_to_string(
        "oscar/checkout/partials/summary.html",
        {"lines": basket.all_lines(), "totals": basket_totals(basket), "reservation": None},
    )
    assert [summary.count(words) for words in ("Before:", "€40.00</s>")] == [1, 1]


def test_gift_cards_and_what_may_not_be_discounted_stay_out_of_sales():
    cards = ProductClassFactory(slug="cards", is_gift_card=True, requires_shipping=False, track_stock=False)
    card = ProductFactory(product_class=cards, price="50.00", num_in_stock=None)
    fixed, usual = ProductFactory(price="20.00", is_discountable=False), ProductFactory(price="20.00")
    sale()
    assert [price_of(each).was for each in (card, fixed, usual)] == [None, None, Decimal("20.00")]

    sale(products=[card, fixed])
    assert [price_of(each).was for each in (card, fixed)] == [None, Decimal("20.00")]


@pytest.mark.parametrize(
    ("kind", "price"), [("amount", "200.00"), ("price", "200.00"), ("percent", "198.00")]
)
def test_amounts_are_in_the_shops_currency_and_say_nothing_of_another(kind, price):
    record = ProductFactory(price="200.00").stockrecords.get()
    record.price_currency = "CNY"

    found = reduced_price(CataloguePromotion(kind=kind, value=Decimal(1)), record)
    assert (found or record.price) == Decimal(price)


def test_what_a_worker_missed_is_told_by_the_next_one():
    cache.delete(TOLD_UNTIL)
    product = ProductFactory(price="20.00")
    now = timezone.now()
    sale(products=[product])
    SalePrice.objects.update(start=now - 3 * HOUR, end=now - 2 * HOUR)
    told = Event.objects.filter(name="ProductsChanged").count()

    cache.set(TOLD_UNTIL, now - 4 * HOUR)
    tell_beginnings()
    assert Event.objects.filter(name="ProductsChanged").count() == told + 1
    tell_beginnings()
    assert Event.objects.filter(name="ProductsChanged").count() == told + 1


def test_a_price_that_nobody_noted_counts_once_it_is_raised_before_a_sale():
    product = ProductFactory()
    product.stockrecords.all().delete()
    kept = {"product": product, "partner": PartnerFactory(), "partner_sku": "BULK", "num_in_stock": 3}
    StockRecord.objects.bulk_create([StockRecord(**kept, price=Decimal("15.00"), price_currency="EUR")])
    record = StockRecord.objects.get()
    record.price = Decimal("20.00")
    record.save()

    sale()
    assert shown(product) == (Decimal("15.00"), Decimal("20.00"), Decimal("15.00"))
