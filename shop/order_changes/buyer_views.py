"""Buyers cancel, take lines out or send their own order elsewhere: shown first, then done exactly so.

The signed token of the order's mails and pages opens them, with and without an account. Private: never
stored.
"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from oscar.apps.payment.exceptions import PaymentError

from shop.checkout.address_forms import ShippingAddressForm
from shop.order.exceptions import ChangeRefusedError
from shop.order.links import order_from_token
from shop.order.models import Order
from shop.order_changes.buyer_forms import CancelForm
from shop.order_changes.buyers import buyers_problem
from shop.order_changes.exceptions import OrderMovedError
from shop.order_changes.money import ORIGINAL, Settlement
from shop.order_changes.preview import Preview, preview
from shop.order_changes.proposals import Proposal, SetShippingAddress
from shop.order_changes.services import apply_change, find_change
from shop.order_changes.state import ADDRESS_FIELDS, read_state
from shop.payments.gateways import GatewayError
from shop.payments.queries import balance_of


class BuyersChangeView(TemplateView):
    """The order of the token, its form, the preview of what the form asks, and doing it."""

    order: Order
    heading: str

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: str) -> HttpResponseBase:
        """Find the order, by a link of ours only; one that is picked goes back to its page."""
        found = order_from_token(kwargs["token"])
        if found is None:
            raise Http404(_("There is no order for this link."))
        self.order = found
        if problem := buyers_problem(found):
            messages.info(request, problem)
            return redirect("checkout:order", kwargs["token"])
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def make_form(self) -> BaseForm:
        """Return the form, with what was typed."""
        raise NotImplementedError

    def proposals(self, form: Any) -> list[Proposal]:
        """Return what a valid form asks for."""
        raise NotImplementedError

    def settlement(self, form: Any) -> Settlement:
        """Return where money goes that is given back."""
        return ORIGINAL

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show what the form would do; with its fingerprint, do it."""
        if request.POST.get("step") == "apply" and find_change(self.order, self._key):
            return self._done()  # a second click
        form = self.make_form()
        if "look" in request.POST or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        proposals = self.proposals(form)
        if not proposals:
            form.add_error(None, _("Nothing is to be changed."))
            return self.render_to_response(self.get_context_data(form=form))
        if request.POST.get("fingerprint") and request.POST.get("step") == "apply":
            return self._apply(form, proposals)
        return self._show(form, proposals)

    def _show(self, form: BaseForm, proposals: list[Proposal]) -> HttpResponse:
        shown = preview(self.order, proposals)
        for problem in shown.problems:
            form.add_error(None, problem)
        return self.render_to_response(self.get_context_data(form=form, preview=_possible(shown)))

    def _apply(self, form: BaseForm, proposals: list[Proposal]) -> HttpResponse:
        user = self.request.user
        try:
            apply_change(
                self.order,
                proposals,
                fingerprint=self.request.POST["fingerprint"],
                key=self._key,
                settlement=self.settlement(form),
                reason=form.cleaned_data.get("reason", ""),
                buyer=user if user.is_authenticated and user.pk == self.order.user_id else None,
                is_buyers=True,
            )
        except OrderMovedError as moved:
            messages.info(self.request, str(moved))
            self.order.refresh_from_db()
            return self._show(form, proposals)
        except (ChangeRefusedError, PaymentError) as refusal:
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        except GatewayError:
            form.add_error(None, _("This cannot be changed right now. Please try again in a minute."))
            return self.render_to_response(self.get_context_data(form=form))
        return self._done()

    @property
    def _key(self) -> str:
        return f"buyer-{self.request.POST.get('key', '')}"[:120]

    def _done(self) -> HttpResponse:
        messages.success(self.request, _("Your order was changed."))
        return redirect("checkout:order", self.kwargs["token"])

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template the order, the form, the preview if there is one, and a key for one click."""
        key = self.request.POST.get("key") or uuid4()
        kwargs.setdefault("form", None)
        if kwargs["form"] is None:
            kwargs["form"] = self.make_form()
        kwargs |= {"order": self.order, "heading": self.heading, "token": self.kwargs["token"], "key": key}
        return super().get_context_data(**kwargs)


def _possible(shown: Preview) -> Preview | None:
    return shown if shown.is_possible else None


class CancelView(BuyersChangeView):
    """Cancel the order, or single pieces of it."""

    template_name = "order_changes/buyer_cancel.html"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Name the page."""
        return _("Cancel items of order %(number)s") % {"number": self.order.number}

    def make_form(self) -> CancelForm:
        """Ask how many of each line are still wanted."""
        return CancelForm(self.request.POST or None, lines=read_state(self.order).lines)

    def proposals(self, form: CancelForm) -> list[Proposal]:
        """Return what the form asks for."""
        return form.proposals

    def settlement(self, form: CancelForm) -> Settlement:
        """Return where money goes."""
        return form.chosen_settlement

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Say whether money has come: only then it is asked where it goes."""
        return super().get_context_data(has_paid=balance_of(self.order).kept > 0, **kwargs)


class AddressView(BuyersChangeView):
    """Send the order to another address."""

    template_name = "order_changes/buyer_address.html"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Name the page."""
        return _("Change the delivery address of order %(number)s") % {"number": self.order.number}

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: str) -> HttpResponseBase:
        """Go back to the order where nothing is delivered."""
        found = order_from_token(kwargs["token"])
        if found is not None and found.shipping_address is None:
            return redirect("checkout:order", kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def make_form(self) -> ShippingAddressForm:
        """Ask as the checkout asks, with the address as it is."""
        if "look" in self.request.POST:  # another country has other fields; what was typed stays
            return ShippingAddressForm(initial=self.request.POST.dict())
        address = self.order.shipping_address
        known = {name: getattr(address, name) for name in ADDRESS_FIELDS}
        known["country"] = address.country_id if address else ""
        return ShippingAddressForm(self.request.POST or None, initial=known)

    def proposals(self, form: ShippingAddressForm) -> list[Proposal]:
        """Return the address that was typed."""
        return [address_proposal(form)]


def address_proposal(form: ShippingAddressForm) -> SetShippingAddress:
    """Return the proposal of a valid form of an address."""
    said = {name: str(form.cleaned_data.get(name) or "") for name in ADDRESS_FIELDS}
    country = form.cleaned_data["country"]
    return SetShippingAddress(**{**said, "country": country.pk})
