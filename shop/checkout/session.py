"""What every step of the checkout shares: the basket with its offers, the steps, the choices."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from oscar.apps.checkout import session
from oscar.apps.checkout.exceptions import FailedPreCondition, PassedSkipCondition
from oscar.core.loading import get_model

from shop.basket.limits import limit_problems
from shop.basket.services import apply_offers
from shop.order.models import BillingAddress, ShippingAddress
from shop.payments.methods import PaymentMethod, available_methods, payment_methods

UserAddress = get_model("address", "UserAddress")

STEPS = (
    ("contact", _("E-mail"), "checkout:index"),
    ("address", _("Address"), "checkout:shipping-address"),
    ("delivery", _("Delivery"), "checkout:shipping-method"),
    ("payment", _("Payment"), "checkout:payment-method"),
    ("review", pgettext_lazy("step of the checkout", "Review"), "checkout:preview"),
)


class CheckoutSessionMixin(session.CheckoutSessionMixin):
    """Oscar's mixin; offers are applied once per request, and what was chosen is looked up once."""

    request: Any
    pre_conditions: Any = None
    skip_conditions: Any = None
    step = ""
    #: A submission of this step is judged by the order's total; others save the offers' queries.
    needs_totals = False

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Apply the offers before any condition looks at a total; never let a page be stored."""
        if request.method == "GET" or self.needs_totals:
            apply_offers(request.basket, user=request.user)
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def check_payment_data_is_captured(self, request: HttpRequest) -> None:
        """Ask for a payment method unless there is nothing to pay."""
        if self.order_total.incl_tax > 0 and self.payment_method is None:
            raise FailedPreCondition(
                url=reverse("checkout:payment-method"), message=_("Please choose how to pay.")
            )

    def check_basket_is_valid(self, request: Any) -> None:
        """Send back to the basket what cannot be had or breaks a product's rule of quantity."""
        super().check_basket_is_valid(request)
        if problems := limit_problems(request.basket.all_lines()):
            raise FailedPreCondition(url=reverse("basket:summary"), messages=list(problems.values()))

    def skip_unless_basket_requires_shipping(self, request: Any) -> None:
        """Skip the address for goods that are not sent; an empty basket is another condition's business."""
        if not request.basket.is_empty:
            super().skip_unless_basket_requires_shipping(request)

    def skip_unless_payment_is_required(self, request: Any) -> None:
        """Skip the payment of an order that costs nothing."""
        if not request.basket.is_empty and self.order_total and self.order_total.incl_tax == 0:
            raise PassedSkipCondition(url=reverse("checkout:preview"))

    @cached_property
    def submission(self) -> dict[str, Any]:
        """Everything the order would be placed with right now."""
        return self.build_submission()

    @property
    def order_total(self) -> Any:
        """The total with delivery (Oscar's Price)."""
        return self.submission["order_total"]

    @cached_property
    def payment_choices(self) -> list[PaymentMethod]:
        """The methods this buyer may pay this order with."""
        total = self.order_total
        return list(available_methods(total=total.incl_tax, currency=total.currency, user=self.request.user))

    @property
    def payment_method(self) -> PaymentMethod | None:
        """The method chosen, if it may still be used."""
        method = payment_methods().get(self.checkout_session.payment_method() or "")
        return method if method in self.payment_choices else None

    def get_shipping_address(self, basket: Any) -> ShippingAddress | None:
        """Return the unsaved address chosen, from the form or from the buyer's own address book."""
        if not hasattr(self, "_shipping_address"):
            self._shipping_address = self._find_shipping_address(basket)
        return self._shipping_address

    def _find_shipping_address(self, basket: Any) -> ShippingAddress | None:
        if not basket.is_shipping_required():
            return None
        fields = self.checkout_session.new_shipping_address_fields()
        if fields:
            return ShippingAddress(**fields)
        chosen = self.checkout_session.shipping_user_address_id()
        if not chosen or not self.request.user.is_authenticated:
            return None
        saved = (
            UserAddress.objects.filter(user=self.request.user, pk=chosen).select_related("country").first()
        )
        if saved is None:
            return None
        address = ShippingAddress()
        saved.populate_alternative_model(address)
        return address

    def get_billing_address(self, shipping_address: ShippingAddress | None) -> BillingAddress | None:
        """Bill to where the parcel goes."""
        if shipping_address is None:
            return None
        shared = {field.attname for field in BillingAddress._meta.concrete_fields} - {"id"}
        fields = [f.attname for f in ShippingAddress._meta.concrete_fields if f.attname in shared]
        return BillingAddress(**{name: getattr(shipping_address, name) for name in fields})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the steps and the summary beside them."""
        submission = self.submission
        view: Any = super(session.CheckoutSessionMixin, self)
        return view.get_context_data(
            steps=self._steps(),
            lines=list(self.request.basket.all_lines()),
            **{**submission, **kwargs},
        )

    def _steps(self) -> list[dict[str, Any]]:
        """List the steps with those behind the present one linked; a user needs no e-mail step."""
        steps, is_behind = [], True
        for name, title, url in STEPS:
            if name == "contact" and self.request.user.is_authenticated:
                continue
            is_behind = is_behind and name != self.step
            steps.append(
                {"title": title, "url": reverse(url) if is_behind else "", "is_now": name == self.step}
            )
        return steps
