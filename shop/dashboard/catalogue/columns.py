"""Columns of the list of products; each reads the line that the view has loaded."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn

from shop.catalogue.models import Product


class ProductColumn(TitleColumn):
    """The picture and the name."""

    cell_template_name = "backoffice/products/title_cell.html"

    def get_cell_context_data(
        self, instance: Product, parent_context: Mapping[str, object]
    ) -> dict[str, object]:
        """Add the line."""
        return {**super().get_cell_context_data(instance, parent_context), "line": instance.line}  # type: ignore[attr-defined]


class SaleColumn(Column):
    """Whether it is for sale, in words and tone."""

    cell_template_name = "backoffice/products/sale_cell.html"


class LineColumn(Column):
    """A figure of the line, right-aligned."""

    def __init__(self, name: str, **kwargs: object) -> None:
        super().__init__(name, classname="numeric num", accessor=f"line.{name}", **kwargs)


class FreeColumn(LineColumn):
    """Free pieces; none is said in words."""

    cell_template_name: Any = "backoffice/products/free_cell.html"


class PriceColumn(Column):
    """The price, or from which to which."""

    cell_template_name = "backoffice/products/price_cell.html"

    def __init__(self) -> None:
        super().__init__("price", label=_("Price"), classname="numeric num", accessor="line")
