"""Free gifts in orders that change: never more of them, and never alone."""

from decimal import Decimal

import pytest

from shop.order.models import Order
from shop.order_changes.buyer_forms import CancelForm
from shop.order_changes.preview import preview
from shop.order_changes.proposals import CancelOrder, SetQuantity
from shop.order_changes.services import apply_change
from shop.order_changes.state import read_state
from shop.order_changes.undoing import undo_change
from shop.order_statuses import CANCELLED
from shop.withdrawal.deciding import decide
from shop.withdrawal.services import confirm
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.offer.makers import basket_with, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def order(bowl):
    """One bowl, and a brush for nothing."""
    make_offer(kind="Free gift", value=None, gift=ProductFactory(title="Brush", num_in_stock=9))
    return OrderFactory(basket=basket_with(bowl))


@pytest.fixture
def lines(order):
    return {line.is_gift: line for line in order.lines.all()}


def test_gift_is_not_kept_without_what_was_bought(order, lines):
    seen = preview(order, [SetQuantity(line_id=lines[False].pk, quantity=0)])
    assert seen.problems == ["No items would be left: cancel the order instead."]


def test_buyer_who_keeps_the_gift_only_cancels_the_order(order, lines):
    said = {f"keep-{lines[False].pk}": 0, f"keep-{lines[True].pk}": 1}
    form = CancelForm(said, lines=read_state(order).lines)
    assert form.is_valid()
    assert form.proposals == [CancelOrder()]


def test_withdrawal_from_all_that_was_bought_takes_the_gift_back(order, lines):
    said = {"key": "k", "name": "Ada", "email": "a@example.com", "language": "en"}
    decide(confirm(order, {lines[False].pk: 1}, **said))
    assert Order.objects.get(pk=order.pk).status == CANCELLED


def test_no_more_pieces_for_nothing(order, lines):
    seen = preview(order, [SetQuantity(line_id=lines[True].pk, quantity=2)])
    assert seen.problems == ["“Free gift: Brush” is free: add more of it as a new line."]


def test_gift_stays_one_when_its_removal_is_undone(order, lines):
    asked = [SetQuantity(line_id=lines[True].pk, quantity=0)]
    seen = preview(order, asked)
    undo_change(apply_change(order, asked, fingerprint=seen.fingerprint, key="k"))
    again = order.lines.get(title="Free gift: Brush")
    assert (again.is_gift, again.line_price_incl_tax) == (True, Decimal(0))
