"""Buying again: what was bought before, and chosen lines of one order."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.generic import ListView, TemplateView

from shop.b2b.access import access_of
from shop.b2b.permissions import Level
from shop.basket.reordering import reorder
from shop.basket.requests import BuyingRequest
from shop.basket.services import BasketError
from shop.customer.again import AgainWishes, LineAgain, chosen_again, lines_again
from shop.customer.bought import BoughtRow, bought_products, with_cards
from shop.customer.views import open_order
from shop.numbers import whole_number
from shop.order.models import Line, Order
from shop.quick_order.adding import add_for_request
from shop.quick_order.forms import form_token
from shop.quick_order.parsing import whole_quantity

A_PAGE = 24


class BoughtView(ListView):
    """Each product once, the latest first, with a way to buy it again. Logged in only (see the URLs).

    `?of=company`: what colleagues bought, too, for who may see their orders.
    """

    template_name = "customer/bought.html"
    paginate_by = A_PAGE
    extra_context = {"page_title": gettext_lazy("Previously bought")}

    @property
    def _sees_colleagues(self) -> bool:
        access = access_of(self.request.user)
        return access is not None and access.can("orders.view", Level.DEPARTMENT)

    @property
    def _with_colleagues(self) -> bool:
        return self.request.GET.get("of") == "company" and self._sees_colleagues

    def get_queryset(self) -> QuerySet[Line, BoughtRow]:
        """Only one's own, or those one may see."""
        return bought_products(self.request.user, with_colleagues=self._with_colleagues)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        """Read the products of this page."""
        context = super().get_context_data(**kwargs)
        context["bought"] = with_cards(context["object_list"], self.request.user)  # type: ignore[arg-type]
        context |= {"sees_colleagues": self._sees_colleagues, "with_colleagues": self._with_colleagues}
        return context


class OrderAgainView(TemplateView):
    """An order with what has changed since; what is ticked goes into the basket, in the quantities given.

    One's own, or a colleague's that one may see.
    """

    request: BuyingRequest
    template_name = "customer/order_again.html"

    def _order(self) -> Order:
        return open_order(self.request.user, self.kwargs["order_number"])

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Compare the order with today."""
        order = self._order()
        title = _("Order again from order %(number)s") % {"number": order.number}
        context = {
            "order": order,
            "again": lines_again(order, self.request.user),
            "is_own": order.user_id == self.request.user.pk,
            "token": uuid4(),
            "page_title": title,
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Put the ticked lines into the basket; a quantity that is none comes back as it was typed."""
        order = self._order()
        again = lines_again(order, request.user)  # type: ignore[arg-type]
        lines, instead = self._ticked("lines"), self._ticked("instead")
        if not lines and not instead:
            messages.info(request, _("Please choose at least one item."))
            return redirect("customer:order-again", order.number)
        typed, wrong = self._quantities(again)
        if wrong.keys() & set(lines):
            context = self.get_context_data(again=again, wrong=wrong, ticked=lines)
            return self.render_to_response(context, status=422)
        return self._add(order, chosen_again(again, lines=lines, instead=instead, typed=typed))

    def _ticked(self, name: str) -> list[int]:
        return [key for text in self.request.POST.getlist(name) if (key := whole_number(text))]

    def _quantities(self, again: list[LineAgain]) -> tuple[dict[int, int], dict[int, str]]:
        typed, wrong = {}, {}
        for each in again:
            text = self.request.POST.get(f"quantity-{each.line.pk}")
            if text is None:
                continue
            quantity = whole_quantity(text)
            if quantity is None:
                wrong[each.line.pk] = text[:20]
            else:
                typed[each.line.pk] = quantity
        return typed, wrong

    def _add(self, order: Order, chosen: AgainWishes) -> HttpResponse:
        try:
            done = add_for_request(self.request, chosen.wishes, token=form_token(self.request))
            added = len(done.added)
            if not done.was_done and chosen.lines:
                result = reorder(self.request.basket, chosen.lines)
                added += result.added
                for problem in result.problems:
                    messages.warning(self.request, problem)
        except BasketError as refusal:
            messages.error(self.request, str(refusal))
            return redirect("customer:order-again", order.number)
        if done.was_done:
            messages.info(self.request, _("These products are in your basket already."))
            return redirect("basket:summary")
        for verdict in done.refused:
            messages.warning(self.request, verdict.message)
        if not added:
            return redirect("customer:order-again", order.number)
        text = ngettext(
            "%(count)d product of order %(number)s is in your basket.",
            "%(count)d products of order %(number)s are in your basket.",
            added,
        )
        messages.info(self.request, text % {"count": added, "number": order.number})
        return redirect("basket:summary")
