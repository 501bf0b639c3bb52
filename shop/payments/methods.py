"""The ways to pay: one small interface and the list of those this shop offers.

The order exists before the money. Placing an order asks the chosen method for the
payment source to save with it; afterwards, outside any transaction, `begin` may send the
buyer on to where the money is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.signals import post_delete, post_save
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from oscar.apps.payment.models import Source, SourceType

from shop.configuration.memory import LazyMemory
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.gateways import Gateway
from shop.payments.queries import Balance, balance_of, waits_for_money
from shop.registry import Registry
from shop.user.models import User


class PaymentMethod:
    """One way to pay. Subclasses set the words and override what differs.

    `code` is stored with the order's payment source. `instructions` names a template
    without ending: `.html` is shown on the thank-you page, `.txt` goes into the mail, both
    with `order` and `instructions_for(order)` in their context.
    """

    code = ""
    name: str | Promise = ""
    description: Any = ""
    instructions = ""
    #: The parcel waits for the money, so no day of arrival can be promised at the review.
    delays_dispatch = False
    #: The buyer pays here and now, on the payment page.
    is_online = False
    #: Spent from a balance that the shop itself keeps, beside another method or alone.
    is_stored_value = False
    #: The buyer of an order that waits may change to it.
    can_be_chosen_later = True
    gateway: Gateway

    def is_available(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> bool:
        """Tell whether this buyer may pay this gross total so."""
        return True

    def for_buyer(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> Self:
        """Return the method with the words for one buyer, where they differ."""
        return self

    def source_for(self, *, order_number: str, total: Decimal, currency: str) -> Source:
        """Return the unsaved payment source: the gross total expected, nothing received yet."""
        return Source(
            source_type=self.source_type(),
            currency=currency,
            amount_allocated=total,
            reference=order_number,
        )

    def source_type(self) -> SourceType:
        """Return the row that names this method on payment sources."""
        known = SOURCE_TYPES.get().get(self.code)
        if known is not None:
            return known
        found, _created = SourceType.objects.get_or_create(code=self.code, defaults={"name": str(self.name)})
        return found

    def note_placed(self, order: Order) -> None:
        """Write what belongs to an order paid so, in the transaction that places it; asks nobody."""

    def begin(self, order: Order) -> str | None:
        """Start the payment of a placed order; return where to send the buyer, None: thank-you page."""
        return None

    def instructions_for(self, order: Order) -> dict[str, object]:
        """Return what the instructions need beside the order."""
        return {}


SOURCE_TYPES: LazyMemory[dict[str, SourceType]] = LazyMemory(
    "source-types", lambda: {row.code: row for row in SourceType.objects.all()}
)
for _signal in (post_save, post_delete):
    _signal.connect(SOURCE_TYPES.forget, sender=SourceType, weak=False, dispatch_uid="payments.source_types")


class StoredValueMethod(PaymentMethod):
    """A balance the shop keeps: what it pays of an order is a charge as soon as the order is placed."""

    is_stored_value = True
    can_be_chosen_later = False

    def is_available(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> bool:
        """Offer it never as the method for the rest: the checkout asks for it beside the others."""
        return False


#: The code of the method of companies that pay later; it is `shop.trade_credit`'s.
ON_ACCOUNT = "on-account"
#: The code of the method that pays from, and refunds into, a buyer's own credit.
STORE_CREDIT = "store-credit"


@dataclass(frozen=True, kw_only=True)
class StoredValue:
    """A stored value that every shop takes: the code of its method (`name`) and the method's dotted path."""

    name: str
    path: str


#: Of slices above, registered when their apps are ready.
STORED_VALUES: Registry[StoredValue] = Registry("stored value")


@cache
def payment_methods() -> dict[str, PaymentMethod]:
    """Return all methods by code, in the order shown: KILN_PAYMENT_METHODS, then the stored values."""
    paths = [*settings.KILN_PAYMENT_METHODS, *(value.path for value in STORED_VALUES)]
    methods = [import_string(path)() for path in paths]
    return {method.code: method for method in methods}


def available_methods(
    *, total: Decimal, currency: str, user: User | AnonymousUser
) -> Sequence[PaymentMethod]:
    """List the methods with which this buyer may pay this gross total."""
    asked: dict[str, Any] = {"total": total, "currency": currency, "user": user}
    return [m.for_buyer(**asked) for m in payment_methods().values() if m.is_available(**asked)]


def method_to_pay_by(
    order: Order, *, method: PaymentMethod | None = None, balance: Balance | None = None
) -> PaymentMethod | None:
    """Return the method by which the buyer still has to pay an order; None when nothing is asked of them.

    Nothing is asked for a cancelled or paid order, nor while the amount is held on a card. `method` (that of
    the order) and `balance` are given by who knows them already.
    """
    method = method or payment_method_of(order)
    if method is None or order.status == CANCELLED or not (balance or balance_of(order)).outstanding:
        return None
    return method if not method.is_online or waits_for_money(order) else None


def with_payment_method(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Have a query of orders say how each is paid, so that `payment_method_of` asks nothing."""
    sources = main_source_first(Source.objects.filter(order=OuterRef("pk")))
    return orders.annotate(payment_code=Subquery(sources.values("source_type__code")[:1]))


def main_source_first(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Sort payment sources: that of the method chosen for the rest first, those of stored value behind."""
    is_stored = Case(
        When(source_type__code__in=STORED_VALUES.names(), then=1), default=0, output_field=IntegerField()
    )
    return sources.order_by(is_stored, "pk")


def payment_method_of(order: Order) -> PaymentMethod | None:
    """Return the method an order is paid by; None for one without, or whose method is gone."""
    if hasattr(order, "payment_code"):
        return payment_methods().get(order.payment_code or "")
    source = main_source_first(order.sources.select_related("source_type")).first()
    return payment_methods().get(source.source_type.code) if source else None
