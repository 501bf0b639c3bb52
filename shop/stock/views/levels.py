"""The list of the stock, and one product in one warehouse: why are there so many?"""

from contextlib import nullcontext
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn

from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import locked, report_merge
from shop.backoffice.listing import ListView
from shop.catalogue.models import ProductAttributeValue
from shop.partner.models import StockRecord
from shop.stock.forms import BinForm, MovementForm, PolicyForm
from shop.stock.models import StockLevel, StockMovement, Warehouse
from shop.stock.queries import movement_sums
from shop.stock.services import adjust, change_policy, count, damage, receive
from shop.stock.services.ledger import Person
from shop.stock.views.common import render_page, require_view, run_action

NAMING = ProductAttributeValue.objects.select_related("attribute", "value_option")
LOW = Q(
    stockrecord__low_stock_threshold__gt=F("stockrecord__num_in_stock")
    - F("stockrecord__num_reserved")
    - Coalesce(F("stockrecord__num_allocated"), 0)  # null until the first order
)
Kind = StockMovement.Kind


class LevelFilterSet(WagtailFilterSet):
    """Warehouse, and what needs a look."""

    warehouse = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Warehouse"), queryset=Warehouse.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[
            ("low", gettext_lazy("low")),
            ("none", gettext_lazy("none on hand")),
            ("waiting", gettext_lazy("orders waiting for stock")),
            ("beyond", gettext_lazy("backorders allowed")),
        ],
        method="filter_state",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = StockLevel
        fields: list[str] = []

    def filter_state(
        self, levels: QuerySet[StockLevel], _name: str, value: list[str]
    ) -> QuerySet[StockLevel]:
        """Keep what is in one of the states ticked."""
        states = {
            "low": LOW,
            "none": Q(on_hand=0),
            "waiting": Q(allocated__gt=F("on_hand")),
            "beyond": Q(stockrecord__backorder_cap__gt=0),
        }
        wanted = Q(pk=None)
        for state in value:
            wanted |= states[state]
        return levels.filter(wanted)


class StateColumn(Column):
    """Low, empty or waiting, in a word and a tone."""

    cell_template_name = "stock/state_cell.html"

    def get_value(self, instance: StockLevel) -> dict[str, object]:
        """Say what somebody should know."""
        record = instance.stockrecord
        if instance.allocated > instance.on_hand:
            return {"label": _("orders waiting"), "tone": "bad"}
        if instance.on_hand == 0:
            return {"label": _("none"), "tone": "warn" if record.num_sellable else "bad"}
        if record.is_below_threshold:
            return {"label": _("low"), "tone": "warn"}
        return {"label": _("OK"), "tone": "good"}


def level_url(level: StockLevel) -> str:
    """Return where a level's page is."""
    return reverse("stock:level", args=[level.pk])


class StockListView(ListView):
    """Every product in every warehouse."""

    page_title = gettext_lazy("Stock")
    list_name = "stock"
    optional_columns = frozenset({"bin_location", "seller", "policy"})
    export_permission = "stock.change_stocklevel"
    bulk_permission = "stock.change_stocklevel"
    filterset_class = LevelFilterSet
    default_ordering = "stockrecord"
    is_searchable = True
    search_fields = ["stockrecord__partner_sku"]
    list_export = [
        "stockrecord.partner_sku",
        "stockrecord.product",
        "warehouse.code",
        "on_hand",
        "allocated",
        "free",
        "bin_location",
        "stockrecord.low_stock_threshold",
        "stockrecord.policy",
        "stockrecord.backorder_cap",
        "stockrecord.promise_date",
    ]
    # The file that is written can be read in again: its headings are those of `import_stock`.
    export_headings = {
        "stockrecord.partner_sku": "sku",
        "stockrecord.product": "title",
        "warehouse.code": "warehouse",
        "on_hand": "on_hand",
        "allocated": "promised",
        "free": "free",
        "bin_location": "bin_location",
        "stockrecord.low_stock_threshold": "low_below",
        "stockrecord.policy": "policy",
        "stockrecord.backorder_cap": "cap",
        "stockrecord.promise_date": "promise_date",
    }

    def all_columns(self) -> list[BaseColumn]:
        """Product, place and numbers."""
        return [
            TitleColumn(
                "sku",
                label=_("SKU"),
                accessor="stockrecord.partner_sku",
                get_url=level_url,
                get_title_id=lambda level: f"stocklevel_{level.pk}_title",
                sort_key="stockrecord__partner_sku",
            ),
            Column("product", label=_("Product"), accessor="stockrecord.product"),
            Column("warehouse", label=_("Warehouse"), sort_key="warehouse"),
            Column("on_hand", label=_("On hand"), classname="numeric num", sort_key="on_hand"),
            Column("allocated", label=_("Allocated"), classname="numeric num", sort_key="allocated"),
            Column("free", label=_("Available"), classname="numeric num"),
            StateColumn("state", label=_("Status")),
            Column("bin_location", label=_("Bin location"), sort_key="bin_location"),
            Column("seller", label=_("Supplier"), accessor="stockrecord.partner"),
            Column("policy", label=_("When out of stock"), accessor="stockrecord.get_policy_display"),
        ]

    def get_base_queryset(self) -> QuerySet[StockLevel]:
        """Load what the columns show."""
        levels = StockLevel.objects.select_related(
            "warehouse", "stockrecord__partner", "stockrecord__product__parent"
        )
        return levels.prefetch_related(Prefetch("stockrecord__product__attribute_values", NAMING))

    def order_queryset(self, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        """Sort as asked; equals by number of the row, so that pages do not overlap."""
        direction = "-" if self.ordering.startswith("-") else ""
        return queryset.order_by(self.ordering, f"{direction}pk")

    def search_queryset(self, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        """Search the beginnings of SKUs, pieces of titles, and shelves."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        title = Q(stockrecord__product__title__icontains=text)
        title |= Q(stockrecord__product__parent__title__icontains=text)
        return queryset.filter(
            Q(stockrecord__partner_sku__istartswith=text) | title | Q(bin_location__iexact=text)
        )


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one product in one warehouse: how many, why, for whom; a POST moves pieces or sets the policy."""
    levels = StockLevel.objects.select_related(
        "warehouse", "stockrecord__partner", "stockrecord__product__parent"
    )
    here = get_object_or_404(levels, pk=pk)
    record = here.stockrecord
    is_policy, is_bin = "policy" in request.POST, "bin_location" in request.POST
    shelf = BinForm(request.POST if is_bin else None, instance=here)
    if is_bin and shelf.is_valid():
        StockLevel.objects.filter(pk=here.pk).update(bin_location=shelf.cleaned_data["bin_location"])
        messages.success(request, _("Stock updated."))
        return redirect(level_url(here))
    moves = request.method == "POST" and not is_policy and not is_bin
    moving = MovementForm(request.POST if moves else None)
    with locked(StockRecord.objects.get(pk=record.pk)) if is_policy else nullcontext(record) as held:
        policy: Any = merging_form(PolicyForm)(request.POST if is_policy else None, instance=held)
        form = policy if is_policy else moving
        is_done = form.is_valid() and run_action(
            request, lambda: _apply(here, form, user=request.user), done=_("Stock updated.")
        )
    if is_done:
        report_merge(request, form)
        return redirect(level_url(here))
    here.refresh_from_db()
    movements = here.movements.select_related("user").order_by("-pk")
    waiting = here.allocations.filter(shipped__lt=F("quantity")).select_related("line__order").order_by("pk")
    return render_page(
        request,
        "level",
        title=f"{record.partner_sku} · {here.warehouse}",
        level=here,
        record=record,
        product_title=str(record.product),
        reasons=movement_sums(here),
        movements=Paginator(movements, 50).get_page(request.GET.get("p")),
        waiting=waiting[:50],
        others=record.levels.exclude(pk=here.pk).select_related("warehouse").order_by("warehouse__priority"),
        moving=moving,
        policy=policy,
        shelf=shelf,
    )


def _apply(here: StockLevel, form: BaseForm, *, user: Person) -> None:
    """Do what the valid form says. Raises StockError."""
    record, place, data = here.stockrecord, here.warehouse, form.cleaned_data
    if isinstance(form, PolicyForm):
        change_policy(
            record,
            policy=data["policy"],
            cap=data["backorder_cap"],
            promise_date=data["promise_date"],
            low_stock_threshold=data["low_stock_threshold"],
        )
    elif data["kind"] == Kind.RECEIPT:
        receive(record, place, quantity=data["number"], reference=data["reason"], user=user)
    elif data["kind"] == Kind.ADJUSTMENT:
        adjust(record, place, by=data["number"], reason=data["reason"], user=user)
    elif data["kind"] == Kind.DAMAGE:
        damage(record, place, quantity=data["number"], reason=data["reason"], user=user)
    else:
        count(record, place, counted=data["number"], reason=data["reason"], user=user)
