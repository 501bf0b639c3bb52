"""Alerts on what is sold out: whoever asks is told once when it is back."""

from abc import ABC, abstractmethod
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext, gettext_lazy as _
from django.views.generic import TemplateView
from django.views.generic.base import TemplateResponseMixin, View
from oscar.apps.customer.alerts import views
from oscar.apps.customer.mixins import PageTitleMixin

from shop.catalogue.models import Product
from shop.customer.alerts.services import ask_to_confirm, cancel_alert, confirm_alert
from shop.customer.models import ProductAlert
from shop.customer.queries import alerts_of, product_address
from shop.user.models import UserRequest


class ProductAlertListView(PageTitleMixin, TemplateView):
    """What the user waits for. Logged in only (see Oscar's URLs)."""

    request: UserRequest

    template_name = "oscar/customer/alerts/alert_list.html"
    page_title: Any = _("Alerts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template `alerts`, pairs of alert and card."""
        return super().get_context_data(alerts=alerts_of(self.request.user), **kwargs)


class ProductAlertCreateView(views.ProductAlertCreateView):
    """Set an alert and go back to the product; GET only goes there.

    A user who asks twice waits once; a guest is asked by mail whether the address is theirs.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know of no product that is not public: not even its name, which its address tells."""
        get_object_or_404(Product, pk=kwargs["pk"], is_public=True)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the alert, or keep the one that the user has."""
        user = self.request.user
        if user.is_authenticated:
            own = ProductAlert.objects.filter(user=user, product=self.product, status=ProductAlert.ACTIVE)
            self.object = own.first() or form.save()
        else:
            self.object = form.save()
            ask_to_confirm(self.object, language=get_language() or settings.LANGUAGE_CODE)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        """Back to the very variant that is waited for."""
        alert: Any = self.object
        if alert.user:
            words = gettext("I write to you when it is out of the kiln.")
        else:
            words = gettext("Please look into your mail: a letter to %(email)s asks whether it is you.")
            words %= {"email": alert.email}
        messages.success(self.request, words)
        return product_address(alert.product)


class AskedByMail(TemplateResponseMixin, View, ABC):
    """What a mail's link leads to: a page with one button, by which the answer is given.

    Programs that look after mail open every link in it; what they open changes nothing.
    """

    template_name = "customer/alert_question.html"
    action = ""
    refusal: Any = ""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Ask; 404 for a key that is none of ours."""
        alert = self.alert_of(key)
        context = {"alert": alert, "action": self.action, "address": product_address(alert.product)}
        return self.render_to_response(context)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Do it, once, and go to the product."""
        alert = self.alert_of(key)
        if self.answer(alert):
            messages.success(request, self.words(alert))
        else:
            messages.info(request, self.refusal)
        return redirect(product_address(alert.product))

    def alert_of(self, key: str) -> Any:
        """Return the alert that the link is about."""
        return get_object_or_404(ProductAlert.objects.select_related("product__parent"), key=key)

    @abstractmethod
    def answer(self, alert: Any) -> bool:
        """Do what was asked; tell whether there was anything left to do."""

    @abstractmethod
    def words(self, alert: Any) -> str:
        """Say what is so now."""


class ProductAlertConfirmView(AskedByMail):
    """A guest shows that the address is theirs."""

    action = "confirm"
    refusal = _("This link has done its work already.")

    def answer(self, alert: Any) -> bool:
        """Let the alert count."""
        return confirm_alert(alert)

    def words(self, alert: Any) -> str:
        """The promise."""
        return gettext("I write to you when it is out of the kiln.")


class ProductAlertCancelView(AskedByMail):
    """Stop waiting: by the key of a mail's link, or by POST from the account area."""

    action = "cancel"
    refusal = _("There was nothing to take back.")

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

    def answer(self, alert: Any) -> bool:
        """Let the alert count no more."""
        return cancel_alert(alert)

    def words(self, alert: Any) -> str:
        """What happens now: nothing."""
        return gettext("Understood. You will not hear from us about it.")
