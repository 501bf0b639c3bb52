"""Alerts on what is sold out: whoever asks is told once when it is back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext, gettext_lazy as _
from django.views.generic import TemplateView
from oscar.apps.customer.alerts import views
from oscar.apps.customer.mixins import PageTitleMixin

from shop.customer.alerts.services import ask_to_confirm
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


class ProductAlertCancelView(views.ProductAlertCancelView):
    """Stop waiting: by the key of a mail's link, or by POST from the account area."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Follow a mail's link; in the account area GET changes nothing."""
        if "key" not in kwargs:
            return self.http_method_not_allowed(request, *args, **kwargs)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel one of the user's own alerts."""
        return super().get(request, *args, **kwargs)

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """Back to the product; never to an address somebody wrote into the link."""
        return product_address(self.alert.product)
