"""Onto a list from elsewhere: the basket, an order, the quick order, a product's page."""

from collections import Counter
from typing import cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext
from django.views.generic import TemplateView

from shop.basket.checking import sellable
from shop.basket.requests import BuyingRequest
from shop.catalogue.models import Product
from shop.numbers import whole_number
from shop.order.visibility import orders_open_to
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_info
from shop.quick_order.forms import typed_rows
from shop.quick_order.rows import check_rows, draft_of, keep_draft
from shop.shopping_lists.forms import TargetForm, VariantTargetForm
from shop.shopping_lists.models import MOST_PIECES
from shop.shopping_lists.queries import variants_of
from shop.shopping_lists.services import ListFullError, add_products
from shop.shopping_lists.views import FULL


class SaveView(LoginRequiredMixin, TemplateView):
    """Asks which list, then adds; subclasses say what."""

    request: BuyingRequest
    template_name = "shopping_lists/save.html"

    def pieces(self) -> dict[int, int]:
        """Return the products to put on the list, with how many of each."""
        raise NotImplementedError

    def make_form(self, data: QueryDict | None = None) -> TargetForm:
        """Ask which list."""
        return TargetForm(data, user=self.request.user)

    def get_context_data(self, *, form: TargetForm | None = None, **kwargs: object) -> dict[str, object]:
        """Show the form and how much is put on the list."""
        return super().get_context_data(
            form=form or self.make_form(),
            count=len(self.pieces()),
            page_title=_("Save to a shopping list"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Add to the chosen list and go there."""
        pieces = self.pieces()
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if not pieces:
            messages.info(request, _("There is nothing to save."))
            return redirect("shopping_lists:list")
        target = form.chosen()
        try:
            add_products(target, pieces)
        except ListFullError:
            messages.error(request, FULL)
            return redirect("shopping_lists:page", target.pk)
        count = len(pieces)
        text = ngettext(
            "%(count)d product is on “%(name)s” now.", "%(count)d products are on “%(name)s” now.", count
        )
        messages.success(request, text % {"count": count, "name": target.name})
        return redirect("shopping_lists:page", target.pk)


class SaveBasketView(SaveView):
    """What is in the basket."""

    def pieces(self) -> dict[int, int]:
        """Add up the basket's lines by product."""
        found: Counter[int] = Counter()
        for line in self.request.basket.all_lines():
            found[line.product_id] += line.quantity
        return dict(found)


class SaveOrderView(SaveView):
    """What was ordered: in one's own order, or one of the company's that one may see."""

    def pieces(self) -> dict[int, int]:
        """Add up the order's lines by product; no gifts."""
        order = get_object_or_404(orders_open_to(self.request.user), number=self.kwargs["order_number"])
        found: Counter[int] = Counter()
        for line in order.lines.filter(product__isnull=False, is_gift=False, quantity__gt=0):
            found[cast("int", line.product_id)] += line.quantity
        return dict(found)


class SaveQuickOrderView(SaveView):
    """The good rows of the quick order; its form may be sent here, which keeps what was typed first."""

    def pieces(self) -> dict[int, int]:
        """Read the draft."""
        checked = check_rows(draft_of(self.request.session), buyer=buyer_for(self.request.user))
        return {wish.product.pk: wish.quantity for wish in checked.wishes}

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take the quick order's own form over, or add to the list that was chosen."""
        if "number" in request.POST:
            keep_draft(request.session, typed_rows(request.POST))
            return redirect("shopping_lists:save-quick-order")
        return super().post(request, *args, **kwargs)


class SaveProductView(SaveView):
    """One product, from its page or card; of a family it asks which variant."""

    @cached_property
    def product(self) -> Product:
        """Find the product; one that this user may not see is not there."""
        found = Product.objects.filter(sellable()).select_related("parent")
        product: Product = get_object_or_404(found, pk=self.kwargs["pk"])
        if not purchase_info(product, buyer=buyer_for(self.request.user)).is_visible:
            raise Http404
        return product

    @cached_property
    def variants(self) -> dict[int, str]:
        """List what a family can be had as; nothing for a product without variants."""
        return variants_of(self.product, buyer=buyer_for(self.request.user)) if self.product.is_parent else {}

    def make_form(self, data: QueryDict | None = None) -> TargetForm:
        """Ask which list, and which variant."""
        if not self.product.is_parent:
            return super().make_form(data)
        return VariantTargetForm(data, user=self.request.user, variants=self.variants)

    def pieces(self) -> dict[int, int]:
        """Take the product or the chosen variant, until one is chosen any of them."""
        chosen: int | None = self.product.pk
        if self.product.is_parent:
            typed = whole_number(self.request.POST.get("variant"))
            chosen = typed if typed in self.variants else next(iter(self.variants), None)
        wanted = self.request.POST.get("quantity") or self.request.GET.get("quantity")
        return {chosen: whole_number(wanted, most=MOST_PIECES) or 1} if chosen else {}
