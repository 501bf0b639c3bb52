"""How the order is paid, and whether a company is billed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy as _
from django.views.generic import FormView

from shop.b2b.queries import company_of
from shop.basket.requests import BasketRequest
from shop.checkout.drafts import pop_rejected_input
from shop.checkout.forms import CompanyForm, PaymentMethodForm
from shop.checkout.reservation import ReservationMixin
from shop.checkout.session import CheckoutSessionMixin
from shop.checkout.stored_value import MOST_CARDS
from shop.gift_cards.exceptions import CodeRefusedError
from shop.gift_cards.trying import try_code
from shop.tax.models import VatCheck
from shop.tax.services import check_vat_id

NOT_REGISTERED = _("The register does not know this VAT id. Please correct it, or leave the field empty.")


class PaymentMethodView(ReservationMixin, CheckoutSessionMixin, FormView):
    """How the order is paid; from here on the pieces are held.

    "Buying for a company?" asks for its name and VAT id; the id is checked by the register outside
    of any transaction. A register that does not answer stops nobody: tax is charged then.
    """

    request: BasketRequest
    step = "payment"
    needs_totals = True
    has_taken_code = False
    template_name = "oscar/checkout/payment_method.html"
    form_class = PaymentMethodForm
    pre_conditions: Any = [
        "check_basket_is_not_empty",
        "check_basket_is_valid",
        "check_user_email_is_captured",
        "check_shipping_data_is_captured",
    ]
    skip_conditions: Any = ["skip_unless_payment_is_required"]

    def get_initial(self) -> dict[str, object]:
        """Offer the company given before, else the one the buyer speaks for."""
        given = self.checkout_session.company()
        if not given and self.request.strategy.buyer.company_id:
            own: Any = company_of(self.request.user)
            given = {"name": own.name, "vat_id": own.vat_id}
        known = {"company": given.get("name", ""), "vat_id": given.get("vat_id", "")}
        if purchase := self.purchase:
            centre = purchase.cost_centre
            known |= {"po_number": purchase.po_number, "cost_centre": str(centre.pk) if centre else ""}
        return {**known, **pop_rejected_input(self.request, self.step)}

    def get_form_kwargs(self) -> dict[str, object]:
        """Give the form the methods this buyer may use."""
        kwargs = super().get_form_kwargs()
        if self.has_taken_code:  # it stands among the cards now; left in its field it would come back
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["gift_code"] = ""
        return {
            **kwargs,
            "methods": self.payment_choices,
            "needs_method": self.left_to_pay > 0,
            "terms": self.company_terms,
        }

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Describe the methods, and what the register says of the VAT id."""
        chosen = self.request.POST.get("method") or self.checkout_session.payment_method()
        codes = [method.code for method in self.payment_choices]
        given = self.checkout_session.company().get("vat_id", "")
        return super().get_context_data(
            choices=self.payment_choices,
            credit=self.credit,
            uses_credit=self.checkout_session.uses_credit(),
            cards=[part for part in self.parts if part.card],
            needs_method=self.left_to_pay > 0,
            chosen=chosen if chosen in codes else next(iter(codes), ""),
            vat_check=VatCheck.objects.filter(vat_id=given).first() if given else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take the company first, for the tax, then the method; with `look` the company only."""
        company = CompanyForm(request.POST)
        error = self._take_company(company) if company.is_valid() else ""
        code_error = self._take_stored_value()
        form = self.get_form()
        form.full_clean()
        if error:
            form.add_error("vat_id", error)
        if code_error:
            form.add_error("gift_code", code_error)
        if not self.is_preview and "remove_card" not in request.POST:
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        form.errors.pop("method", None)
        return self.form_invalid(form)

    def _take_company(self, form: CompanyForm) -> str:
        """Remember who is billed and reckon anew; return what is wrong with the VAT id, if anything."""
        name, vat_id = form.cleaned_data["company"], form.cleaned_data["vat_id"]
        check = check_vat_id(vat_id, by=self.request.user) if vat_id else None
        is_refused = check is not None and check.outcome == VatCheck.Outcome.INVALID
        given = {"name": name, "vat_id": "" if is_refused else vat_id}
        if given != {"name": "", "vat_id": "", **self.checkout_session.company()}:
            self.checkout_session.set_company(**given)
            self.recalculate()
        return str(NOT_REGISTERED) if is_refused else ""

    def _take_stored_value(self) -> str:
        """Remember what of credit and gift cards pays; return what is wrong with the code, if anything."""
        posted, data = self.request.POST, self.checkout_session
        if "stored_value" not in posted:
            return ""
        removed = posted.get("remove_card")
        out = {part.card.code_hash for part in self.parts if part.card and str(part.card.pk) == removed}
        cards = [known for known in data.gift_cards() if known not in out]
        error, code = "", posted.get("gift_code", "").strip()
        if code and removed is None:
            try:
                card = try_code(self.request, code, currency=self.order_total.currency)
                cards = list(dict.fromkeys([*cards, card.code_hash]))
                self.has_taken_code = True
            except CodeRefusedError as refusal:
                error = str(refusal)
            if len(cards) > MOST_CARDS:
                cards, error = cards[:MOST_CARDS], gettext("So many gift cards cannot pay one order.")
        uses_credit = "use_credit" in posted
        if (uses_credit, cards) != (data.uses_credit(), data.gift_cards()):
            data.set_stored_value(uses_credit=uses_credit, gift_cards=cards)
            self.clear_calculation()
        return error

    def form_valid(self, form: PaymentMethodForm) -> HttpResponse:
        """Remember the method and the order's number, which the review would have to write, and go on."""
        if form.cleaned_data["method"]:
            self.checkout_session.pay_by(form.cleaned_data["method"])
        if self.company_terms is not None:
            self.checkout_session.set_purchase(
                po_number=form.cleaned_data["po_number"],
                cost_centre=form.cleaned_data.get("cost_centre", ""),
            )
        self.order_number()
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Go on to the review."""
        return self.section_after()
