"""A plan: an order's state while proposals are applied to it."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order_changes.pricing import Pricing
from shop.order_changes.state import NOTHING, LineState, OrderState
from shop.tax.situation import TaxSituation


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Pieces that come back: `amount` is given back for them, `kept` the fee."""

    line_id: int
    title: str
    quantity: int
    amount: Decimal
    kept: Decimal
    disposition: str


@dataclass
class Plan:
    """An order's state while proposals are applied to it; `problems` are for whoever proposed."""

    order: Order
    before: OrderState
    state: OrderState
    pricing: Pricing
    credits: list[Credit] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    prices: list[tuple[int, str]] = field(default_factory=list)
    #: How it is taxed from now on, where the address changed that.
    tax: TaxSituation | None = None
    by_hand: Decimal = NOTHING

    @property
    def credited(self) -> Decimal:
        """What is given back for pieces that come back."""
        return sum((credit.amount for credit in self.credits), NOTHING)

    def refuse(self, problem: str) -> None:
        """Note why a proposal cannot be done."""
        self.problems.append(problem)

    def changeable(self, line_id: int) -> LineState | None:
        """Return a line of the order; a problem where there is none."""
        line = self.state.line(line_id)
        if line is None:
            self.refuse(_("This order has no such line."))
        return line
