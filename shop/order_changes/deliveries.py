"""What proposals do to an order's address, its tax and its delivery."""

import dataclasses
from decimal import Decimal

from django.utils.translation import gettext as _
from oscar.apps.address.models import Country

from shop.money import is_payable
from shop.order.models import OrderDiscount
from shop.order_changes import proposals as p
from shop.order_changes.amounts import retaxed
from shop.order_changes.plans import Plan
from shop.order_changes.state import NOTHING
from shop.payments.queries import refunded_shipping
from shop.shipping.table import delivery_name
from shop.tax.amounts import net_of
from shop.tax.situation import TAXED, TaxSituation


def set_address(plan: Plan, proposal: p.SetShippingAddress) -> None:
    """Send it elsewhere, taxed and delivered as there."""
    if any(line.in_hand for line in plan.state.lines):
        plan.refuse(_("Items have been picked for this address: put them back first."))
        return
    if not plan.state.address or not any(line.to_send for line in plan.state.lines):
        plan.refuse(_("There is nothing left to deliver to another address."))
        return
    if plan.order.destinations.exists():
        plan.refuse(_("This order goes to several addresses: cancel it and order again to change them."))
        return
    said = {name: getattr(proposal, name).strip() for name, _value in plan.state.address}
    if not Country.objects.filter(pk=said["country"], is_shipping_country=True).exists():
        plan.refuse(_("We do not deliver to this country."))
        return
    if not said["last_name"] or not said["line1"]:
        plan.refuse(_("Please enter a name and an address."))
        return
    before = dict(plan.state.address)
    plan.state = dataclasses.replace(plan.state, address=tuple(said.items()))
    tax = plan.pricing.tax_at(said)
    here = dict(plan.state.tax)
    if (tax.country, tax.region, tax.treatment) != (
        here["tax_country"],
        here["tax_region"],
        here["tax_treatment"],
    ):
        _move_tax(plan, tax, was_taxed=here["tax_treatment"] in ("", TAXED))
    if before["country"] != said["country"]:
        _redeliver(plan)


def _move_tax(plan: Plan, tax: TaxSituation, *, was_taxed: bool) -> None:
    if any(line.sent or line.given_up for line in plan.state.lines):
        plan.refuse(_("Items have shipped or were refunded: the place of taxation cannot change any more."))
        return
    currency = plan.state.currency
    plan.tax = tax
    rate = plan.pricing.shipping_rate(tax)
    gross = plan.state.shipping_gross
    if tax.treatment != TAXED:
        gross = plan.state.shipping_net
    plan.state = dataclasses.replace(
        plan.state,
        lines=tuple(retaxed(line, tax, was_taxed=was_taxed, currency=currency) for line in plan.state.lines),
        tax=tuple(
            {
                "tax_country": tax.country,
                "tax_region": tax.region,
                "tax_treatment": tax.treatment,
                "vat_id": tax.vat_id,
                "tax_certificate": tax.certificate,
            }.items()
        ),
        vat_check_id=tax.vat_check_id,
        shipping_gross=gross,
        shipping_net=net_of(gross, rate=rate, currency=currency),
    )


def _redeliver(plan: Plan) -> None:
    """Let the delivery to another country cost what it costs there."""
    if not plan.state.shipping_code:
        return
    _choose_method(plan, plan.state.shipping_code)


def set_shipping(plan: Plan, proposal: p.SetShipping) -> None:
    """Deliver it otherwise, or for another charge."""
    if proposal.method_code:
        _choose_method(plan, proposal.method_code)
    if proposal.amount is not None:
        if proposal.amount < 0 or not is_payable(proposal.amount, plan.state.currency):
            plan.refuse(_("This amount is not possible in this currency."))
            return
        if proposal.amount < refunded_shipping(plan.order):
            plan.refuse(_("More than this has been refunded of the delivery cost."))
            return
        rate = plan.pricing.shipping_rate(plan.tax)
        net = net_of(proposal.amount, rate=rate, currency=plan.state.currency)
        _charge(plan, gross=proposal.amount, net=net)


def _choose_method(plan: Plan, code: str) -> None:
    price = plan.pricing.delivery(code, plan.state, tax=plan.tax)
    if price is None:
        plan.refuse(_("This delivery method is not available for the address: please choose another."))
        return
    name = str(delivery_name(code, written=code))
    plan.state = dataclasses.replace(plan.state, shipping_code=code, shipping_method=name)
    _charge(plan, gross=price.incl_tax, net=price.excl_tax)


def _charge(plan: Plan, *, gross: Decimal, net: Decimal) -> None:
    """Charge another amount for the delivery; what had been taken off the one before is taken off no more."""
    discounts = tuple(
        dataclasses.replace(each, amount=NOTHING, net=NOTHING if each.net is not None else None)
        if each.category == OrderDiscount.SHIPPING
        else each
        for each in plan.state.discounts
    )
    plan.state = dataclasses.replace(plan.state, shipping_gross=gross, shipping_net=net, discounts=discounts)
