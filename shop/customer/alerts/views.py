"""Alerts on what is sold out: whoever asks is told once when it is back."""

from abc import ABC, abstractmethod
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext, gettext_lazy as _
from django.views.generic import FormView, TemplateView
from django.views.generic.base import TemplateResponseMixin, View
from oscar.apps.customer.mixins import PageTitleMixin

from shop.catalogue.models import Product
from shop.customer.alerts.subscribing import (
    cancel_alert,
    confirm_alert,
    create_alert,
    request_guest_alert,
    unconfirmed_alerts,
)
from shop.customer.forms import ProductAlertForm
from shop.customer.models import ProductAlert
from shop.customer.queries import alerts_of, product_url
from shop.partner.buyers import buyer_for
from shop.partner.visibility import may_see
from shop.user.models import UserRequest

ACTION = "product_alert"
TOO_OFTEN = _("Too many attempts in a short time. Please wait a few minutes; what you wrote is still here.")


class ProductAlertListView(PageTitleMixin, TemplateView):
    """What the user waits for. Logged in only (see Oscar's URLs)."""

    request: UserRequest

    template_name = "oscar/customer/alerts/alert_list.html"
    page_title: Any = _("Back-in-stock alerts")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template `alerts`, pairs of alert and card."""
        return super().get_context_data(alerts=alerts_of(self.request.user), **kwargs)


class ProductAlertCreateView(FormView):
    """Set an alert and go back to the product; GET only goes there.

    A user who asks twice waits once; a guest is asked by mail whether the address is theirs, and the
    answer on the page is the same whatever is known of the address. Guests ask so often and no more
    ("product_alert" of ACCOUNT_RATE_LIMITS, by visitor and by address).
    """

    form_class = ProductAlertForm
    template_name = "oscar/customer/alerts/form.html"
    product: Any = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Find the product, or the variant of one, that can be seen."""
        self.product = get_object_or_404(Product.objects.select_related("parent"), pk=kwargs["pk"])
        if not may_see(self.product, buyer=buyer_for(request.user)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead to the product."""
        return redirect(self.get_success_url())

    def get_form_kwargs(self) -> dict[str, object]:
        """Say who asks for what."""
        return {**super().get_form_kwargs(), "user": self.request.user, "product": self.product}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template the product and the form by Oscar's name."""
        context = super().get_context_data(product=self.product, **kwargs)
        return {**context, "alert_form": context["form"]}

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        """Take the wish down."""
        if self.request.user.is_authenticated:
            create_alert(self.product, user=self.request.user)
            messages.success(self.request, gettext("We will e-mail you when it is back in stock."))
            return redirect(self.get_success_url())
        email = form.cleaned_data["email"]
        if not ratelimit.consume(self.request, action=ACTION, key=email.lower()):  # guard: alert-rate
            form.add_error(None, TOO_OFTEN)
            return self.render_to_response(self.get_context_data(form=form), status=429)
        request_guest_alert(self.product, email=email, language=get_language() or settings.LANGUAGE_CODE)
        words = gettext(
            "Please check your e-mail: unless %(email)s has this alert already, we have sent a "
            "confirmation link. We send at most one a day; it confirms every alert you asked for."
        )
        messages.success(self.request, words % {"email": email})
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        """Back to the very variant that is waited for."""
        return product_url(self.product)


class EmailedAlertView(TemplateResponseMixin, View, ABC):
    """What a mail's link leads to: a page with one button, by which the answer is given.

    Programs that look after mail open every link in it; what they open changes nothing.
    """

    template_name = "customer/alert_confirm.html"
    action = ""
    refusal: Any = ""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Ask; 404 for a key that is none of ours."""
        alert = self.alert_of(key)
        others = unconfirmed_alerts(alert.email).exclude(product=alert.product_id) if alert.email else ()
        context = {
            "alert": alert,
            "action": self.action,
            "address": product_url(alert.product),
            "others": [other.product for other in others] if self.action == "confirm" else [],
        }
        return self.render_to_response(context)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Do it, once, and go to the product."""
        alert = self.alert_of(key)
        if self.answer(alert):
            messages.success(request, self.words(alert))
        else:
            messages.info(request, self.refusal)
        return redirect(product_url(alert.product))

    def alert_of(self, key: str) -> ProductAlert:
        """Return the alert that the link is about."""
        return get_object_or_404(ProductAlert.objects.select_related("product__parent"), key=key, user=None)

    @abstractmethod
    def answer(self, alert: ProductAlert) -> bool:
        """Do what was asked; tell whether there was anything left to do."""

    @abstractmethod
    def words(self, alert: ProductAlert) -> str:
        """Say what is so now."""


class ProductAlertConfirmView(EmailedAlertView):
    """A guest shows that the address is theirs."""

    action = "confirm"
    refusal = _("This link has already been used.")

    def answer(self, alert: ProductAlert) -> bool:
        """Let the alert count."""
        return confirm_alert(alert)

    def words(self, alert: ProductAlert) -> str:
        """The promise."""
        return gettext("We will e-mail you when it is back in stock.")


class ProductAlertCancelView(EmailedAlertView):
    """Stop waiting: by the key of a mail's link, or by POST from the account area."""

    action = "cancel"
    refusal = _("There was no alert to cancel.")

    def get(self, request: HttpRequest, key: str = "", pk: int = 0) -> HttpResponse:
        """Ask; in the account area GET changes nothing and shows nothing."""
        if not key:
            return self.http_method_not_allowed(request)
        return super().get(request, key)

    def post(self, request: HttpRequest, key: str = "", pk: int = 0) -> HttpResponse:
        """Cancel by key, or one of the user's own; anybody else's is 404."""
        if key:
            return super().post(request, key)
        if not request.user.is_authenticated:
            raise Http404
        alert = get_object_or_404(ProductAlert.objects.filter(user=request.user), pk=pk)
        if cancel_alert(alert):
            messages.success(request, self.words(alert))
        return redirect("customer:alerts-list")

    def answer(self, alert: ProductAlert) -> bool:
        """Let the alert count no more."""
        return cancel_alert(alert)

    def words(self, alert: ProductAlert) -> str:
        """What happens now: nothing."""
        return gettext("The alert has been cancelled.")
