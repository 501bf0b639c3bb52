"""The checkout: e-mail, address, delivery, payment, review, on one page; as steps without JavaScript.

What was chosen stays in the session until the order is placed, so nobody types twice.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DeleteView, FormView, UpdateView
from oscar.apps.checkout import signals
from oscar.core.loading import get_model

from shop.b2b.access import access_of
from shop.b2b.models import CompanyLocation
from shop.basket.requests import BasketRequest
from shop.checkout.abandonment import remember_contact
from shop.checkout.address_forms import BillingAddressForm
from shop.checkout.company_locations import locations_for
from shop.checkout.delivery_step import ShippingMethodView
from shop.checkout.drafts import pop_rejected_input
from shop.checkout.forms import (
    GatewayForm,
    ShippingAddressForm,
    UserAddressForm,
)
from shop.checkout.payment import PaymentMethodView
from shop.checkout.placement import PaymentDetailsView
from shop.checkout.receipts import OrderView, ThankYouView
from shop.checkout.session import CheckoutSessionMixin
from shop.contact_data import plain_postcode
from shop.mail.newsletter import say_newsletter_wanted
from shop.numbers import whole_number
from shop.shipping.repository import Repository
from shop.tax_destination import check_company_of
from shop.user.models import User

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
BUYER_IS_KNOWN = [*BASKET_CAN_BE_ORDERED, "check_user_email_is_captured"]


class IndexView(CheckoutSessionMixin, FormView):
    """A guest's e-mail address, or the way to log in; a user goes straight on."""

    request: BasketRequest
    step = "contact"
    template_name = "oscar/checkout/gateway.html"
    form_class = GatewayForm
    pre_conditions: Any = BASKET_CAN_BE_ORDERED

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the form to guests."""
        if request.user.is_authenticated:
            signals.start_checkout.send_robust(sender=self, request=request)
            return redirect("checkout:shipping-address")
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, object]:
        """Offer the address given before."""
        email = self.checkout_session.get_guest_email() or ""
        return {"email": email, **pop_rejected_input(self.request, self.step)}

    def get_success_url(self) -> str:
        """Go on to what is still to answer."""
        return self.section_after()

    def form_valid(self, form: GatewayForm) -> HttpResponse:
        """Remember the address and go on."""
        email = form.cleaned_data["email"]
        self.checkout_session.set_guest_email(email)
        remember_contact(self.request.basket, email=email)
        if form.cleaned_data["newsletter"]:
            say_newsletter_wanted(email, source="checkout", user=None)
        signals.start_checkout.send_robust(sender=self, request=self.request, email=email)
        return super().form_valid(form)


class ShippingAddressView(CheckoutSessionMixin, FormView):
    """Where the parcel goes, or who is billed for what is picked up: an own address, or a new one."""

    request: BasketRequest
    step = "address"
    template_name = "oscar/checkout/shipping_address.html"
    form_class = ShippingAddressForm
    pre_conditions: Any = BUYER_IS_KNOWN
    skip_conditions: Any = ["skip_unless_basket_requires_shipping"]

    def get_initial(self) -> dict[str, Any]:
        """Offer what was typed before, else what is known of the user and the place."""
        if typed := pop_rejected_input(self.request, self.step):
            return typed
        fields = self.checkout_session.new_shipping_address_fields()
        if fields:
            return {**fields, "country": fields.get("country_id")}
        user, known = self.request.user, self.checkout_session.address_place()
        if user.is_authenticated:
            known = {**known, "first_name": user.first_name, "last_name": user.last_name}
        return known

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take a location, an address of the book (`address_id`) or the form; with `look` only its country.

        With `receive` only whether it is sent or picked up.
        """
        if request.POST.get("receive") in ("ship", "pickup"):
            return self._receive_by(request.POST["receive"])
        if self.is_preview:
            return self._look()
        if location_id := request.POST.get("location_id", ""):
            location = get_object_or_404(self.get_locations(), pk=whole_number(location_id) or 0)
            self.checkout_session.ship_to_location(location)
            return self._go_on()
        address_id = request.POST.get("address_id", "")
        if not address_id:
            return super().post(request, *args, **kwargs)
        number = whole_number(address_id) or 0
        address = get_object_or_404(self.get_available_addresses(), pk=number)
        self.checkout_session.ship_to_user_address(address)
        return self._go_on()

    def get_form_class(self) -> type[ShippingAddressForm]:
        """Ask for a billing address where nothing is sent: it may be anywhere."""
        return BillingAddressForm if self.checkout_session.is_pickup() else ShippingAddressForm

    def _receive_by(self, answer: str) -> HttpResponse:
        """Remember whether it is sent or picked up, and ask for the address that this needs."""
        self.checkout_session.choose_pickup(answer == "pickup" and self.offers_pickup)
        self.clear_calculation()
        return redirect("checkout:shipping-address")

    @cached_property
    def offers_pickup(self) -> bool:
        """Whether these goods can be picked up somewhere."""
        return bool(Repository().get_shipping_methods(basket=self.request.basket, pickup=True))

    def _look(self) -> HttpResponse:
        """Show the fields of the country chosen with all that is typed, and what it comes to there."""
        typed = self.request.POST.dict()
        form = self.get_form_class()(initial=typed)
        country: Any = form.fields["country"]
        if typed.get("country") in {str(key) for key, _label in country.choices}:
            self.checkout_session.set_place(
                country=typed["country"],
                state=typed.get("state", ""),
                postcode=plain_postcode(typed.get("postcode", "")),
            )
            self.recalculate()
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: ShippingAddressForm) -> HttpResponse:
        """Remember the address and go on."""
        address = form.instance.__dict__.items()
        self.checkout_session.ship_to_new_address({k: v for k, v in address if not k.startswith("_")})
        return self._go_on()

    def _go_on(self) -> HttpResponse:
        check_company_of(self.request)
        self.clear_calculation()
        return redirect(self.section_after())

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """List the user's addresses and say which was chosen before."""
        return super().get_context_data(
            addresses=self.get_available_addresses(),
            chosen=self.checkout_session.shipping_user_address_id(),
            **self._locations(),
            offers_pickup=self.offers_pickup,
            **kwargs,
        )

    def get_locations(self) -> QuerySet[CompanyLocation]:
        """List the locations of the company that the buyer acts for."""
        return locations_for(self.request.user, is_pickup=self.checkout_session.is_pickup())

    def _locations(self) -> dict[str, object]:
        """Return the locations, and which is ticked: the one chosen before, else the buyer's usual one."""
        locations, access = list(self.get_locations()), access_of(self.request.user)
        wanted = self.checkout_session.location_id() or (access.location_id if access else None)
        keys = [location.pk for location in locations]
        ticked = wanted if wanted in keys else next(iter(keys), None)
        return {"locations": locations, "chosen_location": ticked}

    def get_available_addresses(self) -> QuerySet:
        """List the user's own addresses, the usual one first; a guest has none.

        For parcels those in countries we send to.
        """
        own = _addresses_of(self.request.user)
        if not self.checkout_session.is_pickup():
            own = own.filter(country__is_shipping_country=True)
        return own.select_related("country").order_by("-is_default_for_shipping")


def _addresses_of(user: User | AnonymousUser) -> QuerySet:
    return UserAddress.objects.filter(user=user) if user.is_authenticated else UserAddress.objects.none()


class OwnAddressMixin(CheckoutSessionMixin):
    """An address of the user's own book; anybody else's is not found."""

    request: BasketRequest
    step = "address"
    pre_conditions: list[str] = BASKET_CAN_BE_ORDERED

    def get_queryset(self) -> QuerySet:
        """Look among the user's own."""
        return _addresses_of(self.request.user)


class UserAddressUpdateView(OwnAddressMixin, UpdateView):
    """Change an address of the user's own."""

    request: BasketRequest
    template_name = "oscar/checkout/user_address_form.html"
    form_class = UserAddressForm

    def get_form_kwargs(self) -> dict[str, object]:
        """Say whose it is."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save it; with `look` show the fields of the country chosen."""
        if not self.is_preview:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        form = self.form_class(user=request.user, instance=self.object, initial=request.POST.dict())
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        """Send to the address that was changed: that is what it was changed for."""
        response = super().form_valid(form)
        self.checkout_session.ship_to_user_address(self.object)
        return response

    def get_success_url(self) -> str:
        """Go back to the addresses and say that it is saved."""
        messages.success(self.request, _("The address is saved."))
        return reverse("checkout:shipping-address")


class UserAddressDeleteView(OwnAddressMixin, DeleteView):
    """Delete an address of the user's own, after asking."""

    request: BasketRequest
    template_name = "oscar/checkout/user_address_delete.html"

    def get_success_url(self) -> str:
        """Go back to the addresses and say that it is gone."""
        messages.success(self.request, _("The address is deleted."))
        return reverse("checkout:shipping-address")
