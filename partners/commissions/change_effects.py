"""What a change of an order means for the commission of the partner who sent its buyer."""

from decimal import Decimal

from django.utils.translation import gettext as _

from partners.commissions.models import Commission
from partners.commissions.services import commission_amount
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_changes.effects import EFFECTS, Effect, EffectSource
from shop.order_changes.state import OrderState


def _rows(order: Order, before: OrderState, after: OrderState, share: Decimal) -> list[Effect]:
    """Reckon as `rebase_commission` will: in proportion to what the goods are worth afterwards."""
    entries = Commission.objects.filter(order=order).exclude(status=Commission.Status.REVERSED)
    rows = []
    for earned in entries.filter(kind=Commission.Kind.EARNED).select_related("account"):
        now = entries.filter(account=earned.account).aggregate(sum=MoneySum("amount"))["sum"]
        net = before.goods_net * share
        then = commission_amount(net, rate=earned.rate, currency=earned.currency)
        label = _("Commission of %(partner)s") % {"partner": earned.account}
        rows.append(Effect(label=label, before=now, after=then))
    return rows


EFFECTS.register(EffectSource(name="partners", rows=_rows))
