"""The list of products."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.listing import ListView
from shop.backoffice.lists.exported import Rows
from shop.catalogue.models import Product
from shop.catalogue_import.export import ProductExport
from shop.catalogue_import.views import NEEDED
from shop.dashboard.catalogue.columns import FreeColumn, LineColumn, PriceColumn, ProductColumn, SaleColumn
from shop.dashboard.catalogue.filters import ProductFilterSet
from shop.dashboard.catalogue.prices.views import NEEDED as PRICES
from shop.dashboard.catalogue.queries import lines_of, products_for_staff, products_matching

#: Long texts that no column shows: where no index has the order, rows are sorted with all that is read.
UNREAD = [
    f"{name}{language}"
    for name in ("description", "meta_title", "meta_description")
    for language in ("", "_en", "_zh_hans", "_zh_hant")
]


def product_url(product: Product) -> str:
    """Return where a product is edited."""
    return reverse("dashboard:catalogue-product", args=[product.pk])


class ProductListView(ListView):
    """Products with their variants as one row, the latest changed first."""

    model = Product
    list_name = "products"
    page_title = gettext_lazy("Products")
    header_icon = "grid"
    index_url_name = "dashboard:catalogue-product-list"
    index_results_url_name = "dashboard:catalogue-product-list-results"
    any_permission_required = None
    is_searchable = True
    search_fields = ["title"]
    filterset_class = ProductFilterSet
    default_ordering = "-date_updated"
    paginate_by = 50
    optional_columns = frozenset({"product_class", "date_created", "rating"})
    bulk_permission = "catalogue.change_product"
    export_permission = "catalogue.change_product"
    verbose_name_plural = gettext_lazy("products")
    export_filename = "products"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Offer to make one, or many from a file, to those who may."""
        user, buttons = self.request.user, []
        if user.has_perm("catalogue.add_product"):
            url = reverse("dashboard:catalogue-product-create")
            buttons.append(HeaderButton(_("Add a product"), url=url, icon_name="plus"))
        if user.has_perms(NEEDED):
            buttons.append(
                HeaderButton(_("Import"), url=reverse("catalogue_imports:index"), icon_name="upload")
            )
        if user.has_perms(PRICES):
            url = f"{reverse('catalogue_prices')}?{self.request.GET.urlencode()}"
            buttons.append(HeaderButton(_("Change prices"), url=url, icon_name="tag"))
        return buttons

    @cached_property
    def product_export(self) -> ProductExport:
        """The table of the selection, which the import reads back; the cost for who may change it."""
        with_cost = self.request.user.has_perm("partner.change_stockrecord")
        return ProductExport(self.get_queryset(), with_cost=with_cost)

    @cached_property
    def list_export(self) -> list[str]:  # type: ignore[override]
        """The headings of the table."""
        return self.product_export.headings

    @cached_property
    def show_export_buttons(self) -> bool:
        """Show the buttons to those who may use them; the headings are asked for by the file alone."""
        return self._may_export()

    def get_heading(self, _queryset: object, field: str) -> str:
        """Write a heading as the import reads it."""
        return field

    def to_row_dict(self, item: dict[str, object]) -> dict[str, object]:
        """Hand a row on as it is."""
        return item

    def export_rows(self, queryset: QuerySet[Product]) -> Rows:
        """Write products with their variants, slice by slice."""
        return Rows(queryset.defer(None), lambda heads: self.product_export.rows(list(heads)))

    def all_columns(self) -> list[BaseColumn]:
        """Picture and name, whether it is for sale, variants, stock and price; the rest on demand."""
        return [
            ProductColumn(
                "title",
                label=_("Product"),
                accessor=str,
                get_url=product_url,
                sort_key="title",
                get_title_id=lambda product: f"product_{product.pk}_title",
            ),
            Column("sku", label=_("SKU"), accessor="line.sku"),
            SaleColumn("is_public", label=_("For sale")),
            LineColumn("variants", label=_("Variants")),
            FreeColumn("free", label=_("In stock")),
            PriceColumn(),
            Column("product_class", label=_("Type")),
            Column("rating", label=_("Rating")),
            DateColumn("date_created", label=_("Created on"), sort_key="date_created"),
            DateColumn("date_updated", label=_("Changed on"), sort_key="date_updated"),
        ]

    def get_base_queryset(self) -> QuerySet[Product]:
        """Load the type with the products; the lines follow for the page alone."""
        products = products_for_staff(self.request.user).select_related("product_class")
        return products.defer(*UNREAD)

    def complete(self, rows: Sequence[Any]) -> Iterable[Any]:
        """Give each product its line, in three queries."""
        lines = lines_of(rows)
        for product in rows:
            product.line = lines[product.pk]
        return rows

    def order_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Sort as asked; equals by number of the row, so that pages do not overlap."""
        direction = "-" if self.ordering.startswith("-") else ""
        return queryset.order_by(self.ordering, f"{direction}pk")

    def search_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Search names, SKUs and EANs."""
        return products_matching(self.search_query, among=queryset) if self.is_searching else queryset
