"""The kinds that the shop's own facts are told as."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import register_entry_kind

register_entry_kind(
    "order.placed",
    label=_("Order placed"),
    group="orders",
    icon="clipboard-list",
    template="crm_core/timeline/kinds/order_placed.html",
)
register_entry_kind(
    "order.paid",
    label=_("Order paid"),
    group="orders",
    icon="tick-inverse",
    template="crm_core/timeline/kinds/order_paid.html",
)
register_entry_kind(
    "order.cancelled",
    label=_("Order cancelled"),
    group="orders",
    icon="cross",
    template="crm_core/timeline/kinds/order_cancelled.html",
)
register_entry_kind(
    "identity.conflict",
    label=_("May be the same as another customer"),
    group="other",
    icon="group",
    template="crm_core/timeline/kinds/identity_conflict.html",
)
register_entry_kind(
    "account.deletion_requested",
    label=_("Wants to be forgotten"),
    group="other",
    icon="warning",
    template="crm_core/timeline/kinds/account_deletion.html",
)
register_entry_kind(
    "account.deletion_withdrawn",
    label=_("Stays after all"),
    group="other",
    icon="undo",
    template="crm_core/timeline/kinds/account_deletion.html",
)
register_entry_kind(
    "account.deleted",
    label=_("Account deleted"),
    group="other",
    icon="bin",
    template="crm_core/timeline/kinds/account_deletion.html",
)
register_entry_kind(
    "order.dispatched",
    label=_("Order dispatched"),
    group="orders",
    icon="upload",
    template="crm_core/timeline/kinds/order_dispatched.html",
)
register_entry_kind(
    "order.refunded",
    label=_("Money sent back"),
    group="orders",
    icon="undo",
    template="crm_core/timeline/kinds/order_refunded.html",
)
register_entry_kind(
    "payment.failed",
    label=_("Payment refused"),
    group="orders",
    icon="warning",
    template="crm_core/timeline/kinds/payment_failed.html",
)
register_entry_kind(
    "dispute.opened",
    label=_("Charge disputed"),
    group="orders",
    icon="warning",
    template="crm_core/timeline/kinds/dispute_opened.html",
)
register_entry_kind(
    "account.registered",
    label=_("Account opened"),
    group="other",
    icon="user",
    template="crm_core/timeline/kinds/account_registered.html",
)
register_entry_kind(
    "basket.abandoned",
    label=_("Basket left behind"),
    group="web",
    icon="time",
    template="crm_core/timeline/kinds/basket_abandoned.html",
)
register_entry_kind(
    "review.submitted",
    label=_("Review written"),
    group="web",
    icon="comment",
    template="crm_core/timeline/kinds/review_submitted.html",
)
