from itertools import product

import pytest

from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.moves import available_moves, require_move
from shop.order_statuses import MOVES, PIPELINE, STATUSES
from shop.payments.manual_payments import book_transfer
from shop.payments.models import PaymentAttempt
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
CHANGE, DISPATCH, NOTE, REFUND = (
    "order.change_order",
    "order.dispatch_order",
    "payments.add_charge",
    "payments.add_refund",
)
ROLES = {
    "reader": ("order.view_order",),
    "changer": (CHANGE,),
    "packer": (CHANGE, DISPATCH),
    "accountant": (CHANGE, NOTE),
    "service": (CHANGE, REFUND),
    "all but changing": (DISPATCH, NOTE, REFUND),
    "everything": (CHANGE, DISPATCH, NOTE, REFUND),
}
WITH_CHANGE = {"changer", "packer", "accountant", "service", "everything"}
SYSTEM = "the system"
# Who may make an order of a status (its money: nothing has come, all has come, or it is promised) another one.
OPEN = ("Pending payment", "Authorised", "Paid")
NOBODY_ELSE = {SYSTEM}
ALLOWED = {
    **{
        (old, "Paid", money): {"accountant", "everything"} | NOBODY_ELSE
        for old in OPEN[:2]
        for money in "npk"
    },
    **{(old, "Cancelled", money): WITH_CHANGE | NOBODY_ELSE for old in OPEN for money in "np"},
    **{(old, "Cancelled", "k"): {"service", "everything"} | NOBODY_ELSE for old in OPEN},
    **{
        (old, to, money): {"packer", "everything"} | NOBODY_ELSE
        for to in ("Partially dispatched", "Dispatched")
        for old, moneys in (("Paid", "k"), ("Authorised", "pk"), ("Partially dispatched", "pk"))
        for money in moneys
    },
    **{("Dispatched", "Complete", money): WITH_CHANGE | NOBODY_ELSE for money in "npk"},
    ("Pending payment", "Authorised", "p"): NOBODY_ELSE,
    **{(old, "Pending payment", money): NOBODY_ELSE for old in OPEN[1:] for money in "npk"},
    **{
        (old, "Partially dispatched", money): NOBODY_ELSE
        for old in ("Dispatched", "Complete")
        for money in "npk"
    },
}


def order_with(money):
    """An order of which nothing has come (n), whose money is promised (p) or kept (k)."""
    order = OrderFactory()
    if money == "p":
        PaymentAttempt.objects.create(
            order=order, method="on-account", key=order.number, amount=24, currency="EUR", state="authorised"
        )
    if money == "k":
        book_transfer(order, amount=order.total_incl_tax, reference="all")
    return order


def outcome(order, to, user):
    try:
        require_move(order, to, by=user)
    except MoveForbiddenError:
        return "forbidden"
    except ChangeRefusedError:
        return "refused"
    return "done"


@pytest.mark.parametrize("money", ["n", "p", "k"])
def test_every_way_for_every_role(money):
    order = order_with(money)
    people = {role: staff_with(*rights) for role, rights in ROLES.items()} | {SYSTEM: None}

    for old, to in product(STATUSES, STATUSES):
        order.status = old
        allowed = ALLOWED.get((old, to, money), set())
        found = {role for role, user in people.items() if outcome(order, to, user) == "done"}
        assert found == allowed, (old, to)
        for role, user in people.items():
            if user is not None:
                offered = to in {move.to for move in available_moves(order, user)}
                assert offered is (role in allowed), (old, to, role)


def test_lack_of_a_right_is_told_from_a_way_that_is_none():
    order, changer = order_with("k"), staff_with(CHANGE)

    assert outcome(order, "Cancelled", changer) == "forbidden"
    assert outcome(order, "Complete", changer) == "refused"


def test_paid_order_is_only_sent_while_there_is_something_to_send():
    order = order_with("k")
    order.lines.update(num_cancelled=1)

    assert outcome(order, "Dispatched", None) == "refused"


def test_what_is_left_of_a_part_that_went_out_is_called_off_by_nobody_but_the_system():
    order = order_with("k")
    order.status = "Partially dispatched"
    order.lines.update(num_dispatched=1)
    packer = staff_with(CHANGE, DISPATCH)

    assert (outcome(order, "Dispatched", None), outcome(order, "Dispatched", packer)) == ("done", "forbidden")


def test_oscar_reads_the_same_table():
    told = {(old, to) for old, ways in PIPELINE.items() for to in ways}

    assert told == {(old, move.to) for move in MOVES for old in move.sources}
    assert told == {(old, to) for old, to, _money in ALLOWED}
    assert Order.pipeline == PIPELINE
