"""Taking a change of an order back, on its page (`edit_views.changes` shows them)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from oscar.apps.payment.exceptions import PaymentError

from shop.numbers import whole_number
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order_changes.undoing import undo_change
from shop.payments.gateways import GatewayError


class ChangeActionsMixin:
    """The action of the panel of changes; the door has asked for the right to change orders."""

    request: HttpRequest
    object: Order
    reload_page: Callable[..., HttpResponse]

    def undo_change(self, request: HttpRequest) -> HttpResponse:
        """Undo the change of this order that the form names."""
        change = get_object_or_404(self.object.changes, pk=whole_number(request.POST.get("change", "")) or 0)
        change.order = self.object
        try:
            undo_change(change, by=request.user)
        except (ChangeRefusedError, GatewayError, PaymentError) as refusal:
            return self.reload_page(error=str(refusal), fragment="panel-changes")
        messages.success(request, _("The change was undone."))
        return self.reload_page(fragment="panel-changes")
