import pytest

from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from tests.shop.b2b.factories import CompanyFactory, member
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_buyer_orders_and_a_reader_does_not():
    company = CompanyFactory()
    OrderFactory(user=member(company).user)

    with pytest.raises(OrderRefused, match="Your role does not let you place orders"):
        OrderFactory(user=member(company, "reader").user)

    assert Order.objects.count() == 1


def test_a_company_on_hold_does_not_order():
    with pytest.raises(OrderRefused, match="on hold"):
        OrderFactory(user=member(CompanyFactory(status="on-hold")).user)

    assert not Order.objects.exists()


def test_orders_for_nobodys_company_pass():
    assert OrderFactory().company is None
