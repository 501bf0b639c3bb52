"""What a partner earns by an order counts for no representative: it is taken off their basis."""

from decimal import Decimal

from crm_core.rep_commissions.deductions import DEDUCTIONS, Deduction
from partners.commissions.models import Commission
from shop.money import MoneySum, as_stored
from shop.order.models import Order


def partner_share(order: Order) -> Decimal:
    """Return what partners earned by an order while all of its money is here."""
    earned = Commission.objects.filter(order=order, kind=Commission.Kind.EARNED)
    return as_stored(earned.aggregate(total=MoneySum("amount"))["total"])


DEDUCTIONS.register(Deduction(name="partner", of=partner_share))
