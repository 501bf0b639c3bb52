"""Oscar's basket forms, lean: stock is asked by the service, under the basket's lock."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket import forms as oscar_forms

from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.catalogue.product_options import field_name, form_field, options_of, selected_options


class QuantityField(forms.IntegerField):
    """A number of pieces, with errors that say what to type."""

    def __init__(self, *, min_value: int) -> None:
        super().__init__(
            label=_("Quantity"),
            initial=1,
            min_value=min_value,
            max_value=settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD,
            error_messages={
                "required": _("Please enter a quantity."),
                "invalid": _("Please enter a whole number."),
                "min_value": _("Please enter %(limit_value)s or more."),
                "max_value": _("At most %(limit_value)s per order."),
            },
        )


class AddToBasketForm(oscar_forms.AddToBasketForm):
    """How many, which variant (`child_id`, for a product sold in variants), which options.

    Whether they can be had is answered by `shop.basket.services.add_to_basket`.
    """

    def __init__(self, basket: Basket | None, product: Product, *args: object, **kwargs: object) -> None:
        self.options = options_of(product)
        super().__init__(basket, product, *args, **kwargs)
        self.fields["quantity"] = QuantityField(min_value=1)
        for option in self.options:
            self.fields[field_name(option)] = form_field(option, product)

    def _create_product_fields(self, product: Product) -> None:
        """Leave Oscar's fields out: a variant has none of its parent's, and none is bounded."""

    def _create_parent_product_fields(self, product: Any) -> None:
        children = product.children.public().select_related("product_class", "parent__product_class")
        self.children = {child.pk: child for child in children}
        self.fields["child_id"] = forms.TypedChoiceField(
            label=_("Variant"),
            coerce=int,
            choices=[(pk, child.get_title()) for pk, child in self.children.items()],
            error_messages={
                "required": _("Please choose a variant."),
                "invalid_choice": _("Please choose one of the variants."),
            },
        )

    def clean_child_id(self) -> int:
        """Remember the variant, which is what goes into the basket."""
        child_id = self.cleaned_data["child_id"]
        self.child_product = self.children[child_id]
        return child_id

    def clean_quantity(self) -> int:
        """Leave the limits to the field and to the service."""
        return self.cleaned_data["quantity"]

    def clean(self) -> dict[str, object]:
        """Leave price and stock to the service."""
        return self.cleaned_data

    def cleaned_options(self) -> list[dict[str, object]]:
        """Return the chosen options."""
        return selected_options(self.cleaned_data, self.options)

    @property
    def option_fields(self) -> list[forms.BoundField]:
        """Return the fields of the options, for the product's page."""
        return [self[field_name(option)] for option in self.options]

    def all_errors(self) -> str:
        """Say all that is wrong in one line; what is wrong with an option says with which."""
        names = {field_name(option): option.name for option in self.options}
        return " ".join(
            _("%(name)s: %(error)s") % {"name": names[field], "error": error}
            if field in names
            else str(error)
            for field, errors in self.errors.items()
            for error in errors
        )

    @property
    def refused_options(self) -> bool:
        """Say whether an option is what was wrong."""
        return any(field_name(option) in self.errors for option in self.options)


class SimpleAddToBasketForm(oscar_forms.SimpleAddToBasketMixin, AddToBasketForm):
    """The same for one piece, its quantity hidden."""


class LineForm(forms.Form):
    """The quantity of a line; 0 takes it out."""

    quantity = QuantityField(min_value=0)
