"""The checkout as one page: its sections, and answers that change it where it stands.

Without JavaScript each section has an address of its own and is a step. With it the same forms
post to the same addresses by HTMX, follow the same redirects, and get the page's inside.
"""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from shop.basket.requests import BasketRequest

SECTIONS = (
    ("contact", _("E-mail"), "checkout:index"),
    ("address", _("Address"), "checkout:shipping-address"),
    ("delivery", _("Delivery"), "checkout:shipping-method"),
    ("payment", _("Payment"), "checkout:payment-method"),
    ("review", pgettext_lazy("step of the checkout", "Review"), "checkout:preview"),
)
FULL, INSIDE = "base.html", "oscar/checkout/partial_base.html"


class CheckoutPageMixin:
    """A view that shows one section open, those answered folded, the others by name."""

    request: BasketRequest
    step = ""
    checkout_session: Any
    submission: dict[str, Any]
    parts: Any
    left_to_pay: Any

    @property
    def lacks_po_number(self) -> bool:
        """Whether the buyer's company needs an order number that was not given."""
        return False

    @property
    def is_partial(self) -> bool:
        """Whether the answer replaces the inside of a page that is open in the browser."""
        htmx = self.request.htmx
        return bool(htmx) and not htmx.history_restore_request

    @property
    def is_preview(self) -> bool:
        """Whether the form was sent to look how things stand then, not to go on."""
        return "look" in self.request.POST

    def partial_response(self, response: HttpResponseBase) -> HttpResponse:
        """Let the browser's address follow the section; leave the page when the answer lies elsewhere."""
        answer: Any = response
        if not self.is_partial:
            return answer
        goes_to = answer.headers.get("Location", "")
        if goes_to and goes_to not in {reverse(name) for _code, _title, name in SECTIONS}:
            return HttpResponseClientRedirect(goes_to)
        if not goes_to and self.request.method == "GET":
            answer["HX-Push-Url"] = self.request.get_full_path()
        return answer

    def is_answered(self, section: str) -> bool:
        """Tell whether a section has its answer, so that it stands folded."""
        data = self.checkout_session
        if section == "contact":
            return bool(data.get_guest_email())
        if section == "address":
            return self.submission["billing_address"] is not None
        if section == "delivery":
            return self.submission["shipping_method"] is not None
        if section == "payment":
            is_chosen = bool(data.payment_method()) or self.is_paid_by_stored_value
            return self.is_answered("delivery") and is_chosen and not self.lacks_po_number
        return False

    def section_after(self) -> str:
        """Return the address of the first section after this one that has no answer, else the review's."""
        codes = [code for code, _title, _name in SECTIONS]
        for code, _title, name in SECTIONS[codes.index(self.step) + 1 :]:
            if code == "address" and not self._is_sent:
                continue
            if not self.is_answered(code):
                return reverse(name)
        raise ValueError(self.step)

    @property
    def is_paid_by_stored_value(self) -> bool:
        """Whether gift cards and store credit pay all of it, so that no other method is needed."""
        total = self.submission["order_total"]
        return total is not None and total.incl_tax > 0 and bool(self.parts) and self.left_to_pay <= 0

    @property
    def _is_sent(self) -> bool:
        return bool(self.request.basket.is_shipping_required())

    @property
    def _is_free(self) -> bool:
        total = self.submission["order_total"]
        return total is not None and total.incl_tax == 0

    def sections(self) -> list[dict[str, object]]:
        """List the page's sections; a user needs no e-mail section, goods that are not sent no address.

        Where nothing is left to pay there is no payment.
        """
        found = []
        for code, title, name in SECTIONS:
            if code == "contact" and self.request.user.is_authenticated:
                continue
            if code in ("address", "delivery") and not self._is_sent:
                continue
            if code == "payment" and self._is_free:
                continue
            is_now = code == self.step
            found.append(
                {
                    "code": code,
                    "title": title,
                    "url": reverse(name),
                    "is_now": is_now,
                    "is_done": not is_now and self.is_answered(code),
                    "template": f"oscar/checkout/partials/done_{code}.html",
                }
            )
        return found

    @property
    def base_template(self) -> str:
        """The template around the page's inside: a whole page, or nothing for one that is open."""
        return INSIDE if self.is_partial else FULL
