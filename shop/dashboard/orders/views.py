"""Orders in the back office, under Oscar's URL names.

Overrides, and why: the list neither counts nor reads all orders and says who waits for what; the
page shows one order at a glance, and its buttons are the ways the status may go. Oscar's actions
on single lines are gone: they changed a line's status without its stock.
"""

from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from oscar.apps.dashboard.orders.forms import OrderNoteForm
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.columns import MoneyColumn
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.countries import country_name_of
from shop.dashboard.orders.change_actions import ChangeActionsMixin
from shop.dashboard.orders.columns import BuyerColumn, PiecesColumn, StatusColumn
from shop.dashboard.orders.forms import OrderFilterSet
from shop.dashboard.orders.hold_forms import NewHoldForm
from shop.dashboard.orders.panels import PANELS
from shop.dashboard.orders.payment_actions import PaymentActionsMixin
from shop.dashboard.orders.queries import orders_visible_to
from shop.dashboard.orders.questions import question_url
from shop.dashboard.orders.selection import OrderSelection, oldest_first, order_url
from shop.dashboard.statuses import change_label, status_label, status_tone
from shop.formats import format_money
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.moves import available_moves
from shop.order_statuses import CANCELLED, CHANGE, DISPATCHED, PENDING_PAYMENT, TO_DISPATCH
from shop.payments.status_changes import CHANGES, change_status
from shop.shipping.table import delivery_name


def _country(order: Order) -> str:
    address = order.shipping_address
    return country_name_of(address.country_id) if address else ""


class OrderListView(OrderSelection):
    """Orders, latest first."""

    list_name = "orders"
    standard_views = (
        StandardView(label=gettext_lazy("Awaiting payment"), query=oldest_first(status=[PENDING_PAYMENT])),
        StandardView(label=gettext_lazy("Ready to ship"), query=oldest_first(status=TO_DISPATCH)),
        StandardView(label=gettext_lazy("Shipping overdue"), query=oldest_first(late="true")),
        StandardView(label=gettext_lazy("Shipped, not paid"), query=oldest_first(unpaid="true")),
    )
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
            MoneyColumn("total_excl_tax", label=_("Total excluding tax"), currency="currency"),
            Column(
                "shipping_method",
                label=_("Delivery"),
                accessor=lambda order: delivery_name(order.shipping_code, written=order.shipping_method),
            ),
            Column("country", label=_("Country"), accessor=_country),
            DateColumn("date_placed", label=_("Placed"), sort_key="date_placed"),
        ]

    def order_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """Sort as asked; equals by number of the row, so that pages do not overlap."""
        direction = "-" if self.ordering.startswith("-") else ""
        return queryset.order_by(self.ordering, f"{direction}pk")


class OrderDetailView(ChangeActionsMixin, PaymentActionsMixin, ActiveRecordView):
    """One order: what was bought, where it goes, what happened, and what may happen next.

    The door has asked for the right to change orders before anything is sent here.
    """

    model: Any = Order
    pk_url_kwarg = "number"
    index_url_name: Any = "dashboard:order-list"
    any_permission_required: Any = None
    page_title: Any = gettext_lazy("Order")
    header_icon = "clipboard-list"
    template_name = "backoffice/orders/record.html"
    record_panels = PANELS
    action_field = "order_action"
    action_permission = CHANGE
    record_actions = (
        "save_note",
        "hold_order",
        "change_order_status",
        "capture_payment",
        "check_payment",
        "note_payment",
        "write_off",
        "send_refund",
        "undo_change",
        "confirm_refund",
    )

    def get_queryset(self) -> QuerySet[Order]:
        """List what this user may see."""
        return orders_visible_to(self.request.user)

    def get_object(self, queryset: QuerySet[Order] | None = None) -> Order:
        """Find the order by its number among those."""
        return get_object_or_404(self.get_queryset() if queryset is None else queryset, number=self.pk)

    def get_title(self) -> str:
        """Name the number alone."""
        return str(self.object.number)

    def get_figures(self) -> list[RecordFigure]:
        """Tell total, pieces and delivery."""
        order: Order = self.object
        net = format_money(order.total_excl_tax, order.currency)
        return [
            RecordFigure(
                label=_("Total"),
                value=format_money(order.total_incl_tax, order.currency),
                note=_("%(amount)s excluding tax") % {"amount": net},
            ),
            RecordFigure(label=_("Units"), value=intcomma(sum(line.quantity for line in order.lines.all()))),
            RecordFigure(
                label=_("Delivery"),
                value=delivery_name(order.shipping_code, written=order.shipping_method) or "–",
                note=format_money(order.shipping_incl_tax, order.currency),
            ),
        ]

    def get_actions(self) -> list[HeaderButton]:
        """Offer the ways the status may go; those that ask first lead to the page that asks."""
        steps = [self._action(status, url) for status, url in self._next_steps]
        if self.object.status == CANCELLED or not self.request.user.has_perm(CHANGE):
            return steps
        edit = reverse("dashboard:order-edit", args=[self.object.number])
        return [*steps, HeaderButton(_("Edit order"), url=edit, icon_name="edit")]

    def _action(self, status: str, url: str) -> HeaderButton:
        tone = "no" if status_tone(status) == "bad" else ""
        if url:
            return HeaderButton(change_label(status), url=url, classname=tone)
        return submit_button(change_label(status), name="new_status", value=status, classname=tone)

    def get_action_values(self) -> dict[str, str]:
        """Send a status that asks nothing first as the action that changes it."""
        is_sent = any(not url for _status, url in self._next_steps)
        return {"order_action": "change_order_status"} if is_sent else {}

    @cached_property
    def _next_steps(self) -> list[tuple[str, str]]:
        """List the statuses that this user may give the order, each with the page that asks, or none."""
        order: Order = self.object
        moves = available_moves(order, self.request.user)
        targets = dict.fromkeys(move.to for move in moves if move.to in CHANGES)
        return [(status, question_url(order, status, back=order_url(order))) for status in targets]

    def get_panel_values(self) -> dict[str, object]:
        """Hand the panels the form for a note and the forms that were refused."""
        return {"note_form": self.get_order_note_form(), **self.refused}

    def get_order_note_form(self) -> OrderNoteForm:
        """Return the form for a note, or for the one of the address while it may be changed."""
        note = None
        if note_id := self.kwargs.get("note_id"):
            note = get_object_or_404(self.object.notes, pk=note_id)
        instance = {"instance": note} if note and note.is_editable() else {}
        return OrderNoteForm(self.object, user=self.request.user, **instance)

    def record_url(self) -> str:
        """Return the order's page, whichever note's address was asked."""
        return order_url(self.object)

    def save_note(self, request: HttpRequest) -> HttpResponse:
        """Keep a note with who wrote it."""
        form = self.get_order_note_form()
        form = OrderNoteForm(self.object, user=request.user, data=request.POST, instance=form.instance)
        if not form.is_valid():
            return self.show_again(note_form=form)
        form.save()
        messages.success(request, _("Note saved"))
        return self.reload_page(fragment="panel-notes")

    def hold_order(self, request: HttpRequest) -> HttpResponse:
        """Hold the order back; nothing typed is lost when it cannot be held."""
        form = NewHoldForm(request.POST)
        if not form.is_valid():
            return self.show_again(hold_form=form)
        try:
            form.send(self.object, by=request.user)
        except MoveForbiddenError as error:
            raise PermissionDenied from error
        except ChangeRefusedError as error:
            form.add_error(None, str(error))
            return self.show_again(hold_form=form)
        messages.success(request, _("The order is held: it is neither picked nor shipped."))
        return self.reload_page()

    def change_order_status(self, request: HttpRequest) -> HttpResponse:
        """Change the status by the table of moves; sending a parcel asks first (`confirmed`)."""
        order: Order = self.object
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
