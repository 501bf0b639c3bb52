"""Proposals applied to an order's state, one after the other; nothing is written."""

import dataclasses
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _, ngettext

from shop.catalogue.limits import limits_of
from shop.catalogue.models import Product
from shop.money import is_payable
from shop.order.models import Order
from shop.order_changes import proposals as p
from shop.order_changes.amounts import (
    follow_discounts,
    value_of_pieces,
    with_discount,
    with_quantity,
)
from shop.order_changes.deliveries import set_address, set_shipping
from shop.order_changes.plans import Credit, Plan
from shop.order_changes.pricing import Pricing
from shop.order_changes.state import NOTHING, DiscountState, LineState, OrderState
from shop.order_statuses import CANCELLED, OPEN
from shop.tax.amounts import spread

MOST_PIECES = 10_000


def make_plan(order: Order, before: OrderState, proposals: Sequence[p.Proposal]) -> Plan:
    """Apply proposals in their order; those that cannot be done leave a problem and change nothing."""
    plan = Plan(order=order, before=before, state=before, pricing=Pricing(order))
    if not proposals:
        plan.refuse(_("Nothing is to be changed."))
    if order.status == CANCELLED:
        plan.refuse(_("The order is cancelled."))
    is_cancelling = any(isinstance(each, p.CancelOrder) for each in proposals)
    if is_cancelling and len(proposals) > 1:
        plan.refuse(_("An order is cancelled as a whole, without other changes."))
    if plan.problems:
        return plan
    for proposal in proposals:
        STEPS[type(proposal)](plan, proposal)
    if not is_cancelling and not plan.problems and _is_emptied(plan):
        plan.refuse(_("No items would be left: cancel the order instead."))
    plan.state = follow_discounts(before, plan.state)
    return plan


def _is_emptied(plan: Plan) -> bool:
    """Tell whether a plan calls off all that was bought, where the order can still be cancelled.

    Gifts are no reason to send an order; of one that has gone out in part the rest may be called off.
    """
    has_sent = any(line.sent for line in plan.before.lines)
    is_less = plan.before.keeps_goods and not plan.state.keeps_goods
    return is_less and not plan.credits and not has_sent


def _set_quantity(plan: Plan, proposal: p.SetQuantity) -> None:
    line = plan.changeable(proposal.line_id)
    if line is not None:
        _resize(plan, line, proposal.quantity)


def _resize(plan: Plan, line: LineState, kept: int) -> None:
    if not 0 <= kept <= MOST_PIECES:
        plan.refuse(_("Please enter a quantity between 0 and %(most)d.") % {"most": MOST_PIECES})
        return
    gone = line.returnable + line.in_hand
    if kept < gone:
        text = ngettext(
            "“%(title)s”: %(n)d item has been picked or has shipped already; it can only be returned.",
            "“%(title)s”: %(n)d items have been picked or have shipped already; they can only be returned.",
            gone,
        )
        plan.refuse(text % {"title": line.title, "n": gone})
        return
    if kept > line.kept and not _can_grow(plan, line, kept):
        return
    plan.state = plan.state.with_line(with_quantity(line, kept, currency=plan.state.currency))


def _can_grow(plan: Plan, line: LineState, kept: int) -> bool:
    if line.is_gift:
        plan.refuse(_("“%(title)s” is free: add more of it as a new line.") % {"title": line.title})
        return False
    if not line.to_send and line.sent:
        plan.refuse(_("“%(title)s” has shipped: add it as a new line.") % {"title": line.title})
        return False
    product = Product.objects.filter(pk=line.product_id or 0).first()
    if product is None or line.stockrecord_id is None:
        plan.refuse(_("“%(title)s” is not sold any more.") % {"title": line.title})
        return False
    return _within_limits(plan, product, kept - line.kept)


def _within_limits(plan: Plan, product: Product, more: int) -> bool:
    has = sum(line.kept for line in plan.state.lines if line.product_id == product.pk)
    problem = limits_of(product).problem(has + more, title=product.get_title())
    if problem:
        plan.refuse(problem)
    return not problem


def _add(plan: Plan, proposal: p.AddLine) -> None:
    product = Product.objects.filter(pk=proposal.product_id).select_related("parent", "product_class").first()
    if not 0 < proposal.quantity <= MOST_PIECES:
        plan.refuse(_("Please enter a quantity between 0 and %(most)d.") % {"most": MOST_PIECES})
        return
    if product is None or product.is_parent:
        plan.refuse(_("This product cannot be added."))
        return
    info = plan.pricing.of_product(product, tax=plan.tax, quantity=proposal.quantity)
    if not info.is_visible or info.stockrecord is None or not info.price.exists:
        plan.refuse(_("“%(title)s” is not sold any more.") % {"title": product.get_title()})
        return
    if not _within_limits(plan, product, proposal.quantity):
        return
    price, record = info.price, info.stockrecord
    gross = price.line_gross(proposal.quantity)
    net = price.net_within(gross)
    number = sum(line.line_id is None for line in plan.state.lines) + 1
    line = LineState(
        key=f"new-{number}",
        line_id=None,
        product_id=product.pk,
        stockrecord_id=record.pk,
        title=str(product)[:255],
        sku=record.partner_sku,
        quantity=proposal.quantity,
        unit_net=price.excl_tax,
        unit_gross=price.incl_tax,
        before_net=net,
        before_gross=gross,
        net=net,
        gross=gross,
        rate=price.rate,
        tax_code=price.tax_code or "",
    )
    plan.prices.append((product.pk, str(price.incl_tax)))
    plan.state = plan.state.with_line(line)


def _swap(plan: Plan, proposal: p.SwapProduct) -> None:
    line = plan.changeable(proposal.line_id)
    if line is None:
        return
    number = line.to_send - line.in_hand
    if number <= 0:
        plan.refuse(
            _("“%(title)s” has been picked or has shipped: it can only be returned.") % {"title": line.title}
        )
        return
    _resize(plan, line, line.kept - number)
    _add(plan, p.AddLine(product_id=proposal.product_id, quantity=number))


def _set_discount(plan: Plan, proposal: p.SetDiscount) -> None:
    currency = plan.state.currency
    lines = [
        line for line in plan.state.lines if proposal.line_id is None or line.line_id == proposal.line_id
    ]
    room = [max(line.gross - line.money_given_up, NOTHING) for line in lines]
    if proposal.amount <= 0 or not is_payable(proposal.amount, currency):
        plan.refuse(_("Please enter the discount as an amount above 0."))
        return
    if proposal.amount > sum(room, NOTHING):
        plan.refuse(_("The discount is larger than what the items cost."))
        return
    if not proposal.reason.strip():
        plan.refuse(_("Please give a reason for the discount."))
        return
    key = f"new-discount-{sum(each.discount_id is None for each in plan.state.discounts) + 1}"
    net_before = plan.state.goods_net
    parts = spread(proposal.amount, room, currency=currency)
    for line, part in zip(lines, parts, strict=True):
        if part:
            plan.state = plan.state.with_line(with_discount(line, key, part, currency=currency))
    row = DiscountState(
        key=key,
        discount_id=None,
        name=proposal.reason.strip()[:128],
        amount=NOTHING,
        net=net_before - plan.state.goods_net,
    )
    plan.by_hand += proposal.amount
    plan.state = dataclasses.replace(plan.state, discounts=(*plan.state.discounts, row))


def _return_pieces(plan: Plan, proposal: p.ReturnPieces) -> None:
    line = plan.changeable(proposal.line_id)
    if line is None:
        return
    if proposal.disposition not in p.DISPOSITIONS or not 0 < proposal.quantity <= line.returnable:
        plan.refuse(_("“%(title)s”: that many items cannot be returned.") % {"title": line.title})
        return
    value = value_of_pieces(line, proposal.quantity, currency=plan.state.currency)
    if not 0 <= proposal.keep <= value or not is_payable(proposal.keep, plan.state.currency):
        plan.refuse(_("The fee cannot be more than what was paid for the items."))
        return
    plan.credits.append(
        Credit(
            line_id=proposal.line_id,
            title=line.title,
            quantity=proposal.quantity,
            amount=value - proposal.keep,
            kept=proposal.keep,
            disposition=proposal.disposition,
        )
    )
    plan.state = plan.state.with_line(
        dataclasses.replace(
            line,
            given_up=line.given_up + proposal.quantity,
            money_given_up=line.money_given_up + value,
        )
    )


def _cancel(plan: Plan, _proposal: p.CancelOrder) -> None:
    if plan.order.status not in OPEN or any(line.sent for line in plan.state.lines):
        plan.refuse(_("The order has shipped: it can only be returned."))
        return
    plan.state = dataclasses.replace(plan.state, is_cancelled=True)


STEPS: dict[type[p.Proposal], Callable[..., None]] = {
    p.AddLine: _add,
    p.SetQuantity: _set_quantity,
    p.SwapProduct: _swap,
    p.SetShippingAddress: set_address,
    p.SetDiscount: _set_discount,
    p.SetShipping: set_shipping,
    p.ReturnPieces: _return_pieces,
    p.CancelOrder: _cancel,
}
