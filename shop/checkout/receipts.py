"""An order as its buyer sees it: right after placing it, and later by the link in the mail."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from shop.compiled_queries import CompiledQuery
from shop.no_rows import know_none
from shop.order.links import order_from_token, order_token
from shop.order.models import BUYERS_NOTE, Line, LineAttribute, Order, OrderDiscount, OrderNote
from shop.payments.methods import method_to_pay_by, payment_method_of, with_payment_method
from shop.payments.queries import balance_of, with_ledger_flag


class ReceiptView(TemplateView):
    """Lines, sums, address and how to pay. Private: never stored, never indexed."""

    order: Order

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Keep the page out of caches and search engines."""
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Describe the order; payment instructions only while money is asked of its buyer."""
        order = self.order
        if not order.has_discounts:  # type: ignore[attr-defined]
            know_none(order, "discounts", OrderDiscount)
        method, balance = payment_method_of(order), balance_of(order)
        waiting_for = method_to_pay_by(order, method=method, balance=balance) if method else None
        return super().get_context_data(
            order=order,
            lines=_lines_of(order),
            note=_note_of(order),
            payment_method=method,
            balance=balance,
            outstanding=balance.outstanding,
            instructions=f"{waiting_for.instructions}.html" if waiting_for else "",
            token=order_token(order),
            **(waiting_for.instructions_for(order) if waiting_for else {}),
            **kwargs,
        )


class ThankYouView(ReceiptView):
    """The order this browser placed last, as often as it asks."""

    template_name = "oscar/checkout/thank_you.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the order, or the basket to a browser that has placed none."""
        found = ORDERS.instances([request.session.get("checkout_order_id") or 0])
        if not found:
            return redirect("basket:summary")
        self.order = found[0]
        return super().get(request, *args, **kwargs)


class OrderView(ReceiptView):
    """The order of a signed link; a link not made by us opens nothing."""

    template_name = "oscar/checkout/order.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the order to whoever has its link."""
        order = order_from_token(token)
        if order is None:
            raise Http404(_("There is no order for this link."))
        (self.order,) = ORDERS.instances([order.pk])
        return super().get(request)


def _orders(order_ids: Sequence[int], _columns: object) -> QuerySet[Order]:
    """Return orders that know what of the things few have is there, so that the others are not asked."""
    orders = Order.objects.filter(pk__in=order_ids).order_by()
    orders = orders.select_related(
        "shipping_address__country", "user", "delivery__pickup_point__country", "delivery__day"
    )
    return with_ledger_flag(with_payment_method(orders)).annotate(
        has_notes=Exists(OrderNote.objects.filter(order=OuterRef("pk"), note_type=BUYERS_NOTE)),
        has_options=Exists(LineAttribute.objects.filter(line__order=OuterRef("pk"))),
        has_discounts=Exists(OrderDiscount.objects.filter(order=OuterRef("pk"))),
    )


def _note_of(order: Order) -> OrderNote | None:
    if not order.has_notes:  # type: ignore[attr-defined]
        return None
    note: OrderNote | None = order.notes.filter(note_type=BUYERS_NOTE).first()
    return note


def _lines_of(order: Order) -> list[Line]:
    """Return an order's lines with what was said about them; a second query only where something was."""
    if order.has_options:  # type: ignore[attr-defined]
        return list(order.lines.prefetch_related("attributes__option"))
    lines: list[Line] = LINES.instances([order.pk])
    for line in lines:
        line.order = order
        know_none(line, "attributes", LineAttribute)
    return lines


def _lines(order_ids: Sequence[int], _columns: object) -> QuerySet[Line]:
    return Line.objects.filter(order__in=order_ids).order_by("pk")


ORDERS, LINES = CompiledQuery(_orders), CompiledQuery(_lines)
