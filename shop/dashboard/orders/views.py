"""Orders in the back office, under Oscar's URL names.

Overrides, and why: the list neither counts nor reads all orders and says who waits for what; the
page shows one order at a glance, and its buttons are the ways the status may go. Oscar's actions
on single lines are gone: they changed a line's status without its stock.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from oscar.apps.dashboard.orders import views
from oscar.apps.dashboard.orders.forms import OrderNoteForm
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn

from shop.backoffice.columns import MoneyColumn
from shop.dashboard.orders.columns import BuyerColumn, PiecesColumn, StatusColumn
from shop.dashboard.orders.forms import OrderFilterSet
from shop.dashboard.orders.payment_actions import PaymentActionsMixin
from shop.dashboard.orders.questions import question_url
from shop.dashboard.orders.selection import OrderSelection, order_url
from shop.dashboard.statuses import status_label
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.moves import available_moves
from shop.order_statuses import CHANGE, DISPATCHED
from shop.payments.status_changes import CHANGES, change_status

#: Forms about money that come back because they were refused.
REFUSED = ("refund_form", "payment_form", "write_off_form")


class OrderListView(OrderSelection):
    """Orders, latest first."""

    list_name = "orders"
    optional_columns = frozenset({"total_excl_tax", "shipping_method", "country"})
    bulk_permission = "order.change_order"
    index_url_name = "dashboard:order-list"
    index_results_url_name = "dashboard:order-list-results"
    filterset_class = OrderFilterSet
    default_ordering = "-date_placed"
    paginate_by = 50
    list_export = [
        "number",
        "date_placed",
        "status",
        "email",
        "shipping_address.name",
        "shipping_address.country_id",
        "shipping_method",
        "total_excl_tax",
        "total_incl_tax",
        "currency",
    ]
    export_headings = {
        "email": gettext_lazy("E-mail"),
        "shipping_address.name": pgettext_lazy("of a person", "Name"),
        "shipping_address.country_id": gettext_lazy("Country"),
    }
    export_filename = "orders"

    def all_columns(self) -> list[BaseColumn]:
        """Show the order at a glance; the rest on demand."""
        return [
            TitleColumn(
                "number",
                label=_("Order"),
                get_url=order_url,
                get_title_id=lambda order: f"order_{order.pk}_title",
            ),
            StatusColumn("status", label=_("Status")),
            BuyerColumn("buyer", label=_("Customer")),
            PiecesColumn("pieces", label=_("Units"), classname="numeric num"),
            MoneyColumn("total_incl_tax", label=_("Total"), currency="currency", sort_key="total_incl_tax"),
            MoneyColumn("total_excl_tax", label=_("Without tax"), currency="currency"),
            Column("shipping_method", label=_("Delivery")),
            Column("country", label=_("Country"), accessor="shipping_address.country_id"),
            DateColumn("date_placed", label=_("Placed"), sort_key="date_placed"),
        ]

    def order_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """Sort as asked; equals by number of the row, so that pages do not overlap."""
        direction = "-" if self.ordering.startswith("-") else ""
        return queryset.order_by(self.ordering, f"{direction}pk")


class OrderDetailView(PaymentActionsMixin, views.OrderDetailView):
    """One order: what was bought, where it goes, what happened, and what may happen next."""

    template_name = "backoffice/order.html"
    order_actions: Any = (
        "save_note",
        "change_order_status",
        "capture_payment",
        "check_payment",
        "note_payment",
        "write_off",
        "send_refund",
        "confirm_refund",
    )
    line_actions: Any = ()

    def get_order_note_form(self) -> Any:
        """Read a note only where one was sent: another form of the page says nothing about it."""
        if self.request.method == "POST" and self.request.POST.get("order_action") != "save_note":
            return OrderNoteForm(self.object, user=self.request.user)
        return super().get_order_note_form()

    def get_order_lines(self) -> Any:
        """Load the products with the lines."""
        return (
            super()
            .get_order_lines()
            .select_related("product", "stockrecord")
            .prefetch_related("attributes__option")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history, the money, and the next steps for those who may take them."""
        order: Order = self.object
        refused = {name: kwargs.pop(name) for name in REFUSED if name in kwargs}
        return super().get_context_data(
            header_title=order.number,
            header_icon="clipboard-list",
            breadcrumbs_items=[
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("dashboard:order-list"), "label": _("Orders")},
                {"url": "", "label": order.number},
            ],
            next_statuses=(statuses := self._next_statuses(order)),
            next_steps=[(to, question_url(order, to, back=order_url(order))) for to in statuses],
            may_change=self.request.user.has_perm(CHANGE),
            notes=order.notes.select_related("user").order_by("-date_created", "-pk"),
            pieces=sum(line.quantity for line in self.get_order_lines()),
            **self.money_context(order, **refused),
            **kwargs,
        )

    def _next_statuses(self, order: Order) -> list[str]:
        """List what this user may do with the order as it stands."""
        return list(dict.fromkeys(move.to for move in available_moves(order, self.request.user)))

    def change_order_status(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Change the status by the table of moves; sending a parcel asks first (`confirmed`)."""
        status = request.POST.get("new_status", "")
        if status not in order.available_statuses() or status not in CHANGES:
            text = _("This order is “%(status)s” by now and cannot be changed so.")
            return self.reload_page(error=text % {"status": status_label(order.status)})
        if status == DISPATCHED and request.POST.get("confirmed") != "1":
            return redirect(question_url(order, status, back=order_url(order)))
        try:
            change_status(order, status, by=request.user)
        except MoveForbiddenError as error:
            raise PermissionDenied from error
        except ChangeRefusedError as error:
            return self.reload_page(error=_("The order was not changed: %(reason)s") % {"reason": error})
        messages.success(
            request, _("The order is “%(status)s” now.") % {"status": status_label(order.status)}
        )
        return self.reload_page()
