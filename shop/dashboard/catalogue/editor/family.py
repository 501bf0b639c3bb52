"""A product with its variants as the shop holds them, read in a constant number of queries."""

from collections import defaultdict
from functools import cached_property

from django.http import QueryDict

from shop.catalogue.models import Product, ProductAttributeValue
from shop.dashboard.catalogue.editor.schema import PREFIX, WEIGHT, ProductClassSchema, initial_value
from shop.partner.models import StockRecord

CHOICE = "choice_"


class Family:
    """What the forms of the editor are drawn from, and who may see and change which part of it.

    With `data`, what was sent, the form itself says by which attributes variants are told apart (`axes`) and
    which stand in their table (`columns`). Where `is_locked`, prices, costs and stock are not this user's.
    """

    def __init__(
        self,
        schema: ProductClassSchema,
        product: Product | None,
        *,
        data: QueryDict | None = None,
        is_locked: bool = False,
    ) -> None:
        self.schema, self.product, self.data, self.is_locked = schema, product, data, is_locked

    @cached_property
    def sold(self) -> list[Product]:
        """What is sold: the variants, else the product itself."""
        if self.product is None:
            return []
        if not self.product.is_parent:
            return [self.product]
        return list(Product.objects.filter(parent=self.product).order_by("pk"))

    @cached_property
    def pks(self) -> set[int]:
        """The ids of the product and its variants."""
        return {each.pk for each in (self.product, *self.sold) if each is not None}

    @cached_property
    def values(self) -> dict[int, dict[str, ProductAttributeValue]]:
        """The values of attributes by product and code."""
        found: dict[int, dict[str, ProductAttributeValue]] = defaultdict(dict)
        rows = ProductAttributeValue.objects.filter(product__in=self.pks).select_related("attribute")
        for row in rows.prefetch_related("value_multi_option").order_by("pk"):
            found[row.product_id][row.attribute.code] = row
        return found

    @cached_property
    def records(self) -> dict[int, StockRecord]:
        """The stock record of each product that the page edits: the oldest."""
        rows = StockRecord.objects.filter(product__in=[each.pk for each in self.sold]).order_by("-pk")
        return {row.product_id: row for row in rows}

    @cached_property
    def axes(self) -> list[str]:
        """The attributes by which variants are told apart."""
        if self.data is not None:
            return [code for code in self.data.getlist("axes") if code in self.schema.attributes]
        variants = [each for each in self.sold if each.is_child]
        return [a.code for a in self.schema.axes if any(a.code in self.values[each.pk] for each in variants)]

    @cached_property
    def columns(self) -> list[str]:
        """Further attributes that stand in the table: those that any variant has, and the weight."""
        used = {WEIGHT, *(code for each in self.sold if each.is_child for code in self.values[each.pk])}
        if self.data is not None:
            used = set(self.data.getlist("columns"))
        return [code for code in self.schema.attributes if code in used and code not in self.axes]

    @property
    def own_attributes(self) -> list[str]:
        """The attributes of the product itself."""
        return [code for code in self.schema.attributes if code not in {*self.axes, *self.columns}]

    def initial_attributes(self, product: Product | None, codes: list[str]) -> dict[str, object]:
        """Return the values of attributes by the names of their fields."""
        held = self.values[product.pk] if product is not None and product.pk else {}
        return {f"{PREFIX}{code}": initial_value(held.get(code)) for code in codes}

    def initial_row(self, product: Product) -> dict[str, object]:
        """Return what the fields of one sold piece hold."""
        record = self.records.get(product.pk)
        return {
            "sku": (record.partner_sku if record else product.code) or "",
            "price": record.price if record else None,
            "cost": record.cost if record else None,
            "stock": record.num_in_stock if record else None,
            **self.initial_attributes(product, self.columns),
            **{f"{CHOICE}{code}": initial_value(self.values[product.pk].get(code)) for code in self.axes},
        }

    def choices_of(self, product: Product) -> dict[str, int]:
        """Return by which options a variant is told apart."""
        found = {code: initial_value(self.values[product.pk].get(code)) for code in self.axes}
        return {code: option for code, option in found.items() if option}
