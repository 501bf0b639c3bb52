"""From a deal to the order that its customer gives by telephone, and back: the order wins the deal."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.rows import rows_visible_to
from crm_core.customers.models import Customer
from crm_core.order_entry.links import entry_url
from crm_core.pipeline.access import deals_visible_to
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.matching import open_deals_of
from crm_core.pipeline.models import Deal
from crm_core.pipeline.page_actions import DEAL_ACTIONS, DealAction
from crm_core.pipeline.services import link_order
from shop.numbers import whole_number
from shop.order.models import Order
from shop.user.models import User

PREFIX = "deal:"


def source_of(deal: Deal) -> str:
    """Name a deal as what a draft came from."""
    return f"{PREFIX}{deal.pk}"


def order_url(deal: Deal, user: User) -> str:
    """Return where the deal's goods are ordered for its customer; empty for who may not."""
    rows = rows_visible_to(user, Customer.objects.filter(pk=deal.customer_id), by="pk")
    if not user.has_perm("order_entry.enter_orderdraft") or not rows.exists():
        return ""
    lines = deal.lines.exclude(product=None).order_by().values("product").annotate(pieces=Sum("quantity"))
    pieces = dict(lines.order_by("product").values_list("product", "pieces"))
    return entry_url(deal.customer, lines=pieces, source=source_of(deal))


def win_deal_of(source: str, order: Order, customer: Customer, *, by: User) -> None:
    """Have a staff order win the deal that it was written from, as far as it is that customer's and open.

    In the transaction that places the order, so that the rule for orders of the buyer's own finds it linked.
    What is bought is bought: a deal that is gone, closed, of another account or unseen by `by` keeps no
    order from being placed.
    """
    kind, _colon, number = source.partition(":")
    pk = whole_number(number) if f"{kind}:" == PREFIX else None
    if pk is None:
        return
    deal = deals_visible_to(by, open_deals_of(customer)).filter(pk=pk).first()
    if deal is None:
        return
    with suppress(DealError), transaction.atomic():
        link_order(deal, order, by=None)


DEAL_ACTIONS.register(
    DealAction(
        name="order", label=_("Order for the customer"), url=order_url, icon="clipboard-list", order=10
    )
)
