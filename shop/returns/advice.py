"""What staff are told of a buyer when they decide on a return; packages above add what they know.

    ADVICE.register(Advice(name="customer", read=customer_advice, order=20,
    permission="customers.view_customer"))

`read` takes the order and the user and answers in a constant number of queries.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext

from shop.order.models import Order
from shop.registry import Registry
from shop.returns.queries import history_of
from shop.user.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class AdviceLine:
    """Something to know: `tone` is "bad" where staff should look twice; `url` leads to more."""

    label: str | Promise
    value: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Where some of it comes from; users without `permission` do not get it."""

    name: str
    read: Callable[[Order, User], Sequence[AdviceLine]]
    order: int
    permission: str = ""


ADVICE: Registry[Advice] = Registry("advice on a return", sort=lambda advice: (advice.order, advice.name))


def history_advice(order: Order, _user: User) -> Sequence[AdviceLine]:
    """Say how many of the buyer's orders had a return."""
    history = history_of(order)
    words = ngettext(
        "%(returned)d of %(n)d order returned", "%(returned)d of %(n)d orders returned", history.orders
    )
    return [
        AdviceLine(
            label=_("Earlier returns"),
            value=words % {"returned": history.returned, "n": history.orders},
            tone="bad" if history.is_frequent else "",
        )
    ]


def advice_on(order: Order, user: User) -> list[AdviceLine]:
    """List what is known of the buyer of an order; a source that fails is logged and left out."""
    found: list[AdviceLine] = []
    for advice in ADVICE:
        if advice.permission and not user.has_perm(advice.permission):
            continue
        try:
            found += advice.read(order, user)
        except Exception:
            logger.exception("Advice %s failed for order %s", advice.name, order.number)
    return found


ADVICE.register(Advice(name="history", read=history_advice, order=10))
