"""What the start page says of commissions."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from partners.commissions.models import Commission
from shop.backoffice.figures import FIGURES, Figure, Reading
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.money import MoneySum


def commissions_due() -> Reading:
    """What partners can be paid now, in the shop's currency."""
    due = Commission.objects.filter(
        status=Commission.Status.PAYABLE,
        payable_at__lte=timezone.now(),
        currency=shop_currency(),
    )
    amount = due.aggregate(sum=MoneySum("amount"))["sum"]
    return Reading(
        value=format_money(amount, shop_currency()),
        note=_("can be paid out"),
        url=reverse("commission_payouts"),
    )


FIGURES.register(
    Figure(
        name="commissions-due",
        section="partners",
        label=gettext_lazy("Commissions payable"),
        permission="commissions.pay_commission",
        read=commissions_due,
        order=20,
        fresh_for=300,
    )
)
