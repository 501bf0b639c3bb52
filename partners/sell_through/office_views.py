"""The demand of all partners, as staff see it and take it away as a file."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe

from partners.accounts.models import PartnerAccount
from partners.sell_through.demand import DEMAND_COLUMNS, demand
from shop.spreadsheets.responses import csv_response
from shop.time_zones import shop_day

PER_PAGE = 50
VIEW = "sell_through.view_sellthroughline"


class DemandForm(forms.Form):
    """Which products of which partner."""

    q = forms.CharField(label=gettext_lazy("Product"), required=False, max_length=100)
    account = forms.ModelChoiceField(
        label=gettext_lazy("Partner"),
        queryset=PartnerAccount.objects.select_related("company"),
        required=False,
        empty_label=gettext_lazy("All partners"),
    )


@require_safe
def demand_page(request: HttpRequest) -> HttpResponse:
    """`/cms/partner-demand/`: what partners sell and hold; `export=csv` hands out all rows."""
    form = DemandForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    months, rows = demand(today=shop_day(), account=chosen.get("account"), text=chosen.get("q") or "")
    added = [str(column.label) for column in DEMAND_COLUMNS]
    if request.GET.get("export") == "csv":
        head = [_("Number"), _("Product"), *(f"{month:%Y-%m}" for month in months)]
        head += [_("Stock in channel"), _("Partners"), _("Days of cover"), _("Own stock"), *added]
        body = (
            [
                *(row.number, row.title, *row.sold, row.in_channel, row.partners),
                *("" if row.cover is None else row.cover, row.own_stock, *row.others),
            ]
            for row in rows
        )
        return csv_response([head, *body], "partner-demand.csv")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "header_title": _("Demand of partners"),
        "page_title": _("Demand of partners"),
        "header_icon": "view",
        "breadcrumbs_items": [],
        "form": form,
        "months": months,
        "added": added,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }
    return render(request, "partners/sell_through/demand.html", context)
