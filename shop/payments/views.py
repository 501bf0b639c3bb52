"""The payment page of an order, and what its script asks. Private: never stored, never indexed."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from shop.configuration.queries import stripe_keys
from shop.order.links import order_from_token
from shop.order.models import Order
from shop.payments.access import order_to_pay, remember_for_thank_you, remember_link
from shop.payments.csp import allow_payment
from shop.payments.exceptions import NotPayableError, PaymentInProgressError
from shop.payments.gateways import GatewayError
from shop.payments.methods import PaymentMethod, available_methods, payment_method_of
from shop.payments.queries import (
    balance_of,
    last_failure_of,
    may_try_again,
    open_attempt_of,
    waits_for_money,
)
from shop.payments.services import check_payment, choose_method, start_payment
from shop.payments.states import AttemptState
from shop.payments.stripe.cards import SavedCard, saved_cards
from shop.payments.stripe.gateway import StripeGateway

logger = logging.getLogger(__name__)


class PaymentView(View):
    """What all these views share: the order, if this visitor may pay it, and no copies anywhere."""

    order: Order

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: str) -> HttpResponseBase:
        """Find the order; 404 for a stranger."""
        self.order = order_to_pay(request, kwargs["number"])
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def to_thanks(self) -> HttpResponse:
        """Go on to the thank-you page with this order."""
        remember_for_thank_you(self.request, self.order)
        return redirect("checkout:thank-you")

    @property
    def is_waiting(self) -> bool:
        """Tell whether the order waits for its money."""
        return waits_for_money(self.order)

    @cached_property
    def methods(self) -> list[PaymentMethod]:
        """The methods this order may be paid with now."""
        found = available_methods(
            total=self.order.total_incl_tax, currency=self.order.currency, user=self.request.user
        )
        return [method for method in found if method.can_be_chosen_later]


class PayView(PaymentView, TemplateView):
    """Pay an order that waits for its money: wallets, cards that are kept, a new card, another way."""

    template_name = "payments/pay.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Begin or resume the payment; an order that is paid meanwhile shows the thank-you page."""
        method = payment_method_of(self.order)
        if not self.is_waiting:
            return self.to_thanks()
        context: dict[str, object] = {}
        if method is not None and method.is_online:
            try:
                context = self._begin(method)
            except NotPayableError:
                return self.to_thanks()
            except (GatewayError, PaymentInProgressError):
                logger.warning("Order %s cannot be paid now.", self.order.number, exc_info=True)
                context = {"is_unreachable": True}
        if context.get("is_done"):
            return self.to_thanks()
        response = self.render_to_response(self.get_context_data(method=method, **context))
        return allow_payment(response) if context.get("secret") else response  # type: ignore[return-value]

    def _begin(self, method: PaymentMethod) -> dict[str, object]:
        if not may_try_again(self.order):
            return {"has_tried_enough": True}
        attempt, fact = start_payment(self.order, method)
        is_done = attempt.state in (
            AttemptState.SUCCEEDED,
            AttemptState.AUTHORISED,
            AttemptState.PROCESSING,
        )
        return {
            "is_done": is_done,
            "secret": fact.secret,
            "publishable_key": stripe_keys().publishable,
            "script": settings.KILN_STRIPE_JS_URL,
            "return_url": self.request.build_absolute_uri(
                reverse("checkout:pay-return", args=[self.order.number])
            ),
            "cards": self._cards(),
            "may_keep": self.order.user_id is not None and self.order.user_id == self.request.user.pk,
        }

    def _cards(self) -> list[SavedCard]:
        if self.order.user_id is None or self.order.user_id != self.request.user.pk:
            return []
        try:
            return saved_cards(self.request.user)
        except GatewayError:
            # A new card can be given all the same.
            logger.warning("The cards of user %s cannot be read.", self.request.user.pk, exc_info=True)
            return []

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        """Describe the order, what is still to pay and why the last try failed."""
        method, balance = kwargs["method"], balance_of(self.order)
        return super().get_context_data(
            order=self.order,
            lines=list(self.order.lines.prefetch_related("attributes__option")),
            balance=balance,
            outstanding=balance.outstanding,
            failure=last_failure_of(self.order),
            others=[other for other in self.methods if method is None or other.code != method.code],
            instructions=f"{method.instructions}.html" if method and not method.is_online else "",
            **(method.instructions_for(self.order) if method else {}),
            **kwargs,
        )


class PrepareView(PaymentView):
    """Asked by the page right before the browser confirms: is it still to be paid, is the card kept?"""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
        """Answer `go` (an address) when there is nothing to pay any more, `error` when it cannot be now."""
        try:
            self.order = check_payment(self.order)
            attempt = open_attempt_of(self.order)
            under_way = attempt is not None and attempt.state != AttemptState.WAITING
            if not self.is_waiting or under_way:
                remember_for_thank_you(request, self.order)
                return JsonResponse({"go": reverse("checkout:thank-you")})
            if attempt is None or not may_try_again(self.order):
                return JsonResponse({"go": reverse("checkout:pay", args=[self.order.number])})
            is_own = self.order.user_id is not None and self.order.user_id == request.user.pk
            if is_own and attempt.reference:  # guard: keep-own-card
                StripeGateway().create_setup_intent(attempt.reference, keep=request.POST.get("keep") == "1")
        except GatewayError:
            logger.warning("Order %s cannot be paid now.", self.order.number, exc_info=True)
            return JsonResponse({"error": _("The payment cannot be made right now. Please try again.")})
        return JsonResponse({})


class ReturnView(PaymentView):
    """Where the browser comes back to. What it says is not believed: the provider is asked."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Book how it went; thanks, or back to the payment page with the reason."""
        try:
            self.order = check_payment(self.order)
        except GatewayError:
            logger.warning("Order %s: the payment's end is not known.", self.order.number, exc_info=True)
            return self.to_thanks()
        attempt = open_attempt_of(self.order)
        if not self.is_waiting or (attempt and attempt.state == AttemptState.PROCESSING):
            return self.to_thanks()
        failure = last_failure_of(self.order)
        why = failure.error if failure else ""
        messages.error(request, why or _("The payment was not made. Please try again."))
        return redirect("checkout:pay", self.order.number)


class ChooseMethodView(PaymentView):
    """Pay by another method than chosen first."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Call off what is under way, note the method, begin it."""
        method = next((found for found in self.methods if found.code == request.POST.get("method")), None)
        if method is None or not self.is_waiting:
            return redirect("checkout:pay", self.order.number)
        try:
            self.order = choose_method(self.order, method)
        except PaymentInProgressError:
            messages.error(request, _("A payment is in progress. Please wait a moment and reload the page."))
            return redirect("checkout:pay", self.order.number)
        except GatewayError:
            # The card payment that was begun must be called off first, or it might be paid twice.
            logger.warning("Order %s: the method cannot be changed now.", self.order.number, exc_info=True)
            messages.error(request, _("This cannot be changed right now. Please try again in a minute."))
            return redirect("checkout:pay", self.order.number)
        if method.is_online and self.is_waiting:
            return redirect("checkout:pay", self.order.number)
        return self.to_thanks()


class PayLinkView(View):
    """The link in the mail: it opens the payment page of one order for this browser."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Check the signature; a link not made by us opens nothing."""
        order = order_from_token(token)
        if order is None:
            raise Http404(_("There is no order for this link."))
        remember_link(request, order)
        return redirect("checkout:pay", order.number)
