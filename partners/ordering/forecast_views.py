"""A partner's rolling forecast in the portal, and forecasts beside orders as staff see them."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from partners.accounts.pages import PartnerViewMixin
from partners.ordering.company_permissions import FORECAST
from partners.ordering.forecasts import compared, error_of, grid_of, months_ahead, products_to_forecast
from partners.ordering.forms import cell_name, typed_forecast
from partners.ordering.services import share_forecast
from partners.sell_through.matching import products_of
from shop.catalogue.models import Product
from shop.quick_order.matching import numbers_of, products_by_number
from shop.spreadsheets.responses import csv_response
from shop.time_zones import shop_day

SHORT, LONG, PER_PAGE = 6, 12, 100
VIEW = "partner_ordering.view_partnerforecast"


class ForecastView(PartnerViewMixin, View):
    """`/partners/forecast/`: pieces expected by product and month; `months=12` shows a year."""

    partner_permissions = (FORECAST,)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the grid; `add` puts another product into it."""
        return self._page({}, {})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write what was typed; what is no number is named and kept as it was typed."""
        account, months = self.access.account, months_ahead(shop_day())
        keys = [product.pk for product in self._products(grid_of(account, months))]
        typed, errors = typed_forecast(request.POST, keys, months)
        share_forecast(account, typed, by=request.user, today=shop_day())  # type: ignore[arg-type]
        if errors:
            messages.error(request, _("Some quantities are not whole numbers. The others have been saved."))
            return self._page(errors, request.POST, status=422)
        messages.success(request, _("Your forecast has been saved."))
        query = request.GET.urlencode()
        return redirect(f"{request.path}?{query}" if query else request.path)

    def _products(self, grid: Mapping[int, object]) -> list[Product]:
        products = products_to_forecast(self.access.account, grid)
        asked = self.request.GET.get("add", "").replace("\x00", "").strip()[:100]
        keys = products_by_number([asked]).get(asked, []) if asked else []
        if asked and len(keys) != 1:
            messages.error(self.request, _("There is no product with this number."))
        elif keys and keys[0] not in {product.pk for product in products}:
            products = [*products_of(keys).values(), *products]
        return [product for product in products if not product.is_parent]

    def _page(
        self, errors: Mapping[str, str], typed: Mapping[str, str], *, status: int = 200
    ) -> HttpResponse:
        most = LONG if self.request.GET.get("months") == "12" else SHORT
        months = months_ahead(shop_day(), most=most)
        grid = grid_of(self.access.account, months_ahead(shop_day()))
        products = self._products(grid)
        rows = [
            (
                product,
                [
                    (
                        (name := cell_name(product.pk, month)),
                        month,
                        typed.get(name, grid.get(product.pk, {}).get(month, "")),
                        errors.get(name, ""),
                    )
                    for month in months
                ],
            )
            for product in products
        ]
        context = {"account": self.access.account, "rows": rows, "months": months, "most": most}
        return render(self.request, "partners/ordering/forecast.html", context, status=status)


@require_safe
def forecasts_page(request: HttpRequest) -> HttpResponse:
    """`/cms/partner-forecasts/`: what partners expected and what they ordered; `export=csv` hands it out."""
    rows = compared(today=shop_day())
    if request.GET.get("export") == "csv":
        numbers = numbers_of([row.product for row in rows]) if rows else {}
        head = [_("Month"), _("Partner"), _("Number"), _("Product"), _("Forecast"), _("Ordered"), _("Error")]
        body = (
            [
                *(f"{row.month:%Y-%m}", row.account.code, numbers[row.product.pk], row.product),
                *(row.expected, row.actual, row.error),
            ]
            for row in rows
        )
        return csv_response([head, *body], "partner-forecasts.csv")
    context: dict[str, object] = {
        "header_title": _("Forecasts of partners"),
        "page_title": _("Forecasts of partners"),
        "header_icon": "calendar-check",
        "breadcrumbs_items": [],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "error": error_of(rows),
    }
    return render(request, "partners/ordering/forecasts.html", context)
