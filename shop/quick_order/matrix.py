"""All variants of a product as a table of quantities: glaze by size, or one column."""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.storefront.cards import CardPrice, Stock
from shop.storefront.product_page import ProductPage
from shop.storefront.variants import Variant, VariantOption

#: Three axes are a table for each value of the first; more are no table.
MOST_AXES, MOST_CELLS = 3, 400


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A variant that can be typed a quantity for; `label` names it for who does not see the table."""

    product_id: int
    label: str
    price: CardPrice | None
    stock: Stock

    @property
    def can_be_had(self) -> bool:
        """Whether a quantity makes sense."""
        return self.price is not None and self.stock.is_available


@dataclass(frozen=True, kw_only=True)
class Row:
    """The variants of one value; None where no such variant is made."""

    label: str
    swatch: str
    cells: Sequence[Cell | None]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A table of variants.

    `row_axis` and `column_axis` name what differs (no `column_axis`: one column); `fixed` is what is chosen
    above the table ("Tide"), empty with two axes or one.
    """

    row_axis: str
    column_axis: str
    columns: Sequence[str]
    rows: Sequence[Row]
    fixed: str = ""
    has_one_price: bool = False


def matrix_of(page: ProductPage) -> Matrix | None:
    """Lay a product's variants out; None where there is nothing to lay out, or too much."""
    axes = page.variant_options
    if not 1 <= len(axes) <= MOST_AXES or len(page.variants) > MOST_CELLS or page.variant is None:
        return None
    variants, fixed = page.variants, ""
    if len(axes) == MOST_AXES:
        first, *axes_left = axes
        key = _key(page.variant, first)
        variants = tuple(each for each in variants if _key(each, first) == key)
        fixed, axes = first.selected, tuple(axes_left)
    row_axis, column_axis = axes[0], axes[1] if len(axes) > 1 else None
    by_place = {(_label(v, row_axis), _label(v, column_axis)): v for v in variants}
    columns = [value.label for value in column_axis.values] if column_axis else [""]
    rows = [
        Row(
            label=value.label,
            swatch=value.swatch,
            cells=[_cell(by_place.get((value.label, column))) for column in columns],
        )
        for value in row_axis.values
        if any((value.label, column) in by_place for column in columns)
    ]
    prices = {v.price.amount for v in variants if v.price}
    return Matrix(
        row_axis=row_axis.label,
        column_axis=column_axis.label if column_axis else "",
        columns=columns,
        rows=rows,
        fixed=fixed,
        has_one_price=len(prices) == 1,
    )


def _cell(variant: Variant | None) -> Cell | None:
    if variant is None:
        return None
    return Cell(product_id=variant.product_id, label=variant.name, price=variant.price, stock=variant.stock)


def _key(variant: Variant, axis: VariantOption) -> str:
    choice = variant.choices.get(axis.code)
    return choice.key if choice else ""


def _label(variant: Variant, axis: VariantOption | None) -> str:
    choice = variant.choices.get(axis.code) if axis else None
    return choice.label if choice else ""
