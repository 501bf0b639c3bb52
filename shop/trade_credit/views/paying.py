"""Paying invoices: what is chosen, by card in the provider's fields, or by one transfer."""

import logging

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from shop.b2b.models import Company
from shop.b2b.pages import CompanyViewMixin
from shop.configuration.queries import bank_account, stripe_keys
from shop.payments.csp import allow_payment
from shop.payments.gateways import GatewayError
from shop.trade_credit.company_permissions import PAY
from shop.trade_credit.exceptions import InvoicePaymentError
from shop.trade_credit.forms import PayForm
from shop.trade_credit.invoice_payments import MOST_ORDERS, authorise, check, start
from shop.trade_credit.invoices import InvoiceRow, invoice_rows, invoices_for
from shop.trade_credit.models import InvoicePayment
from shop.user.models import UserRequest

logger = logging.getLogger(__name__)
State, Method = InvoicePayment.State, InvoicePayment.Method
REFUSED = 422


class PayView(CompanyViewMixin, TemplateView):
    """Pay the chosen invoices: how much of each, and how."""

    request: UserRequest
    template_name = "trade_credit/pay.html"
    company_permissions = (PAY,)

    @cached_property
    def rows(self) -> list[InvoiceRow]:
        """The open orders of the chosen invoices that this member may pay, each once."""
        numbers = self.request.GET.getlist("invoice")[:MOST_ORDERS]
        found = invoice_rows(invoices_for(self.access, PAY).filter(number__in=numbers))
        return list({row.order.pk: row for row in found if row.payable}.values())

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask; nothing that is open leads back to the list."""
        if not self.rows:
            messages.info(request, _("Please choose an open invoice."))
            return redirect("trade_credit:invoices")
        return self.render_to_response(self.get_context_data(form=PayForm(rows=self.rows)))

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name the sum."""
        total = sum(row.payable - row.discount for row in self.rows)
        return super().get_context_data(
            page_title=_("Pay invoices"), total=total, currency=self.rows[0].order.currency, **kwargs
        )

    def post(self, request: UserRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Begin the payment once, however often it is sent."""
        known = InvoicePayment.objects.filter(
            key=request.POST.get("key", ""), company=self.access.company_id, user=request.user
        ).first()
        if known is not None:
            return redirect("trade_credit:payment", known.number)
        if not self.rows:
            messages.info(request, _("Please choose an open invoice."))
            return redirect("trade_credit:invoices")
        form = PayForm(request.POST, rows=self.rows)
        if form.is_valid() and (payment := self._begin(form)) is not None:
            return redirect("trade_credit:payment", payment.number)
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)

    def _begin(self, form: PayForm) -> InvoicePayment | None:
        data = form.cleaned_data
        company = Company.objects.get(pk=self.access.company_id)
        try:
            return start(
                company,
                form.wanted(),
                method=data["method"],
                user=self.request.user,
                key=str(data["key"]),
            )
        except InvoicePaymentError as refusal:
            form.add_error(None, str(refusal))
        except GatewayError:
            logger.warning("Invoices cannot be paid by card now.", exc_info=True)
            form.add_error(None, _("The payment cannot be made right now. Please try again."))
        return None


class PaymentView(CompanyViewMixin, View):
    """What the views of one payment share: it is one of this company's that this member may see."""

    company_permissions = (PAY,)
    payment: InvoicePayment

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Keep it out of caches."""
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    @cached_property
    def found(self) -> InvoicePayment:
        """The payment. Raises Http404."""
        mine = InvoicePayment.objects.filter(self.access.scope(PAY))
        payment = mine.filter(number=self.kwargs["number"]).first()
        if payment is None:
            raise Http404
        return payment


class PaymentPageView(PaymentView, TemplateView):
    """A payment: the card's fields, the transfer's reference, or how it ended."""

    template_name = "trade_credit/payment.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Begin or resume a card payment."""
        context: dict[str, object] = {}
        if self.found.method == Method.CARD and self.found.state == State.WAITING:
            context = self._card()
        response = self.render_to_response(self.get_context_data(**context))
        return allow_payment(response) if context.get("secret") else response  # type: ignore[return-value]

    def _card(self) -> dict[str, object]:
        try:
            fact = authorise(self.found)
        except GatewayError:
            logger.warning("Payment %s cannot be begun now.", self.found.number, exc_info=True)
            return {"is_unreachable": True}
        if self.found.state != State.WAITING:
            return {}
        back = reverse("trade_credit:payment-return", args=[self.found.number])
        return {
            "secret": fact.secret,
            "publishable_key": stripe_keys().publishable,
            "script": settings.KILN_STRIPE_JS_URL,
            "return_url": self.request.build_absolute_uri(back),
        }

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """List what it is for."""
        return super().get_context_data(
            page_title=_("Payment %(number)s") % {"number": self.found.number},
            payment=self.found,
            parts=self.found.allocations.select_related("order"),
            account=bank_account().text,
            **kwargs,
        )


class PreparePaymentView(PaymentView):
    """Asked by the page right before the browser confirms: is it still to be paid?"""

    def post(self, request: HttpRequest, number: str) -> JsonResponse:
        """Answer `go` (an address) when there is nothing to pay any more, `error` when it cannot be now."""
        try:
            check(self.found)
        except GatewayError:
            logger.warning("Payment %s cannot be made now.", number, exc_info=True)
            return JsonResponse({"error": _("The payment cannot be made right now. Please try again.")})
        if self.found.state != State.WAITING:
            return JsonResponse({"go": reverse("trade_credit:payment", args=[number])})
        return JsonResponse({})


class ReturnPaymentView(PaymentView):
    """Where the browser comes back to. What it says is not believed: the provider is asked."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Book how it went, and show it."""
        try:
            check(self.found)
        except GatewayError:
            logger.warning("Payment %s: its end is not known.", number, exc_info=True)
        if self.found.state == State.WAITING:
            messages.error(request, self.found.error or _("The payment was not made. Please try again."))
        return redirect("trade_credit:payment", number)
