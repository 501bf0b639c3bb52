"""The signals there are. Names are written into rules, rows and addresses: they never change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignalKind(TextChoices):
    """What an account's orders say."""

    REORDER_DUE = "reorder_due", _("Next order due")
    PRODUCT_DUE = "product_due", _("Regular products due")
    QUANTITY_DROPPED = "quantity_dropped", _("Orders less than before")
    LAPSED = "lapsed", _("Account lapsed")
    VIP_LOST = "vip_lost", _("Top customer lapsed")
    BACK = "back", _("Back after a silence")
    FIRST_ORDER = "first_order", _("First order")
    CROSS_SELL = "cross_sell", _("Never buys what others buy")
    PAYMENT_OVERDUE = "payment_overdue", _("Payment overdue")
    DELIVERY_LATE = "delivery_late", _("Delivery late")
    REVIEW_DUE = "review_due", _("May be asked for a review")


#: The reason of activities that a rule planned because of one (`activities.reasons`).
ORDER_SIGNAL = "order-signal"
#: Say what is likely, so that they can be right or wrong; the others state facts.
FORECASTS = (
    *(SignalKind.REORDER_DUE, SignalKind.PRODUCT_DUE, SignalKind.QUANTITY_DROPPED, SignalKind.LAPSED),
    *(SignalKind.VIP_LOST, SignalKind.BACK, SignalKind.CROSS_SELL),
)
#: What is best seen first where several hold.
WEIGHTS = {
    SignalKind.VIP_LOST: 95,
    SignalKind.DELIVERY_LATE: 92,
    SignalKind.PAYMENT_OVERDUE: 88,
    SignalKind.LAPSED: 80,
    SignalKind.QUANTITY_DROPPED: 75,
    SignalKind.REORDER_DUE: 72,
    SignalKind.BACK: 65,
    SignalKind.PRODUCT_DUE: 60,
    SignalKind.FIRST_ORDER: 55,
    SignalKind.CROSS_SELL: 40,
    SignalKind.REVIEW_DUE: 15,
}
