"""The demo's promotions are alive on every screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.demo.offers import add_offers
from config.demo.people import add_people
from config.demo.promotions import add_promotions
from config.demo.ranges import add_ranges
from config.roles.services import set_up_roles
from shop.order.models import Order
from shop.promotions.models import Promotion
from shop.promotions.queries import state_name
from shop.promotions.results import results_of
from shop.voucher.models import Voucher
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("site")
def test_promotions_of_each_state_with_results_and_codes_come_once():
    now = timezone.now()
    set_up_roles()
    add_people()
    add_ranges()
    order = OrderFactory()
    Order.objects.update(date_placed=now - timedelta(days=90))
    add_offers(now=now)

    assert [add_promotions(now=now), add_promotions(now=now)] == [5, 0]

    rows = Promotion.objects.filter(made_by__isnull=False).order_by("pk")
    states = [state_name(row, now) for row in rows]
    assert states == ["running", "planned", "waiting", "running", "over"]
    assert Voucher.objects.filter(code__startswith="THANKS-").count() == 250
    assert results_of(rows[4].offer).orders in {0, 1}  # whether its buyer was held out is drawn
    assert order.total_incl_tax == Order.objects.get().total_incl_tax
