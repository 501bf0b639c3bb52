"""Send to several addresses: which pieces of the basket go where, wished for when."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from shop.basket.models import Line
from shop.basket.requests import BasketRequest
from shop.checkout.address_forms import ShippingAddressForm
from shop.checkout.destinations import (
    MOST_DESTINATIONS,
    DestinationsRefusedError,
    address_of_location,
    carried_methods,
    check,
    keep,
    kept_destinations,
    locations_for,
    typed_pieces,
    wished_day,
)
from shop.checkout.session import CheckoutSessionMixin, UserAddress
from shop.numbers import whole_number
from shop.order.models import ShippingAddress
from shop.shipping.splitting import Destination
from shop.time_zones import shop_day


class SplitView(CheckoutSessionMixin, TemplateView):
    """`/shop/checkout/split/`: the delivery address keeps what no other address gets."""

    request: BasketRequest
    step = "delivery"
    needs_totals = True
    template_name = "oscar/checkout/split.html"
    pre_conditions: Any = [
        "check_basket_is_not_empty",
        "check_basket_is_valid",
        "check_user_email_is_captured",
    ]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the addresses; there has to be a delivery address first."""
        if self.checkout_session.is_pickup() or self.get_shipping_address(self.request.basket) is None:
            return redirect("checkout:shipping-address")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep what was typed, then add or take out an address, or go on."""
        address = self.get_shipping_address(self.request.basket)
        if address is None:
            return redirect("checkout:shipping-address")
        if "one" in request.POST:
            keep(self.checkout_session, [])
            return redirect("checkout:shipping-method")
        try:
            typed = self._typed()
        except DestinationsRefusedError as refusal:
            return self._refused(refusal)
        keep(self.checkout_session, typed)
        self.clear_calculation()
        if "remove" in request.POST:
            index = whole_number(request.POST["remove"])
            keep(self.checkout_session, [each for place, each in enumerate(typed) if place != index])
            return redirect("checkout:split")
        if "add" in request.POST or "add_new" in request.POST:
            return self._add(typed, address)
        return self._go_on(typed, address)

    def _typed(self) -> list[Destination]:
        lines = self._sent_lines()
        found = []
        for index, each in enumerate(kept_destinations(self.checkout_session)):
            pieces, is_right = typed_pieces(self.request, index, lines)
            if not is_right:
                raise DestinationsRefusedError(_("Please enter a whole number of pieces."))
            day = wished_day(self.request.POST.get(f"day-{index}", ""), today=shop_day())
            found.append(Destination(address=each.address, pieces=pieces, wished_on=day))
        return found

    def _add(self, typed: list[Destination], address: ShippingAddress) -> HttpResponse:
        form = None
        if "add_new" in self.request.POST:
            form = ShippingAddressForm(self.request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            added: ShippingAddress = form.instance
        else:
            added = self._chosen_address()
        if len(typed) >= MOST_DESTINATIONS:
            text = _("One order goes to at most %(most)d addresses.")
            messages.error(self.request, text % {"most": MOST_DESTINATIONS + 1})
            return redirect("checkout:split")
        try:
            check(self.request, address, [added])
        except DestinationsRefusedError as refusal:
            return self._refused(refusal, form=form)
        keep(self.checkout_session, [*typed, Destination(address=added, pieces={})])
        return redirect("checkout:split")

    def _chosen_address(self) -> ShippingAddress:
        """Return an address of the user's own book or a location of their company; others are not there."""
        kind, _colon, key = self.request.POST.get("address", "").partition(":")
        pk = whole_number(key) or 0
        if kind == "location":
            location = next((each for each in locations_for(self.request.user) if each.pk == pk), None)
            if location is not None:
                return address_of_location(location)
        own = UserAddress.objects.filter(user_id=self.request.user.pk, country__is_shipping_country=True)
        saved = get_object_or_404(own, pk=pk if kind == "own" else 0)
        address = ShippingAddress()
        saved.populate_alternative_model(address)
        return address

    def _go_on(self, typed: list[Destination], address: ShippingAddress) -> HttpResponse:
        used = [each for each in typed if each.pieces]
        try:
            if used:
                methods = self.all_delivery_methods(self.request.basket, address)
                carried_methods(self.request, methods, address=address, others=used)
        except DestinationsRefusedError as refusal:
            return self._refused(refusal)
        keep(self.checkout_session, used)
        return redirect("checkout:shipping-method")

    def _refused(self, refusal: Exception, form: ShippingAddressForm | None = None) -> HttpResponse:
        context = self.get_context_data(refusal=str(refusal), **({"form": form} if form else {}))
        return self.render_to_response(context, status=422)

    def _sent_lines(self) -> list[Line]:
        return [line for line in self.request.basket.all_lines() if line.product.is_shipping_required]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Show each address with its pieces; what was typed and refused comes back as it was."""
        user, lines = self.request.user, self._sent_lines()
        own = UserAddress.objects.filter(user_id=user.pk, country__is_shipping_country=True)
        others = kept_destinations(self.checkout_session)
        context = {
            "form": ShippingAddressForm(initial={"country": self._country()}),
            "addresses": list(own.select_related("country")) if user.is_authenticated else [],
            "locations": locations_for(user) if user.is_authenticated else [],
            "own_rows": [(line, self._left(line, others)) for line in lines],
            "destinations": [(each, self._rows(index, each, lines)) for index, each in enumerate(others)],
            "today": shop_day(),
        }
        return super().get_context_data(**(context | kwargs))

    def _rows(self, index: int, each: Destination, lines: Sequence[Line]) -> list[tuple[Line, str, str]]:
        rows = []
        for line in lines:
            name = f"pieces-{index}-{line.pk}"
            kept = str(each.pieces.get(line.pk, "") or "")
            rows.append((line, name, self.request.POST.get(name, kept)))
        return rows

    @staticmethod
    def _left(line: Line, others: Sequence[Destination]) -> int:
        return max(0, line.quantity - sum(other.pieces.get(line.pk, 0) for other in others))

    def _country(self) -> str:
        address = self.get_shipping_address(self.request.basket)
        return address.country_id if address and address.country_id else ""
