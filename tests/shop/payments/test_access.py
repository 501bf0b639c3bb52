import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from shop.payments.access import MOST_LINKED, may_pay, order_to_pay, remember_for_thank_you, remember_link
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(rf):
    """Ask as somebody: a user or nobody, with the session given."""

    def ask(user=None, **session):
        request = rf.get("/")
        request.user, request.session = user or AnonymousUser(), session
        return request

    return ask


def test_buyer_may_pay_and_other_users_may_not(visitor):
    order = OrderFactory(user=UserFactory())

    assert order_to_pay(visitor(order.user), order.number) == order
    for stranger in (visitor(UserFactory()), visitor()):
        with pytest.raises(Http404):
            order_to_pay(stranger, order.number)


def test_guests_order_is_not_everybodys_who_is_not_logged_in(visitor):
    order = OrderFactory()

    assert not may_pay(visitor(), order)
    assert not may_pay(visitor(checkout_order_id=order.pk + 1, payable_orders=[order.pk + 2]), order)
    assert may_pay(visitor(checkout_order_id=order.pk), order)
    assert may_pay(visitor(payable_orders=[order.pk]), order)


def test_number_of_no_order_is_not_found(visitor):
    order = OrderFactory()

    with pytest.raises(Http404):
        order_to_pay(visitor(checkout_order_id=order.pk), "K26-NOTHING")


def test_link_opens_its_order_and_the_latest_twenty_are_kept(visitor):
    order, request = OrderFactory(), visitor(payable_orders=list(range(1000, 1000 + MOST_LINKED)))

    remember_link(request, order)
    remember_link(request, order)

    assert request.session["payable_orders"] == [*range(1001, 1000 + MOST_LINKED), order.pk]
    assert may_pay(request, order)


def test_thanks_are_for_the_order_shown_last(visitor):
    first, second, request = OrderFactory(), OrderFactory(), visitor()

    remember_for_thank_you(request, first)
    remember_for_thank_you(request, second)

    assert (may_pay(request, first), may_pay(request, second)) == (False, True)


def test_each_order_is_found_by_its_number(visitor):
    user = UserFactory()
    orders = [OrderFactory(user=user) for _number in range(2)]

    assert [order_to_pay(visitor(user), order.number) for order in orders] == orders


def test_user_may_not_pay_a_guests_order(visitor):
    assert not may_pay(visitor(UserFactory()), OrderFactory())
