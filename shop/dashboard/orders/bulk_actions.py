"""Changing the status of several orders at once."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _, ngettext

from shop import order_statuses
from shop.backoffice.confirmation import ConfirmedAction
from shop.dashboard.orders.queries import orders_visible_to
from shop.dashboard.orders.questions import question_about
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order.moves import available_moves
from shop.payments.status_changes import change_status


class StatusAction(ConfirmedAction):
    """Give the ticked orders one status by the order's services; the others are named and left.

    It runs outside of a transaction: a payment provider may be asked.
    """

    models = [Order]
    permission = "order.change_order"
    item_template_name = "backoffice/confirm/order.html"
    icon = "clipboard-list"
    back_label = _("Back to the orders")
    in_transaction = False
    new_status: ClassVar[str]

    def check_perm(self, obj: Order) -> bool:
        """Say whether this user may give this order the status, and is to see it."""
        may = any(move.to == self.new_status for move in available_moves(obj, self.request.user))
        return may and self._visible.filter(pk=obj.pk).exists()

    @property
    def _visible(self) -> QuerySet[Order]:
        return orders_visible_to(self.request.user)

    def object_context(self, obj: Order) -> dict[str, object]:
        """Add what will happen to an order's pieces and money."""
        return {**super().object_context(obj), "question": question_about(obj, self.new_status)}

    def get_execution_context(self) -> dict[str, object]:
        """Say who does it."""
        return {"user": self.request.user, "new_status": self.new_status}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Order], *, user: Any = None, new_status: str = "", **_kwargs: Any
    ) -> tuple[int, int]:
        """Change one after the other; one that was changed meanwhile holds up no other."""
        changed = refused = 0
        for order in objects:
            try:
                change_status(order, new_status, by=user)
            except ChangeRefusedError:
                refused += 1
            else:
                changed += 1
        return changed, refused

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed and how many were not."""
        done = ngettext("%(count)s order changed.", "%(count)s orders changed.", num_parent_objects)
        told = done % {"count": num_parent_objects}
        if num_child_objects:
            left = ngettext("%(count)s order was not.", "%(count)s orders were not.", num_child_objects)
            told = f"{told} {left % {'count': num_child_objects}}"
        return told


class MarkPaid(StatusAction):
    """The money has arrived."""

    display_name = _("Mark as paid")
    aria_label = _("Mark selected orders as paid")
    action_type = "mark_paid"
    action_priority = 10
    new_status = order_statuses.PAID
    consequence = _("The full amount is recorded as received, and the orders become ready to ship.")


class Dispatch(StatusAction):
    """The parcels have gone out."""

    display_name = _("Mark as shipped")
    aria_label = _("Mark selected orders as shipped")
    action_type = "dispatch"
    action_priority = 20
    new_status = order_statuses.DISPATCHED
    consequence = _("The items are taken out of stock, and the orders can no longer be cancelled.")


class Cancel(StatusAction):
    """The orders are off."""

    display_name = _("Cancel")
    aria_label = yes_label = _("Cancel selected orders")
    action_type = "cancel"
    action_priority = 30
    classes = {"serious"}
    new_status = order_statuses.CANCELLED
    consequence = _(
        "The items become available again. Payments already received are refunded to "
        "the original payment method."
    )


STATUS_ACTIONS = (MarkPaid, Dispatch, Cancel)
