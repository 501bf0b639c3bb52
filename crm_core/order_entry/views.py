"""Writing an order for a customer, looking at it once more, placing it."""

from collections.abc import Iterable
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from crm_core.approvals.models import Approval
from crm_core.approvals.routes import NoApproverError
from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import seen_or_404
from crm_core.order_entry import drafts
from crm_core.order_entry.addresses import (
    NEW,
    PREFIX,
    address_form,
    address_of,
    choices_for,
    chosen_key,
    place_of,
)
from crm_core.order_entry.approvals import ask, latest, percent_of
from crm_core.order_entry.buyers import accounts_of, purchaser_of, strategy_for
from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.covering import add_card, drop_card
from crm_core.order_entry.discounts import DiscountRefusedError, limit_of, set_discount
from crm_core.order_entry.forms import AnswersForm, DiscountForm, OptionsForm
from crm_core.order_entry.models import OrderDraft
from crm_core.order_entry.page import discount_of, frame, is_begun, told_discount
from crm_core.order_entry.products import bought_before, choices, find_products, last_order, sold_product
from shop.basket.models import Basket
from shop.basket.services import BasketError
from shop.checkout.address_forms import ADDRESS_FIELDS
from shop.configuration.queries import shop_currency
from shop.formats import format_discount
from shop.gift_cards.exceptions import CodeRefusedError
from shop.numbers import whole_number
from shop.partner.buyers import Buyer
from shop.partner.strategy import Strategy
from shop.user.models import User, UserRequest

ENTER = "order_entry.enter_orderdraft"
RIGHTS = ["customers.view_customer", ENTER]
UNPROCESSABLE = 422
PAGE = "crm_core/order_entry/draft.html"
ADDING = ("add", "take", "usual")


@method_decorator(never_cache, name="dispatch")
class DraftView(View):
    """The draft of a colleague for a customer. Every button saves all first; a GET writes nothing."""

    request: UserRequest

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Look the customer up among those that the user sees."""
        super().setup(request, *args, **kwargs)
        self.user: User = request.user  # type: ignore[assignment]
        self.typed: dict[str, object] = {}
        self.errors: dict[str, str] = {}
        self.quantities = drafts.QuantityChanges()

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Find the draft, or begin one that is not saved."""
        self.customer = seen_or_404(self.user, cast("int", kwargs["pk"]))
        found = drafts.open_draft_of(self.customer, self.user)
        self.draft = found or OrderDraft(
            customer=self.customer, by=self.user, basket=Basket(status=Basket.SAVED)
        )
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        """Show the draft."""
        return self.page()

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """Save everything, then do what the button says; what is wrong is shown with what was typed."""
        action, _colon, argument = request.POST.get("do", "save").partition(":")
        if action == "discard":
            return self._discard()
        self.draft = drafts.start_draft(self.customer, self.user)
        answers = self._save(request.POST)
        self._do(action, argument, request.POST)
        if self.errors or self.quantities.errors or answers.errors:
            return self.page(answers=answers, status=UNPROCESSABLE)
        return redirect(self._next(action, request.POST))

    def _next(self, action: str, data: QueryDict) -> str:
        if action == "review":
            return reverse("order_entry_review", args=[self.customer.pk])
        text = data.get("q", "").strip()
        query = f"?{urlencode({'q': text})}" if text and action in ("find", "save") else ""
        anchor = {"save": "", "find": "#products", "add": "#products", "usual": "#lines"}.get(
            action, "#lines"
        )
        return f"{reverse('order_entry', args=[self.customer.pk])}{query}{anchor}"

    def _save(self, data: QueryDict) -> AnswersForm:
        """Keep what is right of the answers, the new address as it is typed, quantities and discount."""
        accounts = accounts_of(self.customer)
        form = AnswersForm(data, draft=self.draft, by=self.user, accounts=accounts)
        form.is_valid()
        kept = form.answers()
        typed = {
            name: data[f"{PREFIX}-{name}"][:300] for name in ADDRESS_FIELDS if f"{PREFIX}-{name}" in data
        }
        if any(typed.get(name) for name in typed if name != "country") or (
            "country" in typed and kept.get("ship_to") == NEW
        ):
            kept["address"] = {**self.draft.address, **typed}
        drafts.keep_answers(self.draft, kept)
        wanted = {
            line.pk: (
                data.get(f"was-{line.pk}", ""),
                data.get(f"quantity-{line.pk}", data.get(f"was-{line.pk}", "")),
            )
            for line in self.draft.basket.lines.all()
        }
        self.quantities = drafts.change_quantities(self.draft, wanted, strategy=self.strategy())
        self._save_discount(data)
        return form

    def _save_discount(self, data: QueryDict) -> None:
        if "discount_percent" not in data:
            return
        form = DiscountForm(data)
        self.typed["discount"] = form
        if not form.is_valid():
            self.errors["discount"] = " ".join(str(text) for found in form.errors.values() for text in found)
            return
        percent, reason = form.cleaned_data["discount_percent"], form.cleaned_data["discount_reason"]
        if (percent, reason) == (self.draft.discount_percent, self.draft.discount_reason):
            return
        if data.get("was-discount") == told_discount(percent, reason):
            return  # nobody changed it in this window: what was agreed to meanwhile stays
        try:
            set_discount(self.draft, percent, reason=reason)
        except DiscountRefusedError as refusal:
            self.errors["discount"] = str(refusal)

    def strategy(self) -> Strategy:
        """Return the customer's, at the tax of where the goods go."""
        purchaser = purchaser_of(self.draft)
        address = address_of(self.draft, choices_for(self.draft, purchaser))
        return strategy_for(purchaser, place_of(self.draft, address))

    def _do(self, action: str, argument: str, data: QueryDict) -> None:
        """Do what a button says; words of a refusal stand at its place."""
        try:
            if action in ADDING:
                self._put_in(action, argument, data)
            elif action == "remove":
                drafts.change_quantities(
                    self.draft, {whole_number(argument) or 0: ("", "0")}, strategy=self.strategy()
                )
            elif action == "voucher":
                self._use_voucher(data.get("voucher", ""))
            elif action == "card":
                self._use_card(data.get("gift_code", ""))
            elif action == "drop_card":
                drop_card(self.draft, whole_number(argument) or 0)
            elif action == "ask":
                self._ask()
            elif action == "drop":
                drafts.drop_voucher(self.draft, whole_number(argument) or 0)
        except CodeRefusedError as refusal:
            self.errors["card"] = str(refusal)
        except BasketError as refusal:
            self.errors["voucher" if action == "voucher" else "products"] = str(refusal)
        drafts.forget_lines(self.draft.basket)

    @transaction.atomic
    def _put_in(self, action: str, argument: str, data: QueryDict) -> None:
        """Add goods in one of three ways, once for each press of the button."""
        if not drafts.claim_press(self.draft, data.get("press", "")):
            return
        if action == "add":
            self._add(argument, data)
        elif action == "take":
            self._take(data)
        else:
            self._tell(drafts.add_the_usual(self.draft, strategy=self.strategy()).problems)

    def _add(self, argument: str, data: QueryDict) -> None:
        pieces = data.get("pieces", "1").strip()
        quantity = whole_number(pieces, most=drafts.MOST_PIECES)
        if not quantity:
            raise BasketError(_("Please enter a whole number."))
        product = sold_product(whole_number(argument) or 0)
        form = OptionsForm(data, product=product) if product is not None else None
        self.typed |= {"options": form, "pieces": pieces}
        added = drafts.add_product(
            self.draft,
            product.pk if product is not None else 0,
            quantity=quantity,
            strategy=self.strategy(),
            options=form.said() if form is not None else (),
        )
        if added.is_shortened:
            words = _("Only %(added)d of %(wanted)d could be added: there are no more.")
            messages.warning(self.request, words % {"added": added.added, "wanted": added.wanted})

    def _take(self, data: QueryDict) -> None:
        """Take over the lines that another page proposes, as far as they can be had."""
        refused = []
        for line in drafts.read_lines(data.getlist("line")):
            try:
                drafts.add_product(self.draft, line.product, quantity=line.quantity, strategy=self.strategy())
            except BasketError as refusal:
                refused.append(str(refusal))
        drafts.keep_answers(self.draft, {"source": data.get("source", "")[:80]})
        self._tell(refused)

    def _use_voucher(self, code: str) -> None:
        self.typed["voucher"] = code
        purchaser = purchaser_of(self.draft)
        if code.strip():
            drafts.use_voucher(
                self.draft,
                code.strip(),
                strategy=self.strategy(),
                user=purchaser.user,
                email=purchaser.guest_email,
            )

    def _use_card(self, code: str) -> None:
        self.typed["gift_code"] = code
        if code.strip():
            currency = self.draft.basket.currency or shop_currency()
            add_card(self.draft, code.strip(), request=self.request, currency=currency)

    def _ask(self) -> None:
        """Ask for the discount that was typed, where it is above the limit or below the margin."""
        form = self.typed.get("discount")
        if not isinstance(form, DiscountForm) or not form.is_valid():
            return
        percent, reason = form.cleaned_data["discount_percent"], form.cleaned_data["discount_reason"].strip()
        if not percent or not reason:
            return  # it says already why not; nothing off needs no approval
        try:
            approval = ask(self.draft, percent, reason=reason)
        except NoApproverError as refusal:
            self.errors["discount"] = str(refusal)
            return
        if approval.state == Approval.State.REFUSED:
            return  # the same was refused: that stands beside the discount
        self.errors.pop("discount", None)
        messages.success(self.request, _("An approval is asked for; the order waits as a draft."))

    def _tell(self, sentences: Iterable[str]) -> None:
        for words in sentences:
            messages.warning(self.request, words)

    def _discard(self) -> HttpResponse:
        if self.draft.pk and drafts.discard_draft(self.draft):
            messages.success(self.request, _("The draft has been discarded."))
        return redirect("customers:inspect", self.customer.pk)

    def page(self, *, answers: AnswersForm | None = None, status: int = 200) -> HttpResponse:
        """Show everything, reckoned."""
        found = calculate(self.draft, typed=self.quantities.typed, errors=self.quantities.errors)
        self._tell(found.notices)
        accounts, query = accounts_of(self.customer), self.request.GET.get("q", "")
        buyer = found.basket.strategy.buyer
        typed = answers or AnswersForm(None, draft=self.draft, by=self.user, accounts=accounts, initial={})
        key = chosen_key(self.draft, list(found.addresses))
        is_new = key == NEW
        asked = latest(self.draft)
        context = {
            **frame(self.user, self.customer),
            "found": found,
            "draft": self.draft,
            "answers": typed,
            "shows_email": fields_of(self.user).shows("email"),
            "chosen_address": key,
            "address_form": address_form(self.draft, is_asked=is_new and is_begun(self.draft)),
            "was_discount": told_discount(self.draft.discount_percent, self.draft.discount_reason),
            "discount": self.typed.get("discount") or DiscountForm(initial=discount_of(self.draft)),
            "limit": limit_of(self.user),
            "asked": asked,
            "asked_share": format_discount(percent_of(asked)) if asked else "",
            "errors": self.errors,
            "voucher": self.typed.get("voucher", ""),
            "gift_code": self.typed.get("gift_code", "") if "card" in self.errors else "",
            "options": self.typed.get("options"),
            "pieces": self.typed.get("pieces", "1"),
            "q": query,
            "results": find_products(query, buyer=buyer),
            "before": bought_before(self.customer, buyer=buyer),
            "last": last_order(self.customer),
            "proposed": self._proposed(buyer),
            "source": self.request.GET.get("source", "")[:80],
        }
        return render(self.request, PAGE, context, status=status)

    def _proposed(self, buyer: Buyer) -> list[dict[str, object]]:
        lines = {line.product: line.quantity for line in drafts.read_lines(self.request.GET.getlist("line"))}
        products = [product for pk in lines if (product := sold_product(pk)) is not None]
        return [{"choice": choice, "quantity": lines[choice.pk]} for choice in choices(products, buyer=buyer)]


class ProductsView(DraftView):
    """What is found while somebody types: a part of the page, at the customer's price."""

    http_method_names = ["get", "head"]

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        """Answer with the rows."""
        results = find_products(request.GET.get("q", ""), buyer=self.strategy().buyer)
        return render(
            request, "crm_core/order_entry/found.html", {"results": results, "q": request.GET.get("q", "")}
        )
