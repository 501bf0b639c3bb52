"""What staff note about an entry of a form, and answer to it."""

import re
from typing import Any, cast

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.models import FormEntry
from crm_core.customers.access.rows import may_see, visible_to
from crm_core.customers.models import Customer
from crm_core.customers.queries import customers_matching
from shop.order.models import Order
from shop.user.models import User

ONE, TWO = 1, 2
MARKED = re.compile(r"#(\d{1,9})\Z")


class OrderField(forms.CharField):
    """An order by its number."""

    def prepare_value(self, value: object) -> object:
        """Show the number."""
        if isinstance(value, int):
            return Order.objects.filter(pk=value).values_list("number", flat=True).first() or ""
        return value

    def clean(self, value: object) -> object:
        """Return the order, or None."""
        number = super().clean(value).strip().upper()
        if not number:
            return None
        order = Order.objects.filter(number=number).first()
        if order is None:
            raise ValidationError(_("There is no order with this number."))
        return order


class CustomerField(forms.CharField):
    """A customer by e-mail address, telephone number or name, as long as one fits of those `user` sees."""

    user: User | AnonymousUser = AnonymousUser()

    def prepare_value(self, value: object) -> object:
        """Show the name, and the number by which the same customer is found again."""
        if isinstance(value, int):
            customer = Customer.objects.filter(pk=value).first()
            return f"{customer} #{value}" if customer else ""
        return value

    def clean(self, value: object) -> object:
        """Return the customer, or None."""
        text = super().clean(value).strip()
        if not text:
            return None
        marked = MARKED.search(text)
        among = visible_to(self.user)
        fitting = among.filter(pk=int(marked[1])) if marked else customers_matching(text, among=among)
        found = list(fitting[:TWO])
        if len(found) != ONE:
            raise ValidationError(
                _("More than one customer fits; please write the e-mail address.")
                if found
                else _("No customer fits.")
            )
        return found[0]


class EntryWorkForm(forms.ModelForm):
    """How far it is, whose it is, and what it is about; a link for those who may see where it leads."""

    customer = CustomerField(
        label=_("Customer"), required=False, help_text=_("E-mail address, phone number or name.")
    )
    order = OrderField(label=_("Order"), required=False, help_text=_("The order's number."))

    class Meta:
        model = FormEntry
        fields = ["state", "assignee", "customer", "order"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = {"customer": "customers.view_customer", "order": "order.view_order"}
        for name, right in rights.items():
            if not user.has_perm(right):
                del self.fields[name]
        held = self.instance.customer
        if held is not None and not may_see(user, held):
            self.fields.pop("customer", None)
        if "customer" in self.fields:
            cast("CustomerField", self.fields["customer"]).user = user


class ReplyForm(forms.Form):
    """An answer by mail; `key` names the form: sent twice, it is one answer."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Reply"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
