from datetime import UTC, date, datetime

import pytest

from partners.sell_through.cover import Packing, covers_of
from partners.sell_through.models import Cadence, Kind
from partners.sell_through.periods import period_at
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory
from tests.partners.sell_through.factories import LogisticUnitsFactory, ReportingTermsFactory, reported
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("packing", "pieces", "ordered"),
    [
        (Packing(), 7, 7),
        (Packing(), 0, 0),
        (Packing(case=6), 7, 12),
        (Packing(case=6, minimum=24), 7, 24),
        (Packing(case=6, pallet=60), 50, 60),
        (Packing(case=6, pallet=60), 43, 48),
        (Packing(case=6, pallet=60), 61, 66),
        (Packing(case=6, maximum=20), 30, 18),
    ],
)
def test_proposal_is_rounded_up_to_cases_and_nearly_full_pallets(packing, pieces, ordered):
    assert packing.rounded(pieces) == ordered


def two_months(account, product):
    """61 days: 30 pieces in September, 31 in October; 20 are left."""
    for month, pieces in ((9, 30), (10, 31)):
        period = period_at(Cadence.MONTH, date(2026, month, 2))
        reported(account, f"sku,quantity,sold_on\nV1,{pieces},2026-{month:02d}-15\n", period=period)
    reported(account, "sku,quantity\nV1,20\n", kind=Kind.STOCK)


def test_cover_follows_from_stock_and_sales_and_says_what_to_order():
    account, product = PartnerAccountFactory(), ProductFactory(code="V1")
    ReportingTermsFactory(account=account, target_cover_days=45)
    LogisticUnitsFactory(product=product, case_pieces=6)
    two_months(account, product)

    (cover,) = covers_of(account)

    assert (cover.on_hand, cover.sold, cover.days) == (20, 61, 61)
    assert cover.days_of_cover == 20
    assert cover.trend == 3
    assert (cover.needed, cover.proposal) == (25, 30)
    assert cover.is_short


def test_open_orders_are_deducted_and_those_that_arrived_before_the_count_are_not():
    account, product = PartnerAccountFactory(), ProductFactory(code="V1", num_in_stock=100)
    two_months(account, product)
    for placed, sent in ((datetime(2026, 11, 3, tzinfo=UTC), 4), (datetime(2026, 10, 3, tzinfo=UTC), 7)):
        order = OrderFactory(lines=[(product, 10)])
        Order.objects.filter(pk=order.pk).update(company=account.company_id, date_placed=placed)
        order.lines.update(num_dispatched=sent)

    (cover,) = covers_of(account)

    assert cover.on_the_way == 10 + 3
    assert cover.needed == 45 - 20 - 13


def test_another_partners_reports_are_not_seen():
    mine, theirs = PartnerAccountFactory(), PartnerAccountFactory()
    two_months(theirs, ProductFactory(code="V1"))

    assert covers_of(mine) == []


def test_product_that_was_counted_and_never_sold_has_no_days():
    account = PartnerAccountFactory()
    ProductFactory(code="V1")
    reported(account, "sku,quantity\nV1,20\n", kind=Kind.STOCK)

    (cover,) = covers_of(account)

    assert (cover.days_of_cover, cover.proposal, cover.sold_monthly, cover.trend) == (None, 0, 0, None)


def test_many_products_cost_as_many_queries_as_one(django_assert_max_num_queries):
    account = PartnerAccountFactory()
    for number in range(3):
        ProductFactory(code=f"P{number}")
    reported(account, "sku,quantity\nP0,1\nP1,2\nP2,3\n", kind=Kind.STOCK)
    reported(account, "sku,quantity\nP0,1\nP1,2\nP2,3\n")
    with django_assert_max_num_queries(8):
        assert len(covers_of(account)) == 3
