"""Orders to be changed."""

import pytest

from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import mark_as_paid
from tests.shop.factories import OrderFactory, ProductFactory, make_seller


@pytest.fixture
def bowl(db):
    return ProductFactory(title="Bowl", price="24.00", num_in_stock=10)


@pytest.fixture
def jug(db):
    return ProductFactory(title="Jug", price="10.00", num_in_stock=5)


@pytest.fixture
def order(bowl):
    """An order of three bowls, 72.00 EUR, to be paid by transfer."""
    order = OrderFactory(lines=[(bowl, 3)])
    source = BankTransfer().source_for(
        order_number=order.number, total=order.total_incl_tax, currency=order.currency
    )
    source.order = order
    source.save()
    return order


@pytest.fixture
def seller_said(db):
    """A shop that has said who sells."""
    return make_seller()


@pytest.fixture
def paid(order):
    mark_as_paid(order)
    order.refresh_from_db()
    return order
