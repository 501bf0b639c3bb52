"""A form field for one customer, looked for as one types."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.fields import EVERYTHING, fields_of, name_for
from crm_core.customers.access.rows import Somebody, scope_of
from crm_core.customers.models import Customer
from shop.backoffice.picker import PickerField

CHOICES_URL = "customer_choices"
SEARCH = _("Search customers")


def choosable(user: Somebody | None, *, held: Iterable[int] = (), kind: str = "") -> QuerySet[Customer]:
    """List the customers that somebody may choose: those they see, and those that are chosen already."""
    customers = Customer.objects.all()
    if kind:
        customers = customers.filter(kind=kind)
    if user is None:
        return customers
    scope = scope_of(user)
    seen = Q() if scope.sees_all else Q(pk__in=[]) if scope.is_empty else scope.condition()
    return customers.filter(seen | Q(pk__in=list(held))) if seen else customers


class CustomersField(PickerField):
    """Customers, at most `most`, by name and number."""

    def __init__(
        self,
        queryset: QuerySet[Customer],
        *,
        most: int = 20,
        search_label: str | Promise = SEARCH,
        url_name: str = CHOICES_URL,
        user: Somebody | None = None,
        **kw: object,
    ) -> None:
        self.user = user
        super().__init__(queryset, url_name=url_name, search_label=search_label, most=most, **kw)

    def label_from_instance(self, customer: Customer) -> str:
        """Tell one from another of the same name, by what the user sees of them."""
        access = EVERYTHING if self.user is None else fields_of(self.user)
        name = str(customer) if self.user is None else name_for(self.user, customer)
        keys = [getattr(customer, key) for key in ("email", "phone") if access.shows(key)]
        more = next(filter(None, keys), f"#{customer.pk}")
        return f"{name} ({more})" if name != more else name


class CustomerField(CustomersField):
    """One customer, or None."""

    def __init__(self, queryset: QuerySet[Customer], **kw: object) -> None:
        super().__init__(queryset, most=2, **kw)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """Return what the widget and the comparison read: a list of at most one."""
        if value in (None, ""):
            return []
        return super().prepare_value(value if isinstance(value, list | tuple) else [value])

    def clean(self, value: object) -> Customer | None:  # type: ignore[override]
        """Return the one that was picked."""
        rows = super().clean(value)
        if len(rows) > 1:
            raise ValidationError(_("Choose one customer only."), code="too_many")
        return rows[0] if rows else None  # type: ignore[return-value]

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare the one that was picked with the one that was held."""
        before = self.prepare_value(initial)
        held = {str(getattr(each, "pk", each)) for each in before} if isinstance(before, list) else set()
        return held != {str(each) for each in data or []}  # type: ignore[attr-defined]
