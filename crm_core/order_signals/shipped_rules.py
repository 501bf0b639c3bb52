"""The rules that come with the shop: off in a new one, on in the demo, and changed like any other.

Each is data. For accounts (companies) they put an activity with its reason on the day of the owner;
consumers get a mail, if they agreed to such mails. What they start with is told once for each case, so that
no rule acts twice on one.
"""

from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.automation.registry import SHIPPED_RULES, ShippedRule
from crm_core.order_signals.evidence import evidence_of
from crm_core.order_signals.kinds import SignalKind
from shop.json_types import JsonObject

Words = str | Promise
IS_COMPANY: JsonObject = {"field": "customer.kind", "is": "one_of", "value": ["company"]}
STILL_HOLDS: JsonObject = {"field": "signal.holds", "is": "yes"}


def _shows(kind: SignalKind) -> JsonObject:
    return {"field": "signal.kind", "is": "one_of", "value": [str(kind)]}


def plan(step: str, *, kind: str = "call", days: int = 0) -> JsonObject:
    """Put it on the owner's day."""
    return {"id": step, "do": "plan_signal_activity", "with": {"kind": kind, "days": days}}


def mail(step: str, name: str) -> JsonObject:
    """Write to the customer."""
    return {"id": step, "do": "mail_about_signal", "with": {"mail": name}}


def wait(step: str, days: int) -> JsonObject:
    """Wait some days."""
    return {"id": step, "do": "wait", "with": {"number": days, "unit": "days"}}


def wait_for_order(step: str, days: int) -> JsonObject:
    """Wait for the next order, so that the log tells whether it came."""
    return {
        "id": step,
        "do": "wait_for_event",
        "with": {"event": "OrderPlaced", "number": days, "unit": "days"},
    }


def by_kind_of_customer(company: Sequence[JsonObject], person: Sequence[JsonObject]) -> list[JsonObject]:
    """Do the one for accounts, the other for consumers."""
    return [{"id": "who", "do": "branch", "if": IS_COMPANY, "then": list(company), "otherwise": list(person)}]


def if_it_still_holds(step: str, steps: Sequence[JsonObject]) -> JsonObject:
    """Go on only if nothing has changed while the rule waited."""
    return {"id": step, "do": "branch", "if": STILL_HOLDS, "then": list(steps), "otherwise": []}


def on_signal(kind: SignalKind, steps: Sequence[JsonObject]) -> Callable[[], Mapping[str, object]]:
    """Define a rule that starts when a signal appears, once for each."""
    return lambda: {
        "trigger": {"start": "event", "name": "OrderSignalRaised"},
        "conditions": {"all": [_shows(kind)]},
        "steps": list(steps),
    }


def _ship(
    kind: SignalKind, *, name: str, label: Words, description: Words, steps: Sequence[JsonObject], order: int
) -> None:
    SHIPPED_RULES.register(
        ShippedRule(
            name=name,
            label=label,
            description=description,
            definition=on_signal(kind, steps),
            evidence=lambda: evidence_of(kind),
            order=order,
        )
    )


_ship(
    SignalKind.REORDER_DUE,
    name="reorder-due",
    label=_("Reorder due"),
    description=_(
        "The next order is late by the customer's rhythm: the owner calls an account, a consumer is reminded."
    ),
    steps=by_kind_of_customer([plan("call")], [mail("mail", "reorder")]),
    order=10,
)
_ship(
    SignalKind.QUANTITY_DROPPED,
    name="quantity-dropped",
    label=_("Orders less than before"),
    description=_("An account orders half of what it used to: its owner asks why."),
    steps=by_kind_of_customer([plan("call")], []),
    order=20,
)
_ship(
    SignalKind.LAPSED,
    name="account-lapsed",
    label=_("Account lapsed"),
    description=_(
        "Nothing has come for three usual intervals: the owner calls an account, a consumer is asked why."
    ),
    steps=by_kind_of_customer([plan("call"), wait_for_order("order", 60)], [mail("mail", "lapsed")]),
    order=30,
)
_ship(
    SignalKind.VIP_LOST,
    name="vip-lost",
    label=_("Top customer lapsed"),
    description=_("One of the best tenth has lapsed: the owner calls, whoever it is."),
    steps=[plan("call")],
    order=40,
)
_ship(
    SignalKind.BACK,
    name="back-after-silence",
    label=_("Back after a silence"),
    description=_("Somebody who had lapsed ordered: the owner thanks an account, a consumer gets a mail."),
    steps=by_kind_of_customer([plan("call", days=2)], [mail("mail", "back")]),
    order=50,
)
_ship(
    SignalKind.FIRST_ORDER,
    name="first-order",
    label=_("First order: thanks and follow-up"),
    description=_(
        "A consumer is thanked the next day; an account's owner asks after two weeks whether all is well."
    ),
    steps=by_kind_of_customer([plan("call", days=14)], [wait("day", 1), mail("mail", "first-order")]),
    order=60,
)
_ship(
    SignalKind.CROSS_SELL,
    name="cross-sell-gap",
    label=_("Never buys what others buy"),
    description=_(
        "An account lacks what others with such baskets buy: its owner offers it; a consumer gets a mail."
    ),
    steps=by_kind_of_customer([plan("call", days=3)], [wait("day", 3), mail("mail", "cross-sell")]),
    order=70,
)
_ship(
    SignalKind.PAYMENT_OVERDUE,
    name="payment-overdue",
    label=_("Payment overdue"),
    description=_("The money was due: everybody is reminded by mail, and a week later the owner calls."),
    steps=[
        mail("mail", "payment"),
        wait("week", 7),
        if_it_still_holds("open", [plan("call")]),
    ],
    order=80,
)
_ship(
    SignalKind.DELIVERY_LATE,
    name="delivery-late",
    label=_("Delivery late: tell the customer first"),
    description=_(
        "The promised day has passed: the buyer is told before they ask, and so is an account's owner."
    ),
    steps=[mail("mail", "delivery"), *by_kind_of_customer([plan("todo", kind="todo")], [])],
    order=90,
)
_ship(
    SignalKind.REVIEW_DUE,
    name="review-request",
    label=_("Review request, unless something is open"),
    description=_(
        "Two weeks after the parcel left; never while a payment, a return, a complaint or a delivery is open."
    ),
    steps=[mail("mail", "review")],
    order=100,
)


def _big_basket() -> Mapping[str, object]:
    """Fields and reminder of the basket are those of `crm_core.abandoned_baskets`, which stands above."""
    return {
        "trigger": {"start": "event", "name": "BasketAbandoned"},
        "conditions": {"all": [{"field": "basket.value", "is": "at_least", "value": "200"}]},
        "steps": [
            {"id": "hour", "do": "wait", "with": {"number": 1, "unit": "hours"}},
            *by_kind_of_customer(
                [
                    {
                        "id": "call",
                        "do": "create_activity",
                        "with": {
                            "kind": "call",
                            "subject": "Ask about the abandoned basket",
                            "assignee": "owner",
                            "days": 0,
                            "priority": "2",
                        },
                    }
                ],
                [{"id": "mail", "do": "remind_of_basket"}],
            ),
        ],
        "ends_with": ["OrderPlaced"],
    }


SHIPPED_RULES.register(
    ShippedRule(
        name="big-basket-abandoned",
        label=_("Big basket abandoned"),
        description=_(
            "A basket over 200 was left: a company's owner calls, a consumer is reminded; an order ends it."
        ),
        definition=_big_basket,
        order=110,
    )
)
