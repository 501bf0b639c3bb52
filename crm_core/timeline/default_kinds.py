"""The kinds that the shop's own facts are told as, and those that staff write."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.timeline.kinds import KINDS, TimelineKind

KINDS.register(
    TimelineKind(
        name="order.placed",
        label=_("Order placed"),
        group="orders",
        icon="clipboard-list",
        template="crm_core/timeline/kinds/order_placed.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.paid",
        label=_("Order paid"),
        group="orders",
        icon="tick-inverse",
        template="crm_core/timeline/kinds/order_paid.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.cancelled",
        label=_("Order cancelled"),
        group="orders",
        icon="cross",
        template="crm_core/timeline/kinds/order_cancelled.html",
    )
)
KINDS.register(
    TimelineKind(
        name="identity.conflict",
        label=_("Potential duplicate customer"),
        group="other",
        icon="group",
        template="crm_core/timeline/kinds/identity_conflict.html",
    )
)
KINDS.register(
    TimelineKind(
        name="identity.merged",
        label=_("Customers merged"),
        group="other",
        icon="group",
        template="crm_core/timeline/kinds/identity_merged.html",
    )
)
KINDS.register(
    TimelineKind(
        name="identity.unmerged",
        label=_("Merge undone"),
        group="other",
        icon="rotate",
        template="crm_core/timeline/kinds/identity_merged.html",
    )
)
KINDS.register(
    TimelineKind(
        name="account.deletion_requested",
        label=_("Account deletion requested"),
        group="other",
        icon="warning",
        template="crm_core/timeline/kinds/account_deletion.html",
    )
)
KINDS.register(
    TimelineKind(
        name="account.deletion_withdrawn",
        label=_("Account deletion withdrawn"),
        group="other",
        icon="rotate",
        template="crm_core/timeline/kinds/account_deletion.html",
    )
)
KINDS.register(
    TimelineKind(
        name="account.deleted",
        label=_("Account deleted"),
        group="other",
        icon="bin",
        template="crm_core/timeline/kinds/account_deletion.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.dispatched",
        label=_("Order shipped"),
        group="orders",
        icon="upload",
        template="crm_core/timeline/kinds/order_dispatched.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.changed",
        label=_("Order changed"),
        group="orders",
        icon="edit",
        template="crm_core/timeline/kinds/order_changed.html",
    )
)
KINDS.register(
    TimelineKind(
        name="shipment.shipped",
        label=_("Part of an order shipped"),
        group="orders",
        icon="upload",
        template="crm_core/timeline/kinds/shipment.html",
    )
)
KINDS.register(
    TimelineKind(
        name="shipment.delivered",
        label=_("Shipment delivered"),
        group="orders",
        icon="check",
        template="crm_core/timeline/kinds/shipment.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.held",
        label=_("Order held"),
        group="orders",
        icon="warning",
        template="crm_core/timeline/kinds/order_held.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.refunded",
        label=_("Order refunded"),
        group="orders",
        icon="rotate",
        template="crm_core/timeline/kinds/order_refunded.html",
    )
)
KINDS.register(
    TimelineKind(
        name="payment.failed",
        label=_("Payment failed"),
        group="orders",
        icon="warning",
        template="crm_core/timeline/kinds/payment_failed.html",
    )
)
KINDS.register(
    TimelineKind(
        name="payment.received",
        label=_("Payment received"),
        group="orders",
        icon="tick-inverse",
        template="crm_core/timeline/kinds/payment_received.html",
    )
)
KINDS.register(
    TimelineKind(
        name="dispute.opened",
        label=_("Charge disputed"),
        group="orders",
        icon="warning",
        template="crm_core/timeline/kinds/dispute_opened.html",
    )
)
KINDS.register(
    TimelineKind(
        name="credit.changed",
        label=_("Store credit changed"),
        group="orders",
        icon="history",
        template="crm_core/timeline/kinds/credit_changed.html",
    )
)
KINDS.register(
    TimelineKind(
        name="gift_card.issued",
        label=_("Gift card issued"),
        group="orders",
        icon="tag",
        template="crm_core/timeline/kinds/gift_card_issued.html",
    )
)
KINDS.register(
    TimelineKind(
        name="account.registered",
        label=_("Account created"),
        group="other",
        icon="user",
        template="crm_core/timeline/kinds/account_registered.html",
    )
)
KINDS.register(
    TimelineKind(
        name="basket.abandoned",
        label=_("Basket abandoned"),
        group="web",
        icon="time",
        template="crm_core/timeline/kinds/basket_abandoned.html",
    )
)
KINDS.register(
    TimelineKind(
        name="review.submitted",
        label=_("Review submitted"),
        group="web",
        icon="comment",
        template="crm_core/timeline/kinds/review_submitted.html",
    )
)
KINDS.register(
    TimelineKind(
        name="customer.stage",
        label=_("Stage changed"),
        group="other",
        icon="arrow-right-full",
        template="crm_core/timeline/kinds/stage_changed.html",
    )
)
KINDS.register(
    TimelineKind(
        name="order.pieces_cancelled",
        label=_("Items cancelled"),
        group="orders",
        icon="cross",
        template="crm_core/timeline/kinds/pieces_cancelled.html",
    )
)
KINDS.register(
    TimelineKind(
        name="mail.written",
        label=_("E-mail from the shop"),
        group="mails",
        icon="mail",
        template="crm_core/timeline/kinds/mail.html",
        permissions=("mail.view_mail", "order.view_order"),
    )
)
KINDS.register(
    TimelineKind(
        name="mail.sent",
        label=_("E-mail to the customer"),
        group="mails",
        icon="mail",
        template="crm_core/timeline/kinds/mail.html",
    )
)
KINDS.register(
    TimelineKind(
        name="mail.received",
        label=_("E-mail from the customer"),
        group="mails",
        icon="mail",
        template="crm_core/timeline/kinds/written.html",
    )
)
for name, label, icon in (
    ("note", pgettext_lazy("kind of a timeline entry", "Note"), "edit"),
    ("call", pgettext_lazy("kind of a timeline entry", "Call"), "mobile-alt"),
    ("meeting", _("Meeting"), "calendar-alt"),
    ("letter", pgettext_lazy("kind of a timeline entry", "Letter"), "doc-full"),
    ("fax", _("Fax"), "download"),
):
    KINDS.register(
        TimelineKind(
            name=name,
            label=label,
            group="talks",
            icon=icon,
            template="crm_core/timeline/kinds/written.html",
            is_written=True,
        )
    )
