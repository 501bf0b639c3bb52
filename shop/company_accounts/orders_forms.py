"""How a company's orders are searched and narrowed."""

from typing import Any, Unpack, cast

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop import order_statuses
from shop.b2b.access import CompanyAccess
from shop.b2b.models import CompanyContact
from shop.company_accounts.orders_queries import buyers_seen
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions
from shop.storefront.templatetags.component_tags import ORDER_STATUSES


class OrderFilterForm(forms.Form):
    """By number, by status, by who bought; what is not one of the choices narrows nothing."""

    q = LineField(
        label=_("Order number or your own order number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = forms.ChoiceField(
        label=pgettext_lazy("of an order", "Status"),
        required=False,
        choices=[
            ("", _("All")),
            *((status, ORDER_STATUSES[status]) for status in order_statuses.STATUSES),
        ],
    )
    member: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Ordered by"),
        queryset=CompanyContact.objects.none(),
        required=False,
        empty_label=_("Everybody"),
    )

    def __init__(
        self, data: FormData | None = None, *, access: CompanyAccess, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        field = cast("forms.ModelChoiceField", self.fields["member"])
        field.queryset = buyers_seen(access)

    def chosen(self) -> dict[str, Any]:
        """Return what is valid of what was asked."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "text": found.get("q", ""),
            "status": found.get("status", ""),
            "member": found.get("member"),
        }
