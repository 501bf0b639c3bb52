"""Days of cover in the portal, and the proposal that becomes an order of the partner's buyer."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.generic import View

from partners.accounts.pages import PartnerViewMixin
from partners.sell_through.company_permissions import REPORT, VIEW
from partners.sell_through.cover import covers_of
from shop.b2b.access import access_of as company_access_of
from shop.basket.requests import BasketRequest
from shop.basket.services import BasketError
from shop.partner.buyers import buyer_for
from shop.quick_order.adding import add_for_request
from shop.quick_order.forms import form_token
from shop.quick_order.matching import numbers_of
from shop.quick_order.parsing import RawRow, whole_quantity
from shop.quick_order.rows import check_rows, draft_of, keep_draft
from shop.shopping_lists.services import ListFullError, add_products, create_list
from shop.time_zones import shop_day


class StockView(PartnerViewMixin, View):
    """`/partners/stock/`: stock, sales, days of cover and what to order; POST orders it."""

    partner_permissions = (VIEW, REPORT)
    request: BasketRequest

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show each product with what the proposal says of it."""
        covers = covers_of(self.access.account)
        proposed = [cover for cover in covers if cover.proposal]
        context = {
            "account": self.access.account,
            "covers": covers,
            "proposed": len(proposed),
            "pieces": sum(cover.proposal for cover in proposed),
            "token": uuid4(),
            "may_order": self._may_order(),
        }
        return render(request, "partners/sell_through/stock.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Put the typed quantities into the basket, or on a shopping list; nothing typed is lost."""
        covers = {cover.product.pk: cover for cover in covers_of(self.access.account)}
        typed = {
            pk: pieces
            for pk in covers
            if (pieces := whole_quantity(request.POST.get(f"quantity-{pk}", ""))) is not None
        }
        if not typed:
            messages.info(request, _("Please enter at least one quantity."))
            return redirect("sell_through:stock")
        if "list" in request.POST:
            return self._as_list(typed)
        if not self._may_order():
            messages.error(request, _("You may not place orders. Ask a colleague, or save a shopping list."))
            return redirect("sell_through:stock")
        numbers = numbers_of([covers[pk].product for pk in typed])
        return self._into_basket([RawRow(number=numbers[pk], quantity=str(n)) for pk, n in typed.items()])

    def _may_order(self) -> bool:
        access = company_access_of(self.request.user)
        return access is None or access.can("orders.place")

    def _as_list(self, typed: dict[int, int]) -> HttpResponse:
        name = _("Replenishment %(day)s") % {"day": shop_day().isoformat()}
        made = create_list(self.request.user, name=name)  # type: ignore[arg-type]
        try:
            add_products(made, typed)
        except ListFullError:
            made.delete()
            messages.error(self.request, _("A shopping list cannot hold so many products."))
            return redirect("sell_through:stock")
        return redirect("shopping_lists:page", made.pk)

    def _into_basket(self, rows: list[RawRow]) -> HttpResponse:
        """Add what can be had; the rest stands in the quick order, where each row says why and is mended."""
        request = self.request
        held = request.basket if request.basket.pk is not None else None
        checked = check_rows(rows, buyer=buyer_for(request.user), basket=held)
        try:
            done = add_for_request(request, checked.wishes, token=form_token(request))
        except BasketError as refusal:
            messages.error(request, str(refusal))
            return redirect("sell_through:stock")
        if done.was_done:
            messages.info(request, _("These products are in your basket already."))
            return redirect("basket:summary")
        refused = {verdict.wish.product.pk for verdict in done.refused}
        left = [
            RawRow(number=row.number, quantity=row.quantity)
            for row in checked.rows
            if not row.is_good or (row.product is not None and row.product.pk in refused)
        ]
        count = len(done.added)
        if count:
            text = ngettext(
                "%(count)d product has been added to your basket.",
                "%(count)d products have been added to your basket.",
                count,
            )
            messages.success(request, text % {"count": count})
        if not left:
            return redirect("basket:summary")
        keep_draft(request.session, [*draft_of(request.session), *left])
        text = ngettext(
            "%(count)d row is left: please look at it.",
            "%(count)d rows are left: please look at them.",
            len(left),
        )
        messages.warning(request, text % {"count": len(left)})
        return redirect("quick_order:page")
