"""The review and the one click that places the order, safe to click twice."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from shop.basket.requests import BasketRequest
from shop.checkout.agreed import page_of_the_basket
from shop.checkout.drafts import pop_rejected_input
from shop.checkout.forms import NoteForm
from shop.checkout.mixins import OrderPlacementMixin
from shop.checkout.reservation import ReservationMixin
from shop.checkout.review import fingerprint
from shop.checkout.stored_value import shown, spend
from shop.order.exceptions import AlreadyOrdered, DiscountUnavailable, OrderRefused, QuantityNotAllowed
from shop.order.models import BUYERS_NOTE, Order
from shop.order_statuses import PENDING_PAYMENT
from shop.partner.exceptions import OutOfStock
from shop.payments.methods import PaymentMethod
from shop.shipping.exceptions import DeliveryUnavailableError
from shop.store_credit.exceptions import CreditError

logger = logging.getLogger(__name__)


class PaymentDetailsView(ReservationMixin, OrderPlacementMixin, TemplateView):
    """Show everything once more; POST places the order.

    The order number is drawn before the review is first shown and stays in the session, so
    a second click, a second tab and a reload all mean the same order: whoever comes late
    lands on that order's thank-you page. The order is written before any money moves, as
    "Pending payment" (one that costs nothing as "Paid"); afterwards, outside the transaction, the payment
    method may send the buyer on.
    """

    request: BasketRequest
    step = "review"
    needs_totals = True
    template_name = "oscar/checkout/preview.html"
    pre_conditions = [
        "check_basket_is_not_empty",
        "check_basket_is_valid",
        "check_user_email_is_captured",
        "check_shipping_data_is_captured",
        "check_payment_data_is_captured",
    ]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send a repeated submission to the order it has become."""
        placed = self._placed_before(self.request) if request.method == "POST" else None
        if placed:
            request.session["checkout_order_id"] = placed.pk
            return self.partial_response(redirect(self.get_success_url()))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the number and the fingerprint that the form sends back."""
        note = pop_rejected_input(self.request, self.step).get("note") or self.checkout_session.note()
        return super().get_context_data(
            payment_method=self.payment_method if self.left_to_pay > 0 else None,
            order_number=self.order_number(),
            fingerprint=self._fingerprint(),
            **{"note_form": NoteForm(initial={"note": note}), **kwargs},
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Place the order if the buyer has seen all of it."""
        note = NoteForm(request.POST)
        if not note.is_valid():
            return self.render_to_response(self.get_context_data(note_form=note))
        self.checkout_session.set_note(note.cleaned_data["note"])
        if request.POST.get("fingerprint") != self._fingerprint():
            messages.info(
                request, _("Something has changed since you last looked. Please check your order again.")
            )
            return redirect("checkout:preview")
        try:
            order = self._place()
        except AlreadyOrdered as late:
            if late.order is None:
                return redirect(page_of_the_basket(self.request))
            return self.handle_successful_order(late.order)
        except (
            CreditError,
            DeliveryUnavailableError,
            DiscountUnavailable,
            OrderRefused,
            OutOfStock,
            QuantityNotAllowed,
        ) as refusal:
            return self._refuse(refusal)
        # An order that costs nothing is paid already.
        method = self.payment_method if order.status == PENDING_PAYMENT else None
        response = self.handle_successful_order(order)
        return self._begin_payment(order, method) or response

    def _refuse(self, refusal: Exception) -> HttpResponse:
        """Say what is in the way: a new sum is agreed to here, another day chosen, goods changed."""
        if isinstance(refusal, CreditError | DiscountUnavailable):
            messages.warning(self.request, _("%(reason)s Please check the new total.") % {"reason": refusal})
            return redirect("checkout:preview")
        if isinstance(refusal, DeliveryUnavailableError):
            messages.warning(self.request, str(refusal))
            return redirect("checkout:shipping-method")
        if isinstance(refusal, OrderRefused):
            messages.error(self.request, str(refusal))
            return redirect("checkout:preview")
        messages.error(self.request, str(refusal))
        return redirect(page_of_the_basket(self.request))

    def _place(self) -> Order:
        submission = dict(self.submission)
        submission.pop("payment_kwargs")
        order_kwargs = submission.pop("order_kwargs")
        number = self.order_number()
        total = submission["order_total"]
        if self.payment_method and self.left_to_pay > 0:
            source = self.payment_method.source_for(
                order_number=number, total=self.left_to_pay, currency=total.currency
            )
            self.add_payment_source(source)
        return self.place_order(order_number=number, request=self.request, **submission, **order_kwargs)

    @staticmethod
    def _begin_payment(order: Order, method: PaymentMethod | None) -> HttpResponse | None:
        """Start the payment; when that fails the order stays and the buyer sees how to pay."""
        try:
            url = method.begin(order) if method else None
        except Exception:
            logger.exception("Order %s: the payment could not be started", order.number)
            return None
        return redirect(url) if url else None

    def _fingerprint(self) -> str:
        code = self.payment_method.code if self.payment_method and self.left_to_pay > 0 else ""
        return fingerprint(
            self.submission,
            payment_code=code,
            company=self.checkout_session.company(),
            stored_value=shown(self.parts),
        )

    def save_payment_details(self, order: Order) -> None:
        """Write the buyer's note down with the order, in its transaction."""
        super().save_payment_details(order)
        if note := self.checkout_session.note():
            buyer = self.request.user if self.request.user.is_authenticated else None
            order.notes.create(note_type=BUYERS_NOTE, message=note, user=buyer)

    def save_payment_sources(self, order: Order) -> None:
        """Name the order's real number as the reference: it is another when the drawn one was taken."""
        for source in self._payment_sources or []:
            source.reference = order.number
        super().save_payment_sources(order)
        spend(order, self.parts)
        if self.payment_method and self._payment_sources:
            self.payment_method.note_placed(order)

    def _placed_before(self, request: BasketRequest) -> Order | None:
        """Find the order that this browser's submission has already become.

        The number the form sends counts only if this session drew it or placed it. A number drawn here
        stands for the basket it was drawn for, whichever order has that number in the end.
        """
        number = request.POST.get("order_number")
        drawn = request.session.get("checkout_data", {}).get("submission", {})
        if not number:
            return None
        if number != drawn.get("order_number"):
            placed = Order.objects.filter(pk=request.session.get("checkout_order_id") or 0)
            return placed.filter(number=number).first()
        basket_id = drawn.get("basket_id")
        if basket_id == str(request.basket.public_id) or not isinstance(basket_id, str):
            return None  # the basket is open still, so it is no order yet
        return Order.objects.filter(basket__public_id=basket_id).first()  # guard: order-of-the-basket
