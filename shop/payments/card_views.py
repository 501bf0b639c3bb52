"""The cards a user keeps: seen, added, deleted. They are at Stripe; so every page asks there."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from shop.configuration.queries import has_stripe_key, stripe_keys
from shop.payments.csp import allow_payment
from shop.payments.gateways import GatewayError
from shop.payments.stripe.cards import create_setup_secret, delete_card, saved_cards
from shop.user.models import UserRequest

logger = logging.getLogger(__name__)


class CardPage(LoginRequiredMixin, TemplateView):
    """A page of the account area about cards; there is none where cards are not taken."""

    request: UserRequest

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Keep it out of caches."""
        if not has_stripe_key():
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Mark the place in the account's menu."""
        return super().get_context_data(active_tab="cards", page_title=_("Cards"), **kwargs)


class CardsView(CardPage):
    """All cards of the user who is logged in."""

    template_name = "payments/cards.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """List them; say so when they cannot be read."""
        context = super().get_context_data(**kwargs)
        try:
            context["cards"] = saved_cards(self.request.user)
        except GatewayError:
            logger.warning("The cards of user %s cannot be read.", self.request.user.pk, exc_info=True)
            context["is_unreachable"] = True
        return context


class AddCardView(CardPage):
    """Keep a card without buying anything: a payment step of its own, with Stripe's fields."""

    template_name = "payments/card_add.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Begin at Stripe; the browser does the rest."""
        try:
            secret = create_setup_secret(self.request.user)
        except GatewayError:
            logger.warning("No card can be added now.", exc_info=True)
            return self.render_to_response(self.get_context_data(is_unreachable=True))
        context = self.get_context_data(
            secret=secret,
            publishable_key=stripe_keys().publishable,
            script=settings.KILN_STRIPE_JS_URL,
            return_url=request.build_absolute_uri(reverse("payments:cards")),
        )
        return allow_payment(self.render_to_response(context))  # type: ignore[return-value]


class DeleteCardView(CardPage):
    """Have a card forgotten, after asking."""

    template_name = "payments/card_delete.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name the card; say so when it cannot be read; 404 for one that is not the user's."""
        try:
            cards = {card.reference: card for card in saved_cards(self.request.user)}
        except GatewayError:
            logger.warning("The cards of user %s cannot be read.", self.request.user.pk, exc_info=True)
            return super().get_context_data(is_unreachable=True, **kwargs)
        card = cards.get(self.kwargs["reference"])
        if card is None:
            raise Http404(_("There is no such card."))
        return super().get_context_data(card=card, **kwargs)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Delete it, if it is the user's own."""
        try:
            if not delete_card(self.request.user, reference):
                raise Http404(_("There is no such card."))
        except GatewayError:
            logger.warning("A card of user %s cannot be deleted.", request.user.pk, exc_info=True)
            # Not on to the list of cards: that would ask the same provider again.
            return self.render_to_response(super().get_context_data(is_unreachable=True))
        messages.success(request, _("The card is deleted."))
        return redirect("payments:cards")
