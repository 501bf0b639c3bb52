"""The checkout: e-mail, address, delivery, payment, review. Each step works without JavaScript.

What was chosen stays in the session until the order is placed, so nobody types twice.
"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView
from oscar.apps.checkout import signals, views
from oscar.core.loading import get_model

from shop.checkout.abandonment import remember_contact
from shop.checkout.forms import (
    GatewayForm,
    PaymentMethodForm,
    ShippingAddressForm,
    ShippingMethodForm,
    UserAddressForm,
)
from shop.checkout.holding import HoldingMixin
from shop.checkout.placement import PaymentDetailsView
from shop.checkout.receipts import OrderView, ThankYouView
from shop.checkout.session import CheckoutSessionMixin

UserAddress = get_model("address", "UserAddress")

__all__ = [
    "IndexView",
    "OrderView",
    "PaymentDetailsView",
    "PaymentMethodView",
    "ShippingAddressView",
    "ShippingMethodView",
    "ThankYouView",
    "UserAddressDeleteView",
    "UserAddressUpdateView",
]

BASKET_CAN_BE_ORDERED = ["check_basket_is_not_empty", "check_basket_is_valid"]


class IndexView(CheckoutSessionMixin, FormView):
    """A guest's e-mail address, or the way to log in; a user goes straight on."""

    request: Any
    step = "contact"
    template_name = "oscar/checkout/gateway.html"
    form_class = GatewayForm
    success_url = reverse_lazy("checkout:shipping-address")
    pre_conditions: Any = BASKET_CAN_BE_ORDERED

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to guests."""
        if request.user.is_authenticated:
            signals.start_checkout.send_robust(sender=self, request=request)
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Offer the address given before."""
        return {"email": self.checkout_session.get_guest_email() or ""}

    def form_valid(self, form: GatewayForm) -> HttpResponse:
        """Remember the address and go on."""
        email = form.cleaned_data["email"]
        self.checkout_session.set_guest_email(email)
        remember_contact(self.request.basket, email=email)
        signals.start_checkout.send_robust(sender=self, request=self.request, email=email)
        return super().form_valid(form)


class ShippingAddressView(views.ShippingAddressView):
    """Where the parcel goes: an address of the user's own, or a new one."""

    request: Any
    step = "address"
    form_class = ShippingAddressForm

    def get_initial(self) -> dict[str, Any]:
        """Offer what was typed before, else what is known of the user."""
        fields = self.checkout_session.new_shipping_address_fields()
        if fields:
            return {**fields, "country": fields.get("country_id")}
        user = self.request.user
        if not user.is_authenticated:
            return {}
        return {"first_name": user.first_name, "last_name": user.last_name}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take an address of the address book (`address_id`) or the form."""
        address_id = request.POST.get("address_id", "")
        if not address_id:
            return FormView.post(self, request, *args, **kwargs)
        number = int(address_id) if address_id.isdecimal() else 0
        address = get_object_or_404(self.get_available_addresses(), pk=number)
        self.checkout_session.ship_to_user_address(address)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which of the user's addresses was chosen before."""
        return super().get_context_data(chosen=self.checkout_session.shipping_user_address_id(), **kwargs)

    def get_available_addresses(self) -> QuerySet:
        """List the user's own addresses in countries we send to; a guest has none."""
        if not self.request.user.is_authenticated:
            return UserAddress.objects.none()
        return super().get_available_addresses().select_related("country")


class UserAddressUpdateView(views.UserAddressUpdateView):
    """Change an address of the user's own; anybody else's is not found."""

    request: Any
    step = "address"
    pre_conditions: Any = BASKET_CAN_BE_ORDERED
    form_class = UserAddressForm

    def get_success_url(self) -> str:
        """Go back to the addresses and say that it is saved."""
        messages.success(self.request, _("The address is saved."))
        return reverse("checkout:shipping-address")


class UserAddressDeleteView(views.UserAddressDeleteView):
    """Delete an address of the user's own, after asking."""

    request: Any
    step = "address"
    pre_conditions: Any = BASKET_CAN_BE_ORDERED

    def get_success_url(self) -> str:
        """Go back to the addresses and say that it is gone."""
        messages.success(self.request, _("The address is deleted."))
        return reverse("checkout:shipping-address")


class ShippingMethodView(views.ShippingMethodView):
    """How the parcel travels, with its price and the day it arrives."""

    request: Any
    step = "delivery"
    form_class = ShippingMethodForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Describe the methods for this basket."""
        basket = self.request.basket
        choices = [(method, method.calculate(basket)) for method in self._methods]
        chosen = self.checkout_session.shipping_method_code(basket) or self._methods[0].code
        return super().get_context_data(choices=choices, chosen=chosen, **kwargs)

    def form_invalid(self, form: ShippingMethodForm) -> HttpResponse:
        """Show what is wrong beside the choice."""
        return self.render_to_response(self.get_context_data(form=form))


class PaymentMethodView(HoldingMixin, CheckoutSessionMixin, FormView):
    """How the order is paid; from here on the pieces are held."""

    request: Any
    step = "payment"
    needs_totals = True
    template_name = "oscar/checkout/payment_method.html"
    form_class = PaymentMethodForm
    success_url = reverse_lazy("checkout:preview")
    pre_conditions: Any = [
        *BASKET_CAN_BE_ORDERED,
        "check_user_email_is_captured",
        "check_shipping_data_is_captured",
    ]
    skip_conditions: Any = ["skip_unless_payment_is_required"]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the methods this buyer may use."""
        return {**super().get_form_kwargs(), "methods": self.payment_choices}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Describe the methods."""
        chosen = self.payment_method or next(iter(self.payment_choices), None)
        return super().get_context_data(
            choices=self.payment_choices, chosen=chosen.code if chosen else "", **kwargs
        )

    def form_valid(self, form: PaymentMethodForm) -> HttpResponse:
        """Remember the method and go on to the review."""
        self.checkout_session.pay_by(form.cleaned_data["method"])
        return super().form_valid(form)
