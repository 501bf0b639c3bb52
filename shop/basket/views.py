"""The basket's pages: the basket itself, adding, changing, taking out, and the drawer.

Every form works without JavaScript (post, then redirect). An HTMX request gets, in
place of the redirect, the parts that changed: the basket's content or the drawer, the
header's count and the messages.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib import messages
from django.db.models import BigIntegerField, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.generic import TemplateView, View
from django_htmx.http import HttpResponseClientRedirect
from oscar.apps.basket.signals import basket_addition

from shop.basket.agreed import leave_agreed
from shop.basket.forms import AddToBasketForm, LineForm
from shop.basket.models import Basket, Line
from shop.basket.offers import recalculate_offers
from shop.basket.presentation import basket_summary
from shop.basket.requests import BasketRequest
from shop.basket.services import (
    Addition,
    BasketClosedError,
    BasketError,
    add_to_basket,
    change_quantity,
    remove_line,
)
from shop.catalogue.models import Product
from shop.catalogue.product_options import rejected_input_key, with_option_flags
from shop.compiled_queries import CompiledQuery
from shop.partner.buyers import Buyer
from shop.partner.visibility import may_see
from shop.safe_redirects import safe_redirect_url
from shop.tax_destination import calculate_tax

MOST_TYPED = 20_000
BASKET, CONTENT, DRAWER = (
    "oscar/basket/basket.html",
    "oscar/basket/partials/content.html",
    "oscar/basket/partials/added.html",
)


def _products_to_add(product_ids: Sequence[int], _columns: object) -> QuerySet[Product]:
    family = Product.objects.select_related("product_class", "parent__product_class")
    return with_option_flags(family.filter(pk__in=product_ids, is_public=True)).order_by()


PRODUCTS_TO_ADD = CompiledQuery(_products_to_add)


def _product_to_add(pk: int, *, buyer: Buyer) -> Product:
    """Return a product that a buyer sees, with class, parent and whether it has options. One query."""
    found = PRODUCTS_TO_ADD.instances([pk]) if pk <= BigIntegerField.MAX_BIGINT else []
    if not found or not may_see(found[0], buyer=buyer):
        raise Http404
    product: Product = found[0]
    return product


def fresh_basket(request: BasketRequest) -> Basket:
    """Give the request a new basket in place of one that has become an order meanwhile."""
    request._basket_cache = None
    request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    owner = request.user if request.user.is_authenticated else None
    request._basket_cache = request.basket = Basket(owner=owner)
    request.basket.strategy = request.strategy
    return request.basket


class BasketView(TemplateView):
    """Everything in the basket, what it costs and the way to the checkout."""

    request: BasketRequest
    template_name = BASKET

    def get_context_data(
        self,
        *,
        typed: Mapping[int, str] | None = None,
        errors: Mapping[int, str] | None = None,
        **kwargs: object,
    ) -> dict[str, object]:
        """Apply the offers and describe the basket; `typed` and `errors` come from a refused change."""
        basket = self.request.basket
        leave_agreed(self.request)
        calculate_tax(self.request)
        recalculate_offers(self.request)
        summary = basket_summary(basket, typed=typed, errors=errors)
        return super().get_context_data(summary=summary, **kwargs)


class BasketAddView(View):
    """Add a product: POST `quantity` and, for a product sold in variants, `child_id`.

    `next` says where to go afterwards (default: the basket). HTMX gets the drawer with
    what was added. Too few in stock: what is there is added, and the message says so.
    """

    http_method_names = ["post"]

    def post(self, request: BasketRequest, pk: int) -> HttpResponse:
        """Add, then show the basket; refuse with a message and change nothing."""
        product = _product_to_add(pk, buyer=request.strategy.buyer)
        form = AddToBasketForm(request.basket, product, request.POST)
        if not form.is_valid():
            return self._refuse(request, form.all_errors(), form=form)
        try:
            addition = self._add(request, form)
        except BasketError as refusal:
            return self._refuse(request, str(refusal))
        basket_addition.send(sender=self, product=form.product, user=request.user, request=request)
        return self._answer(request, addition)

    def _add(self, request: BasketRequest, form: AddToBasketForm) -> Addition:
        def add(basket: Basket) -> Addition:
            options = form.cleaned_options()
            return add_to_basket(
                basket, form.product, quantity=form.cleaned_data["quantity"], options=options
            )

        try:
            return add(request.basket)
        except BasketClosedError:
            return add(fresh_basket(request))

    def _answer(self, request: BasketRequest, addition: Addition) -> HttpResponse:
        title = addition.line.product.get_title()
        if addition.is_shortened:
            text = ngettext(
                "Only %(added)d more “%(title)s” is available; it has been added to your basket.",
                "Only %(added)d more “%(title)s” are available; they have been added to your basket.",
                addition.added,
            )
            messages.warning(request, text % {"added": addition.added, "title": title})
        elif not request.htmx:
            messages.success(request, _("“%(title)s” has been added to your basket.") % {"title": title})
        if request.htmx:
            return self._drawer(request, addition=addition)
        return redirect(_safe_next(request))

    def _refuse(
        self, request: BasketRequest, message: str, *, form: AddToBasketForm | None = None
    ) -> HttpResponse:
        """Say why not; options are asked for on the product's page, where what was typed is kept."""
        messages.error(request, message)
        if form is not None and form.refused_options:
            request.session[rejected_input_key(form.parent_product)] = request.POST.urlencode()[:MOST_TYPED]
            page = form.parent_product.get_absolute_url()
            return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
        if request.htmx:
            return self._drawer(request, addition=None)
        return redirect(_safe_next(request, on_error=True))

    @staticmethod
    def _drawer(request: BasketRequest, *, addition: Addition | None) -> HttpResponse:
        leave_agreed(request)
        calculate_tax(request)
        recalculate_offers(request)
        summary = basket_summary(request.basket)
        return render(request, DRAWER, {"summary": summary, "addition": addition})


class LineChangeView(BasketView):
    """Change one line: POST `quantity` (0 takes it out).

    More than can be had is refused beside the field, with what was typed still in it.
    """

    http_method_names = ["post"]

    def post(self, request: BasketRequest, pk: int) -> HttpResponse:
        """Change the line of this visitor's basket; somebody else's is not found."""
        line = self._line(pk)
        form = self._form()
        error = ""
        if form.is_valid():
            try:
                self._change(line, form)
            except BasketClosedError:
                messages.info(request, _("You have ordered this basket already."))
                return redirect("basket:summary")
            except BasketError as refusal:
                error = str(refusal)
        else:
            error = _all_errors(form)
        if error:
            typed = {pk: request.POST.get("quantity", "")}
            return self._page(status=422, typed=typed, errors={pk: error})
        return self._page() if request.htmx else redirect("basket:summary")

    def _form(self) -> LineForm:
        return LineForm(self.request.POST)

    def _line(self, pk: int) -> Line:
        for line in self.request.basket.all_lines():
            if line.pk == pk:
                return line
        raise Http404

    def _change(self, line: Line, form: LineForm) -> None:
        change_quantity(line, quantity=form.cleaned_data["quantity"])

    def _page(
        self,
        *,
        status: int = 200,
        typed: Mapping[int, str] | None = None,
        errors: Mapping[int, str] | None = None,
    ) -> HttpResponse:
        """Show the basket as it is now; HTMX swaps only successful answers, so it gets a 200."""
        template = CONTENT if self.request.htmx else BASKET
        context = {**self.get_context_data(typed=typed, errors=errors), "oob": True}
        return render(self.request, template, context, status=200 if self.request.htmx else status)


class LineRemoveView(LineChangeView):
    """Take one line out: POST, nothing else needed."""

    def _form(self) -> LineForm:
        return LineForm({"quantity": "0"})

    def _change(self, line: Line, form: LineForm) -> None:
        remove_line(line)
        title = line.product.get_title()
        messages.info(self.request, _("“%(title)s” has been removed from your basket.") % {"title": title})


def _all_errors(form: Form) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _safe_next(request: HttpRequest, *, on_error: bool = False) -> str:
    """Go where the form says, if that is here; after a refusal back to where it came from."""
    came_from = request.headers.get("referer") if on_error else None
    return safe_redirect_url(
        request, request.POST.get("next"), came_from, otherwise=reverse("basket:summary")
    )
