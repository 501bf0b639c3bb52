"""Buyers, colleagues and dispatch at the same moment over what comes back; each race returns what came of it."""

from collections import Counter
from functools import partial

from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.fulfilment.services import dispatch
from shop.mail.models import Mail
from shop.order.models import Order
from shop.payments.models import Refund
from shop.returns.exceptions import ReturnRefusedError
from shop.returns.models import Return, Settlement
from shop.returns.services import Arrival, Wanted, receive, request_return
from shop.returns.settling import proposed, settle
from shop.stock.models import StockMovement
from shop.withdrawal.deciding import decide
from shop.withdrawal.exceptions import WithdrawalRefusedError
from shop.withdrawal.models import Withdrawal, WithdrawalOutcome
from shop.withdrawal.services import confirm
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory
from tests.shop.returns.kit import arrived, paid_order, returned, sent_order

ROUNDS = 3


def asking(buyers):
    """Ask so often at once for all pieces of a line, each time under another key."""
    order = sent_order(lines=[(ProductFactory(), 3)])
    wanted = [Wanted(line_id=order.lines.get().pk, quantity=3)]
    calls = [partial(request_return, order, wanted, key=str(number)) for number in range(buyers)]
    answers = at_once([partial(refused_is_fine, call, ReturnRefusedError) for call in calls])
    return {"done": answers.count("done"), "returns": Return.objects.count()}


def receiving(colleagues):
    """Note the arrival of the same piece so often at once."""
    order = sent_order(lines=[(ProductFactory(), 3)])
    found = returned(order, {order.lines.get(): 3})
    line = found.lines.get()
    arrival = [Arrival(return_line_id=line.pk, quantity=1, seen=0)]
    copies = [Return.objects.get(pk=found.pk) for _colleague in range(colleagues)]
    calls = [partial(receive, copy, arrival) for copy in copies]
    answers = at_once([partial(refused_is_fine, call, ReturnRefusedError) for call in calls])
    line.refresh_from_db()
    return {"done": answers.count("done"), "received": line.received}


def settling(colleagues):
    """Settle the same return so often at once by the same preview."""
    order = sent_order(lines=[(ProductFactory(), 3)])
    found = arrived(returned(order, {order.lines.get(): 2}))
    shown = proposed(found).fingerprint
    copies = [Return.objects.get(pk=found.pk) for _colleague in range(colleagues)]
    calls = [partial(settle, copy, fingerprint=shown) for copy in copies]
    answers = at_once([partial(refused_is_fine, call, InvalidOrderStatus) for call in calls])
    line = found.lines.get()
    return {
        "unknown": [answer for answer in answers if answer not in KNOWN],
        "settlements": Settlement.objects.count(),
        "refunds": Refund.objects.count(),
        "settled": line.settled,
        "restocked": StockMovement.objects.filter(kind="return").count(),
    }


KNOWN = {"done", "ReturnChangedError", "OrderMovedError", "ChangeProblemsError"}


def _confirm(order, key):
    pieces = {line.pk: line.quantity for line in order.lines.all()}
    return confirm(order, pieces, key=key, name="Ada", email="guest@example.com", language="en")


def stating(clicks):
    """Confirm one statement so often at once."""
    order = paid_order()
    answers = at_once([partial(refused_is_fine, partial(_confirm, order, "k")) for _click in range(clicks)])
    return {"done": answers.count("done"), **_written()}


def stating_apart(tabs):
    """Confirm statements about the same pieces in so many tabs at once."""
    order = paid_order()
    calls = [partial(_confirm, order, str(number)) for number in range(tabs)]
    answers = at_once([partial(refused_is_fine, call, WithdrawalRefusedError) for call in calls])
    return {"done": answers.count("done"), **_written()}


def _written():
    return {
        "statements": Withdrawal.objects.count(),
        "receipts": Mail.objects.filter(kind="withdrawal-receipt").count(),
    }


def deciding(workers):
    """Have so many workers decide on one withdrawal at once."""
    withdrawal = _confirm(sent_order(), "k")
    answers = at_once([partial(refused_is_fine, partial(decide, withdrawal)) for _worker in range(workers)])
    return {
        "done": answers.count("done"),
        "outcomes": WithdrawalOutcome.objects.count(),
        "returns": Return.objects.count(),
    }


def dispatching(rounds):
    """Dispatch an order while its withdrawal is decided; count how often something is lost or done twice."""
    wrong = []
    for _round in range(rounds):
        order = paid_order()
        withdrawal = _confirm(order, "k")
        copies = [Order.objects.get(pk=order.pk) for _copy in range(2)]
        calls = [partial(decide, withdrawal), *(partial(dispatch, copy) for copy in copies)]
        at_once([partial(refused_is_fine, call, InvalidOrderStatus) for call in calls])
        decide(withdrawal)
        outcome = WithdrawalOutcome.objects.get(withdrawal=withdrawal)
        state = (
            Order.objects.get(pk=order.pk).status,
            outcome.change_id is not None,
            outcome.returned is not None,
        )
        if state not in {("Cancelled", True, False), ("Dispatched", False, True)}:
            wrong.append(state)
    return dict(Counter(map(str, wrong)))
