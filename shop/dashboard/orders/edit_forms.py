"""The form with which staff propose changes of an order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.money import MoneyField
from shop.order.models import Order
from shop.order_changes.models import OrderChange
from shop.order_changes.money import ORIGINAL, STORE_CREDIT, Settlement, in_part_as_credit
from shop.order_changes.planning import MOST_PIECES
from shop.order_changes.proposals import (
    AddLine,
    Proposal,
    SetDiscount,
    SetQuantity,
    SetShipping,
    SwapProduct,
)
from shop.order_changes.state import LineState, OrderState
from shop.shipping.table import delivery_codes, delivery_words

ROWS = range(1, 4)


def sellable() -> QuerySet[Product]:
    """Return what can be added to an order: products and variants, no parents."""
    return Product.objects.exclude(structure=Product.PARENT).select_related("parent")


class OrderProductField(PickerField):
    """One product that can be sold: no parent of variants."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            sellable(),
            url_name="dashboard:order-products",
            search_label=gettext_lazy("Search products by name or SKU"),
            most=1,
            required=False,
            **kwargs,
        )

    def label_from_instance(self, obj: Product) -> str:
        """Return the name of the variant with its number."""
        return f"{obj} ({obj.upc})" if obj.upc else str(obj)


class OrderEditForm(forms.Form):
    """Pieces of lines, products in place of others and new ones, discount, delivery, why, and the refund."""

    discount = MoneyField(label=gettext_lazy("Discount (amount)"), required=False)
    discount_line = forms.ChoiceField(label=gettext_lazy("Discount on"), required=False)
    discount_reason = forms.CharField(
        label=gettext_lazy("Reason shown with the discount"), max_length=128, required=False
    )
    method = forms.ChoiceField(label=gettext_lazy("Delivery method"), required=False)
    delivery = MoneyField(label=gettext_lazy("Delivery cost"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why the order is changed"),
        help_text=gettext_lazy("Kept with the change, for your colleagues."),
        max_length=200,
        required=False,
    )
    settlement = forms.ChoiceField(
        label=gettext_lazy("Refund"), choices=OrderChange.Settlement.choices, required=False
    )
    to_credit = MoneyField(label=gettext_lazy("Of which store credit"), required=False)

    def __init__(self, *args: Any, order: Order, state: OrderState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state
        for name in ("discount", "delivery", "to_credit"):
            money: Any = self.fields[name]
            money.currency = state.currency
        self.lines = [line for line in state.lines if line.quantity]
        for line in self.lines:
            self.fields[f"quantity-{line.line_id}"] = forms.IntegerField(
                label=pgettext_lazy("of a product", "Units"),
                min_value=0,
                max_value=MOST_PIECES,
                initial=line.kept,
            )
            self.fields[f"swap-{line.line_id}"] = OrderProductField(
                label=_("In place of %(title)s") % {"title": line.title}
            )
        for row in ROWS:
            self.fields[f"add-{row}"] = OrderProductField(label=_("New product %(number)d") % {"number": row})
            self.fields[f"pieces-{row}"] = forms.IntegerField(
                label=pgettext_lazy("of a product", "Units"),
                min_value=1,
                max_value=MOST_PIECES,
                initial=1,
                required=False,
            )
        lines: Any = self.fields["discount_line"]
        lines.choices = [("", _("all items")), *((str(line.line_id), line.title) for line in self.lines)]
        methods: Any = self.fields["method"]
        methods.choices = [("", _("as it is")), *((c, delivery_words(c)[0]) for c in delivery_codes())]

    @property
    def line_fields(self) -> list[tuple[LineState, forms.BoundField, forms.BoundField]]:
        """Each line with the fields of its pieces and of what is sent in its place."""
        return [(line, self[f"quantity-{line.line_id}"], self[f"swap-{line.line_id}"]) for line in self.lines]

    @property
    def new_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of new products, each with its pieces."""
        return [(self[f"add-{row}"], self[f"pieces-{row}"]) for row in ROWS]

    @property
    def proposals(self) -> list[Proposal]:
        """What a valid form asks for, in the order in which it is applied."""
        said: Mapping[str, Any] = self.cleaned_data
        asked: list[Proposal] = []
        for line in self.lines:
            pk = line.line_id or 0
            if said[f"quantity-{pk}"] != line.kept:
                asked.append(SetQuantity(line_id=pk, quantity=said[f"quantity-{pk}"]))
            asked += [SwapProduct(line_id=pk, product_id=product.pk) for product in said[f"swap-{pk}"]]
        for row in ROWS:
            number = said[f"pieces-{row}"] or 1
            asked += [AddLine(product_id=product.pk, quantity=number) for product in said[f"add-{row}"]]
        if said["discount"]:
            line_id = int(said["discount_line"]) if said["discount_line"] else None
            asked.append(
                SetDiscount(line_id=line_id, amount=said["discount"], reason=said["discount_reason"])
            )
        if said["method"] or said["delivery"] is not None:
            asked.append(SetShipping(method_code=said["method"], amount=said["delivery"]))
        return asked

    @property
    def chosen_settlement(self) -> Settlement:
        """Where money goes that is given back."""
        kind = self.cleaned_data["settlement"]
        if kind == OrderChange.Settlement.STORE_CREDIT:
            return STORE_CREDIT
        if kind == OrderChange.Settlement.SPLIT:
            return in_part_as_credit(self.cleaned_data["to_credit"] or Decimal(0))
        return ORIGINAL
