"""What a draft comes to: the same sums that the customer's own checkout would show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

from crm_core.order_entry.addresses import (
    AddressChoice,
    address_of,
    billing_address_for,
    choices_for,
    place_of,
)
from crm_core.order_entry.buyers import Purchaser, purchaser_of, strategy_for
from crm_core.order_entry.covering import credit_of, left_to_pay, parts_of
from crm_core.order_entry.delivering import Way, chosen_way, lacks_day, ways
from crm_core.order_entry.discounts import discount_problem, offer_for
from crm_core.order_entry.models import OrderDraft
from shop.b2b.inheritance import inherited, lineage
from shop.basket.models import Basket
from shop.basket.presentation import BasketSummary, basket_summary
from shop.basket.services import apply_offers
from shop.basket.totals import basket_totals
from shop.basket.vouchers import remove_unusable_vouchers
from shop.checkout.delivery import Base, Price, order_total
from shop.checkout.review import fingerprint
from shop.checkout.stored_value import Part, shown as shown_parts
from shop.order.models import BillingAddress, ShippingAddress
from shop.payments.methods import PaymentMethod, available_methods
from shop.shipping.methods import delivery_of
from shop.store_credit.models import LedgerAccount
from shop.tax.totals import Totals


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """A draft reckoned: what is chosen, what it comes to, and what is in the way (`problems`)."""

    draft: OrderDraft
    purchaser: Purchaser
    basket: Basket
    addresses: Sequence[AddressChoice]
    address: ShippingAddress | None
    billed_to: ShippingAddress | None
    is_sent: bool
    ways: Sequence[Way]
    way: Way | None
    method: Base | None
    charge: Price | None
    total: Price | None
    credit: LedgerAccount | None
    parts: Sequence[Part]
    left: Decimal
    payments: Sequence[PaymentMethod]
    payment: PaymentMethod | None
    totals: Totals
    summary: BasketSummary
    notices: Sequence[str]
    problems: Sequence[str]

    @property
    def day(self) -> date | None:
        """The delivery day chosen, if it is free."""
        delivery = delivery_of(self.method)
        return delivery.day if delivery else None

    @property
    def cost_centre_id(self) -> int | None:
        """The cost centre that was chosen, while in use and of the company that buys; else the usual."""
        centre, company = self.draft.cost_centre, self.purchaser.company
        if centre is None or company is None or centre.company_id != company.pk or not centre.is_active:
            return None
        return centre.pk

    @property
    def fingerprint(self) -> str:
        """Return a short hash of everything that was shown; empty while something is missing.

        Beside what the checkout's review tells: who buys, where the mail goes, and the words to the order.
        """
        if self.total is None or self.method is None:
            return ""
        submission = {
            "basket": self.basket,
            "order_total": self.total,
            "shipping_charge": self.charge,
            "shipping_method": self.method,
            "shipping_address": self.address,
            "billing_address": self.billed_to,
        }
        code = self.payment.code if self.payment else ""
        shown = fingerprint(
            submission,
            payment_code=code,
            company=self.purchaser.billed,
            stored_value=shown_parts(self.parts),
        )
        draft, account = self.draft, self.purchaser.account
        words = (
            draft.channel,
            draft.reason,
            draft.note,
            draft.po_number,
            self.cost_centre_id,
            draft.discount_reason,
        )
        told = [shown, str(account.pk if account else ""), self.purchaser.email, *map(str, words)]
        return sha256(repr(told).encode()).hexdigest()[:24]


def calculate(
    draft: OrderDraft,
    *,
    typed: Mapping[int, str] | None = None,
    errors: Mapping[int, str] | None = None,
) -> Calculation:
    """Reckon a draft as the checkout does: tax of where it goes, the customer's price, offers, delivery.

    `typed` and `errors` by line keep what was refused. Vouchers that cannot be used leave the basket.
    """
    purchaser = purchaser_of(draft)
    addresses = choices_for(draft, purchaser)
    address = address_of(draft, addresses)
    basket = draft.basket
    basket.strategy = strategy_for(purchaser, place_of(draft, address))
    basket.own_offers = [offer_for(draft.discount_percent)] if draft.discount_percent else []
    basket.reset_offer_applications()
    apply_offers(basket, user=purchaser.account, email=purchaser.guest_email)
    notices = remove_unusable_vouchers(basket)
    is_sent = not basket.is_empty and basket.is_shipping_required()
    found_ways = ways(basket, user=purchaser.user, address=address)
    way = chosen_way(found_ways, draft)
    method, charge = (way.method, way.charge) if way else (None, None)
    total = order_total(basket, charge) if charge is not None else None
    credit = credit_of(purchaser, total.currency) if total is not None else None
    parts = parts_of(draft, basket=basket, total=total, credit=credit)
    left = left_to_pay(total, parts)
    payments = _payments(total, left, purchaser)
    found = Calculation(
        draft=draft,
        purchaser=purchaser,
        basket=basket,
        addresses=addresses,
        address=address if is_sent and not (way and way.point) else None,
        billed_to=address if is_sent else None,
        is_sent=is_sent,
        ways=found_ways,
        way=way,
        method=method,
        charge=charge,
        total=total,
        credit=credit,
        parts=parts,
        left=left,
        payments=payments,
        payment=next((one for one in payments if one.code == draft.payment), None),
        totals=basket_totals(basket, method=method, charge=charge),
        summary=basket_summary(basket, typed=typed, errors=errors),
        notices=notices,
        problems=(),
    )
    object.__setattr__(found, "problems", tuple(_problems(found)))
    return found


def billing_address(found: Calculation) -> BillingAddress | None:
    """Return the unsaved address on the invoice."""
    return billing_address_for(found.billed_to, found.purchaser)


def _payments(total: Price | None, left: Decimal, purchaser: Purchaser) -> list[PaymentMethod]:
    if total is None or not left:
        return []
    return list(available_methods(total=left, currency=total.currency, user=purchaser.user))


def _lacks_po_number(found: Calculation) -> bool:
    company = found.purchaser.company
    if company is None or found.draft.po_number:
        return False
    return bool(inherited(lineage(company), "needs_po_number", default=False).value)


def _problems(found: Calculation) -> list[str]:
    """Name what has to be done before the order can be placed, in the order of the page."""
    if found.basket.is_empty:
        return [_("There is nothing in the order yet.")]
    said = [f"{row.title}: {row.warning}" for row in found.summary.rows if row.warning]
    if problem := discount_problem(found.draft, found.basket):
        said.append(problem)
    if found.is_sent and found.billed_to is None:
        said.append(_("Please choose or complete the delivery address."))
    elif not found.ways:
        said.append(_("We do not ship to this address. Please choose another one."))
    if lacks_day(found.way):
        said.append(_("Please choose the delivery day."))
    if found.total is not None and found.left and found.payment is None:
        said.append(_("Please choose how the order is paid."))
    if _lacks_po_number(found):
        said.append(_("The company needs its own order number on every order."))
    if found.payment is not None and found.payment.is_online and not found.purchaser.email:
        said.append(_("A payment link needs an e-mail address to go to."))
    return said
