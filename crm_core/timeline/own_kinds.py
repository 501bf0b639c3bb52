"""The kinds that the shop's own facts are told as."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import register_kind

register_kind(
    "order.placed",
    label=_("Order placed"),
    group="orders",
    icon="clipboard-list",
    template="crm_core/timeline/kinds/order_placed.html",
)
register_kind(
    "order.paid",
    label=_("Order paid"),
    group="orders",
    icon="tick-inverse",
    template="crm_core/timeline/kinds/order_paid.html",
)
register_kind(
    "order.cancelled",
    label=_("Order cancelled"),
    group="orders",
    icon="cross",
    template="crm_core/timeline/kinds/order_cancelled.html",
)
register_kind(
    "identity.conflict",
    label=_("May be the same as another customer"),
    group="other",
    icon="group",
    template="crm_core/timeline/kinds/identity_conflict.html",
)
register_kind(
    "account.deletion_requested",
    label=_("Wants to be forgotten"),
    group="other",
    icon="warning",
    template="crm_core/timeline/kinds/account_deletion.html",
)
register_kind(
    "account.deletion_withdrawn",
    label=_("Stays after all"),
    group="other",
    icon="undo",
    template="crm_core/timeline/kinds/account_deletion.html",
)
register_kind(
    "account.deleted",
    label=_("Account deleted"),
    group="other",
    icon="bin",
    template="crm_core/timeline/kinds/account_deletion.html",
)
