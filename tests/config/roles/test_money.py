"""Marketing sees customers, offers and visitors, and no order's money: on no page and in no file."""

import pytest
from oscar.core.loading import get_model

from config.roles.screens import screen_of
from crm_core.customers.services import attach_order
from crm_core.timeline.subscribers import on_order_placed
from shop.order.events import OrderPlaced
from tests.config.roles.people import member
from tests.config.roles.walking import addresses
from tests.shop.factories import OrderFactory, ProductFactory
from tests.sites import close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Range, Condition = get_model("offer", "Range"), get_model("offer", "Condition")
Benefit, ConditionalOffer = get_model("offer", "Benefit"), get_model("offer", "ConditionalOffer")
OrderDiscount = get_model("order", "OrderDiscount")
Voucher = get_model("voucher", "Voucher")
TOTAL, GIVEN = "137.31", "17.17"


@pytest.fixture
def sold():
    """An order of an amount that stands nowhere else, by an offer and a voucher."""
    order = OrderFactory(lines=[(ProductFactory(price="45.77"), 3)], number="K-1")
    customer = attach_order(order)
    on_order_placed(OrderPlaced(order_id=order.pk))
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    offer = ConditionalOffer.objects.create(
        name="Spring",
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=10),
        total_discount=GIVEN,
        num_orders=1,
    )
    voucher = Voucher.objects.create(
        name="Spring",
        code="SPRING",
        total_discount=GIVEN,
        start_datetime="2026-01-01T00:00Z",
        end_datetime="2030-01-01T00:00Z",
    )
    OrderDiscount.objects.create(
        order=order, offer_id=offer.pk, voucher_id=voucher.pk, amount=GIVEN, offer_name=offer.name
    )
    assert str(order.total_incl_tax) == TOTAL
    return {"customer": customer, "offer": offer, "voucher": voucher}


def pages(sold):
    """Every address that marketing may open, and the pages of what was sold by."""
    for pattern, address in addresses():
        screen = screen_of(pattern.removeprefix("cms/"))
        if "marketing" in screen.roles:
            yield address
    yield "/cms/"
    yield f"/cms/customers/{sold['customer'].pk}/"
    yield f"/cms/offers/{sold['offer'].pk}/"
    yield f"/cms/offers/{sold['offer'].pk}/?export=csv"
    yield f"/cms/vouchers/{sold['voucher'].pk}/"


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    close(response)
    return content.decode(errors="replace")


def words_at(client, address):
    """Read an address and the file that it exports; what answers both by the same page is drawn once."""
    export = client.get(f"{address}{'&' if '?' in address else '?'}export=csv")
    is_page = export.status_code in {200, 404} and export["Content-Type"].startswith("text/html")
    return body(export) if is_page else body(export) + body(client.get(address))


def test_marketing_sees_no_orders_money(client, sold):
    client.force_login(member("marketing"))
    told = {address: words_at(client, address) for address in pages(sold)}

    assert [address for address, words in told.items() if TOTAL in words or GIVEN in words] == []


@pytest.mark.parametrize(
    "address", ["/cms/offers/{offer.pk}/", "/cms/vouchers/{voucher.pk}/", "/cms/offers/"]
)
def test_who_may_see_orders_sees_what_offers_cost(client, sold, address):
    client.force_login(member("admin"))

    assert GIVEN in body(client.get(address.format(**sold)))
