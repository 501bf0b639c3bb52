"""How the parcel travels, or where it is picked up, and on which day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from oscar.apps.shipping.methods import Base, NoShippingRequired
from oscar.core.prices import Price

from shop.basket.requests import BasketRequest
from shop.checkout.drafts import pop_rejected_input
from shop.checkout.forms import ShippingMethodForm, day_field
from shop.checkout.session import CheckoutSessionMixin
from shop.shipping.deliveries import free_days
from shop.shipping.methods import choice_of, delivery_of
from shop.shipping.splitting import consignments_of
from shop.stock.models import Warehouse


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """A method as the page shows it; `days` that can be chosen, None where none is."""

    method: Base
    charge: Price
    choice: str
    days: list[date] | None
    is_chosen: bool

    @property
    def point(self) -> Warehouse | None:
        """Where the buyer comes."""
        delivery = delivery_of(self.method)
        return delivery.pickup_point if delivery else None


class ShippingMethodView(CheckoutSessionMixin, FormView):
    """How the parcel travels, with its price and the day it arrives."""

    request: BasketRequest
    step = "delivery"
    template_name = "oscar/checkout/shipping_methods.html"
    form_class = ShippingMethodForm
    pre_conditions: Any = [
        "check_basket_is_not_empty",
        "check_basket_is_valid",
        "check_user_email_is_captured",
    ]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the choice; go on where there is none, back where nothing is sent there."""
        if not self.request.basket.is_shipping_required():
            return self._use(NoShippingRequired.code)
        if self.chosen_address(self.request.basket) is None:
            return redirect("checkout:shipping-address")
        methods = self.delivery_methods
        if not methods:
            return self._nowhere()
        is_only = len(methods) == 1 and not self.checkout_session.is_pickup() and not self.days
        if is_only and not self.destinations():
            return self._use(choice_of(methods[0]))
        return super().get(request, *args, **kwargs)

    def _nowhere(self) -> HttpResponse:
        """Say that nothing goes there, and lead to where that can be changed."""
        if self.destinations():
            text = _("Your order cannot be sent to these addresses as it stands. Please look at them again.")
            messages.warning(self.request, text)
            return redirect("checkout:split")
        if self.checkout_session.is_pickup():
            self.checkout_session.choose_pickup(False)
            messages.warning(self.request, _("These items cannot be picked up. Please have them delivered."))
            return redirect("checkout:shipping-address")
        messages.warning(self.request, _("We do not ship to this address. Please choose another one."))
        return redirect("checkout:shipping-address")

    def _use(self, choice: str, day: date | None = None) -> HttpResponse:
        self._remember(choice, day)
        self.clear_calculation()
        return redirect(self.section_after())

    def _remember(self, choice: str, day: date | None) -> None:
        """Keep the method, its day, and the place where it is handed over: the tax follows from that."""
        self.checkout_session.use_shipping_method(choice)
        self.checkout_session.set_delivery_day(day)
        for method in self.delivery_methods if self.checkout_session.is_pickup() else ():
            delivery = delivery_of(method)
            if delivery and delivery.choice == choice and delivery.pickup_point:
                point = delivery.pickup_point
                self.checkout_session.set_pickup_place(
                    country=point.country_id or "", state=point.state, postcode=point.postcode
                )

    @cached_property
    def delivery_methods(self) -> list[Base]:
        """The methods for this basket and address."""
        basket = self.request.basket
        return self.find_delivery_methods(basket, self.get_shipping_address(basket))

    @cached_property
    def days(self) -> dict[str, list[date]]:
        """The free days of those methods whose buyers choose one, by choice."""
        found = {choice_of(method): delivery_of(method) for method in self.delivery_methods}
        return {
            choice: free_days(method)
            for choice, method in found.items()
            if method and method.day_terms and method.possible_days()
        }

    def get_form_kwargs(self) -> dict[str, object]:
        """Give the form the methods that go there."""
        return {**super().get_form_kwargs(), "methods": self.delivery_methods, "days": self.days}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Describe the methods for this basket."""
        basket = self.request.basket
        chosen = (
            pop_rejected_input(self.request, self.step).get("method_code")
            or self.checkout_session.shipping_method_code(basket)
            or next(iter(choice_of(method) for method in self.delivery_methods), "")
        )
        for method in self.delivery_methods:
            if choice_of(method) == chosen:
                kwargs.setdefault("consignments", consignments_of(method))
        choices = [
            DeliveryRow(
                method=method,
                charge=method.calculate(basket),
                choice=choice_of(method),
                days=self.days.get(choice_of(method)),
                is_chosen=choice_of(method) == chosen,
            )
            for method in self.delivery_methods
        ]
        day = self.request.POST.get(day_field(chosen)) or self.checkout_session.delivery_day()
        return super().get_context_data(choices=choices, chosen_day=str(day or ""), **kwargs)

    def form_valid(self, form: ShippingMethodForm) -> HttpResponse:
        """Remember the method and go on; with `look` show what it comes to."""
        choice, day = form.cleaned_data["method_code"], form.cleaned_data["day"]
        if not self.is_preview:
            return self._use(choice, day)
        self._remember(choice, day)
        self.recalculate()
        return self.render_to_response(self.get_context_data(form=form))
