"""Vouchers in the basket: a code is put in, taken out."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import View

from shop.basket.offers import guest_email
from shop.basket.requests import BasketRequest
from shop.basket.services import BasketClosedError, BasketError
from shop.basket.views import BASKET, BasketView
from shop.basket.vouchers import add_voucher, remove_voucher
from shop.tax_destination import calculate_tax

ACTION = "voucher_code"
UNPROCESSABLE, TOO_MANY = 422, 429


class VoucherForm(forms.Form):
    """A code as somebody types it."""

    code = forms.CharField(
        max_length=128,
        error_messages={
            "required": gettext_lazy("Please enter a voucher code."),
            "max_length": gettext_lazy("This voucher code is too long."),
        },
    )


class VoucherAddView(BasketView):
    """Use a code: POST `code`. One that does not work is answered beside the field, with what was typed.

    Every try counts ("voucher_code" of ACCOUNT_RATE_LIMITS), for the account or basket and for the
    address it comes from; above that nothing is looked up (429).
    """

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead to the basket whoever loads the answer again."""
        return redirect("basket:summary")

    def post(self, request: BasketRequest) -> HttpResponse:
        """Put the voucher in, or show the basket as it is with what is wrong."""
        form = VoucherForm(request.POST)
        if not form.is_valid():
            return self._refuse(" ".join(map(str, form.errors["code"])))
        if not request.basket.pk:
            return redirect("basket:summary")
        key = _visitor(request)
        if not ratelimit.consume(request, action=ACTION, key=key):  # guard: voucher-code-rate
            words = _(
                "Too many attempts in a short time. Please wait a few minutes, then try the code again."
            )
            return self._refuse(words, status=TOO_MANY)
        calculate_tax(request)
        try:
            voucher = add_voucher(
                request.basket, form.cleaned_data["code"], user=request.user, email=guest_email(request)
            )
        except BasketClosedError:
            messages.info(request, _("You have ordered this basket already."))
            return redirect("basket:summary")
        except BasketError as refusal:
            return self._refuse(str(refusal))
        messages.success(request, _("Voucher %(code)s has been applied.") % {"code": voucher.code})
        return redirect("basket:summary")

    def _refuse(self, error: str, *, status: int = UNPROCESSABLE) -> HttpResponse:
        self.request.basket.reset_offer_applications()
        typed = self.request.POST.get("code", "").replace("\x00", "")
        context = self.get_context_data(voucher_typed=typed, voucher_error=error)
        return self.response_class(self.request, BASKET, context, status=status)


class VoucherRemoveView(View):
    """Take a voucher out: POST. It need not be of use any more; one of another basket is not found."""

    http_method_names = ["post"]

    def post(self, request: BasketRequest, pk: int) -> HttpResponse:
        """Take it out of this visitor's basket."""
        if not request.basket.pk:
            return redirect("basket:summary")
        voucher = get_object_or_404(request.basket.vouchers, pk=pk)
        if remove_voucher(request.basket, voucher):
            messages.info(request, _("Voucher %(code)s has been removed.") % {"code": voucher.code})
        return redirect("basket:summary")


def _visitor(request: BasketRequest) -> str:
    user = request.user
    return f"user:{user.pk}" if user.is_authenticated else f"basket:{request.basket.pk}"
