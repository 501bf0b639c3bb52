"""Buying again: what was bought before, and chosen lines of one order."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import ListView, TemplateView

from shop.customer.bought import BoughtRow, bought_products, lines_again, with_cards
from shop.customer.views import ReorderMixin, open_order
from shop.numbers import whole_number
from shop.order.models import Line, Order

A_PAGE = 24


class BoughtView(ListView):
    """Each product once, the latest first, with a way to buy it again. Logged in only (see the URLs)."""

    template_name = "customer/bought.html"
    paginate_by = A_PAGE
    extra_context = {"page_title": gettext_lazy("Previously bought")}

    def get_queryset(self) -> QuerySet[Line, BoughtRow]:
        """Only one's own."""
        return bought_products(self.request.user)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        """Read the products of this page."""
        context = super().get_context_data(**kwargs)
        context["bought"] = with_cards(context["object_list"], self.request.user)  # type: ignore[arg-type]
        return context


class OrderAgainView(ReorderMixin, TemplateView):
    """An order that one may see, with what has changed since; what is ticked goes into the basket."""

    template_name = "customer/order_again.html"

    def _order(self) -> Order:
        return open_order(self.request.user, self.kwargs["order_number"])

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Compare the order with today."""
        order = self._order()
        title = _("Order again from order %(number)s") % {"number": order.number}
        again = lines_again(order, self.request.user)
        return super().get_context_data(order=order, again=again, page_title=title, **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Put the ticked lines into the basket."""
        order = self._order()
        keys = [key for text in request.POST.getlist("lines") if (key := whole_number(text))]
        if not keys:
            messages.info(request, _("Please choose at least one item."))
            return redirect("customer:order-again", order.number)
        self.reorder_lines(order.number, order.lines.filter(pk__in=keys))
        response: HttpResponse = self.response
        return response
