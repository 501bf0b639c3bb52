"""What every step of the checkout shares: the basket with its offers and its tax, the choices made."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.checkout import session
from oscar.apps.checkout.exceptions import FailedPreCondition, PassedSkipCondition
from oscar.core.loading import get_model

from shop.basket.limits import limit_problems
from shop.basket.models import Basket
from shop.basket.offers import recalculate_offers
from shop.basket.requests import BasketRequest
from shop.basket.totals import basket_totals
from shop.checkout.agreed import page_of_the_basket, take_agreed
from shop.checkout.company_fields import CompanyTerms, Purchase, company_terms, purchase_of
from shop.checkout.company_locations import address_at, locations_for
from shop.checkout.delivery_choice import DeliveryChoiceMixin
from shop.checkout.drafts import restore_draft, save_draft, stash_rejected_input
from shop.checkout.page import CheckoutPageMixin
from shop.checkout.stored_value import Part, parts_for
from shop.checkout_session import CheckoutSessionData
from shop.configuration.queries import shop_currency
from shop.countries import country_of
from shop.order.models import BillingAddress, ShippingAddress
from shop.order.utils import OrderNumberGenerator
from shop.payments.methods import PaymentMethod, available_methods, payment_methods
from shop.payments.queries import NOTHING
from shop.shipping.splitting import consignments_of
from shop.store_credit.models import LedgerAccount
from shop.store_credit.queries import account_of
from shop.tax_destination import calculate_tax

UserAddress = get_model("address", "UserAddress")
LINE_LENGTH = 255


class CheckoutSessionMixin(DeliveryChoiceMixin, CheckoutPageMixin, session.CheckoutSessionMixin):
    """Oscar's mixin; tax and offers are reckoned once per request, and what was chosen is looked up once.

    What was answered before a session ended is taken back first, and a form that cannot be
    taken now is kept for the next look at its step.
    """

    request: BasketRequest
    pre_conditions: Any = None
    skip_conditions: Any = None
    #: A submission of this step is judged by the order's total; others save the offers' queries.
    needs_totals = False
    _is_calculated = False

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Work on the basket that is checked out: the open one, or one of agreed prices."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # Django's views have it
        take_agreed(self.request)

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Reckon tax and offers before any condition looks at a total; never let a page be stored."""
        data = CheckoutSessionData(request)
        restore_draft(request, data)
        calculate_tax(self.request)
        if request.method == "GET" or self.needs_totals:
            recalculate_offers(self.request)
            self._is_calculated = True
        response = self.partial_response(super().dispatch(request, *args, **kwargs))
        response["Cache-Control"] = "private, no-store"
        if request.method == "POST":
            save_draft(request, response, data)
        return response

    def check_pre_conditions(self, request: HttpRequest) -> None:
        """Keep what was typed before leading anywhere else; who was logged in logs in again."""
        try:
            super().check_pre_conditions(request)
        except FailedPreCondition as failure:
            if failure.url == reverse("basket:summary"):
                failure.url = page_of_the_basket(self.request)
            if request.method != "POST":
                raise
            stash_rejected_input(request, self.step)
            if "as_user" in request.POST and not request.user.is_authenticated:
                raise FailedPreCondition(
                    url=f"{reverse('account_login')}?next={request.path}",
                    message=_("You were logged out meanwhile. Log in again: what you typed is kept."),
                ) from failure
            raise

    def check_payment_data_is_captured(self, request: HttpRequest) -> None:
        """Ask for a payment method unless there is nothing to pay."""
        if self.left_to_pay > 0 and self.payment_method is None:
            raise FailedPreCondition(
                url=reverse("checkout:payment-method"), message=_("Please choose how to pay.")
            )
        if self.lacks_po_number and not self._is_free:
            raise FailedPreCondition(
                url=reverse("checkout:payment-method"),
                message=_("Please give your order number: your company needs it."),
            )

    def check_basket_is_valid(self, request: BasketRequest) -> None:
        """Send back to the basket what cannot be had or breaks a product's rule of quantity."""
        super().check_basket_is_valid(request)
        if problems := limit_problems(request.basket.all_lines()):
            raise FailedPreCondition(url=reverse("basket:summary"), messages=list(problems.values()))

    def skip_unless_basket_requires_shipping(self, request: BasketRequest) -> None:
        """Skip the address for goods that are not sent; an empty basket is another condition's business."""
        if not request.basket.is_empty:
            super().skip_unless_basket_requires_shipping(request)

    def skip_unless_payment_is_required(self, request: BasketRequest) -> None:
        """Skip the payment of an order that costs nothing."""
        if not request.basket.is_empty and self.order_total and self.order_total.incl_tax == 0:
            raise PassedSkipCondition(url=reverse("checkout:preview"))

    @cached_property
    def company_terms(self) -> CompanyTerms | None:
        """What the buyer's company asks; None for who acts for none."""
        return company_terms(self.request.user)

    @property
    def purchase(self) -> Purchase | None:
        """The company's order number and cost centre, as given; None for who acts for no company."""
        return purchase_of(self.company_terms, self.checkout_session)

    @property
    def lacks_po_number(self) -> bool:
        """Whether the buyer's company needs an order number and none was given."""
        terms = self.company_terms
        return (
            terms is not None
            and terms.needs_po_number
            and not self.checkout_session.purchase().get("po_number")
        )

    @cached_property
    def submission(self) -> dict[str, Any]:  # type: ignore[override]
        """Everything the order would be placed with right now."""
        return self.build_submission()

    def clear_calculation(self) -> None:
        """Forget what was looked up before an answer changed it."""
        for name in ("submission", "payment_choices", "parts", "_shipping_address"):
            self.__dict__.pop(name, None)

    def recalculate(self) -> None:
        """Reckon anew for this very page: an answer has changed the place, the company or the delivery."""
        self.clear_calculation()
        calculate_tax(self.request)
        self.request.basket.reset_offer_applications()
        recalculate_offers(self.request)
        self._is_calculated = True

    @property
    def order_total(self) -> Any:
        """The total with delivery (Oscar's Price)."""
        return self.submission["order_total"]

    @cached_property
    def payment_choices(self) -> list[PaymentMethod]:
        """The methods this buyer may pay this order with."""
        return list(
            available_methods(
                total=self.left_to_pay, currency=self.order_total.currency, user=self.request.user
            )
        )

    @cached_property
    def credit(self) -> LedgerAccount | None:
        """The buyer's credit in the basket's currency, if there is something on it."""
        if not self.request.user.is_authenticated:
            return None
        account = account_of(self.request.user, self.request.basket.currency or shop_currency())
        return account if account is not None and account.balance else None

    @cached_property
    def parts(self) -> list[Part]:
        """What gift cards and store credit pay of this order."""
        data, total = self.checkout_session, self.order_total
        uses_credit, hashes = data.uses_credit(), data.gift_cards()
        if total is None or not (uses_credit or hashes):
            return []
        return parts_for(
            total.incl_tax,
            total.currency,
            basket=self.request.basket,
            code_hashes=hashes,
            credit=self.credit if uses_credit else None,
        )

    @property
    def left_to_pay(self) -> Decimal:
        """What is left for the method chosen (gross)."""
        total: Decimal = self.order_total.incl_tax
        return total - sum((part.amount for part in self.parts), NOTHING)

    @property
    def payment_method(self) -> PaymentMethod | None:
        """The method chosen, if it may still be used."""
        chosen = self.checkout_session.payment_method()
        if not chosen:
            return None
        # By code: threads that list the methods first at the same moment get objects of their own.
        return next((method for method in self.payment_choices if method.code == chosen), None)

    def order_number(self) -> str:
        """Return this basket's number, drawn once: with the choice of payment, else at the review."""
        basket = self.request.basket
        number: str = self.checkout_session.get_order_number()
        if not number or self.checkout_session.get_submitted_basket_id() != str(basket.public_id):
            number = OrderNumberGenerator().order_number(basket)
            self.checkout_session.set_order_number(number)
            self.checkout_session.set_submitted_basket(basket)
        return number

    def check_a_valid_shipping_address_is_captured(self) -> None:
        """Ask for the address of the bill, which is typed in the same place, from who comes for the goods."""
        if not self.checkout_session.is_pickup():
            super().check_a_valid_shipping_address_is_captured()
        elif self.chosen_address(self.request.basket) is None:
            raise FailedPreCondition(
                url=reverse("checkout:shipping-address"), message=_("Please enter your billing address.")
            )

    def get_shipping_address(self, basket: Basket) -> ShippingAddress | None:
        """Return the unsaved address that the parcel goes to; None for goods that are picked up."""
        return None if self.checkout_session.is_pickup() else self.chosen_address(basket)

    def chosen_address(self, basket: Basket) -> ShippingAddress | None:
        """Return the unsaved address chosen, from the form or from the buyer's own address book."""
        if not hasattr(self, "_shipping_address"):
            self._shipping_address = self._find_shipping_address(basket)
        return self._shipping_address

    def _find_shipping_address(self, basket: Basket) -> ShippingAddress | None:
        if not basket.is_shipping_required():
            return None
        fields = self.checkout_session.new_shipping_address_fields()
        if fields:
            address = ShippingAddress(**fields)
            if country := country_of(address.country_id or ""):
                address.country = country
            return address
        if location_id := self.checkout_session.location_id():
            user, is_pickup = self.request.user, self.checkout_session.is_pickup()
            location = locations_for(user, is_pickup=is_pickup).filter(pk=location_id).first()
            return address_at(location, user) if location else None
        chosen = self.checkout_session.shipping_user_address_id()
        if not chosen or not self.request.user.is_authenticated:
            return None
        own = UserAddress.objects.filter(user=self.request.user)  # guard: own-address
        saved = own.select_related("country").filter(pk=chosen).first()
        if saved is None:
            return None
        address = ShippingAddress()
        saved.populate_alternative_model(address)
        return address

    def get_billing_address(self, shipping_address: ShippingAddress | None) -> BillingAddress | None:
        """Bill to the address given, where the parcel goes, to the company that buys if one was given."""
        if shipping_address is None and self.checkout_session.is_pickup():
            shipping_address = self.chosen_address(self.request.basket)
        if shipping_address is None:
            return None
        shared = {field.attname for field in BillingAddress._meta.concrete_fields} - {"id"}
        fields = [f.attname for f in ShippingAddress._meta.concrete_fields if f.attname in shared]
        address = BillingAddress(**{name: getattr(shipping_address, name) for name in fields})
        if country := country_of(address.country_id or ""):
            address.country = country
        name = self.checkout_session.company().get("name") or ""
        if name and not (address.line2 or "").startswith(name):  # a company's location begins with it
            address.line2 = ", ".join(part for part in (name, address.line2) if part)[:LINE_LENGTH]
        return address

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Add the page's sections and the summary: with the first delivery method until one is chosen."""
        if not self._is_calculated:  # a form that was refused is shown again with all it comes to
            self.recalculate()
        submission = self.submission
        view: Any = super(session.CheckoutSessionMixin, self)
        basket = self.request.basket
        method = submission["shipping_method"] or next(
            iter(self.find_delivery_methods(basket, submission["shipping_address"])), None
        )
        return view.get_context_data(
            frame=self.base_template,
            step=self.step,
            basket_page=page_of_the_basket(self.request),
            sections=self.sections(),
            payment_chosen=payment_methods().get(self.checkout_session.payment_method() or ""),
            lines=list(basket.all_lines()),
            gifts=list(basket.gifts),
            totals=basket_totals(basket, method=method, charge=method.calculate(basket) if method else None),
            company=self.checkout_session.company(),
            company_terms=self.company_terms,
            purchase=self.purchase,
            is_pickup=self.checkout_session.is_pickup(),
            may_split=self.may_split,
            **self._stored_value(submission),
            **{"consignments": consignments_of(submission["shipping_method"]), **submission, **kwargs},
        )

    def _stored_value(self, submission: dict[str, Any]) -> dict[str, object]:
        """Describe what gift cards and credit pay, and what is left; nothing before there is a total."""
        if submission["order_total"] is None or not self.parts:
            return {"parts": []}
        return {"parts": self.parts, "left_to_pay": self.left_to_pay}
