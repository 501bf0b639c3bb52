"""What is on a card, for whoever has its code; a card to print; a card that becomes store credit."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import FormView

from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.gift_cards.exceptions import CodeRefusedError
from shop.gift_cards.mail import card_of_token
from shop.gift_cards.models import GiftCard
from shop.gift_cards.printing import printable_card
from shop.gift_cards.services import claim_card
from shop.gift_cards.trying import GiftCardCodeForm, TooManyTriesError, count_try, look_at
from shop.pdf.responses import pdf_response
from shop.store_credit.queries import accounts_with_credit, history
from shop.user.models import UserRequest

REFUSED, TOO_MANY = 422, 429
SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_balance(request: HttpRequest) -> HttpResponse:
    """Say what is left on a card and until when it can be used; every code that is none gets one answer."""
    form = GiftCardCodeForm(request.POST or None)
    card: GiftCard | None = None
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                card, status = look_at(request, form.cleaned_data["code"]), 200
            except CodeRefusedError as refusal:
                form.add_error("code", str(refusal))
                status = TOO_MANY if isinstance(refusal, TooManyTriesError) else REFUSED
    response = render(request, "gift_cards/balance.html", {"form": form, "card": card}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def print_card(request: HttpRequest, token: str) -> HttpResponse:
    """Show the printable card of a signed link; a link that we did not make opens nothing."""
    card = card_of_token(token)
    if card is None or not card.is_usable():
        raise Http404(_("There is no gift card for this link."))
    return pdf_response(printable_card(card), f"gift-card-{card.last_four}.pdf")


class StoreCreditView(LoginRequiredMixin, FormView):
    """A user's credit, what moved it, and a field for the code of a gift card that is to become credit."""

    request: UserRequest
    template_name = "store_credit/account.html"
    form_class = GiftCardCodeForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Keep it out of caches."""
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def form_valid(self, form: GiftCardCodeForm) -> HttpResponse:
        """Move what is on the card to the credit, or say beside the field why not."""
        currency = shop_currency()
        try:
            count_try(self.request)
            amount = claim_card(form.cleaned_data["code"], self.request.user, currency=currency)
        except CodeRefusedError as refusal:
            form.add_error("code", str(refusal))
            status = TOO_MANY if isinstance(refusal, TooManyTriesError) else REFUSED
            return self.render_to_response(self.get_context_data(form=form), status=status)
        told = {"amount": format_money(amount, currency)}
        messages.success(self.request, _("%(amount)s has been added to your store credit.") % told)
        return redirect("store_credit:account")

    def form_invalid(self, form: GiftCardCodeForm) -> HttpResponse:
        """Show what is missing."""
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """List the accounts and what moved on them, the latest first."""
        accounts = list(accounts_with_credit(self.request.user))
        return super().get_context_data(
            accounts=accounts,
            entries=list(history(accounts)[:SHOWN]) if accounts else [],
            currency=shop_currency(),
            page_title=_("Store credit"),
            **kwargs,
        )
