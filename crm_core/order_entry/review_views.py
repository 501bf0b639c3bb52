"""The order looked at once more, and placed."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm_core.customers.access.fields import fields_of
from crm_core.order_entry.buyers import check_company, purchaser_of
from crm_core.order_entry.calculation import Calculation, calculate
from crm_core.order_entry.models import OrderDraft
from crm_core.order_entry.page import frame
from crm_core.order_entry.placing import CannotPlaceError, place
from crm_core.order_entry.views import DraftView
from shop.numbers import whole_number
from shop.order.models import ShippingAddress
from shop.user.models import UserRequest


class ReviewView(DraftView):
    """The order as it will be placed, and the button that places it."""

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        """Have the VAT id checked, reckon, and show; lead back where something is missing."""
        if not self.draft.pk:
            return redirect("order_entry", self.customer.pk)
        check_company(purchaser_of(self.draft), by=self.user)
        found = calculate(self.draft)
        self._tell(found.notices)
        if found.problems:
            return self._back(list(found.problems))
        return self._show(found)

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """Place it; a second click or another tab lands on the same order."""
        number = whole_number(request.POST.get("draft", "")) or 0
        draft = OrderDraft.objects.filter(pk=number, customer=self.customer, by=self.user).first()
        if draft is None:
            return self._back([_("This draft was discarded.")])
        try:
            order = place(draft, by=self.user, seen=request.POST.get("fingerprint", ""))
        except CannotPlaceError as refusal:
            return self._back(refusal.problems)
        messages.success(request, _("Order %(number)s has been placed.") % {"number": order.number})
        return redirect("dashboard:order-detail", number=order.number)

    def _show(self, found: Calculation) -> HttpResponse:
        facts = {
            "found": found,
            "draft": self.draft,
            "address": self._told(found.address),
            "billed_to": self._told(found.billed_to),
        }
        context = {**frame(self.user, self.customer, is_review=True), **facts}
        return render(self.request, "crm_core/order_entry/review.html", context)

    def _told(self, address: ShippingAddress | None) -> ShippingAddress | None:
        """Return an address without the telephone where the colleague may not see it."""
        told = copy(address)
        if told is not None and not fields_of(self.user).shows("phone"):
            told.phone_number = ""
        return told

    def _back(self, problems: list[str]) -> HttpResponse:
        """Say what is in the way, where it can be changed: all that was typed is there."""
        for words in problems:
            messages.error(self.request, words)
        return redirect("order_entry", self.customer.pk)
