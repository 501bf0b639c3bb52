"""Order signals as a column and a filter of the customer list."""

from collections.abc import Sequence

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _, pgettext
from wagtail.admin.ui.tables import BaseColumn, Column

from crm_core.customers.access.fields import FIELDS, CustomerField, fields_of
from crm_core.customers.columns import COLUMNS, CustomerColumns
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer
from crm_core.order_signals.kinds import WEIGHTS, SignalKind
from crm_core.order_signals.models import OrderSignal
from shop.user.models import User

NAME = "order_signals"
LABEL = _("Order signals")
PERMISSION = "order.view_order"


def signal_columns() -> list[BaseColumn]:
    """What holds, in words."""
    return [Column("order_signal_words", label=LABEL)]


def add_signals(customers: Sequence[Customer]) -> None:
    """Set what the column and an export read, in one query."""
    found: dict[int, list[SignalKind]] = {customer.pk: [] for customer in customers}
    rows = OrderSignal.objects.filter(customer__in=list(found), ended_on=None)
    for number, kind in rows.values_list("customer_id", "kind").distinct():
        found[number].append(SignalKind(kind))
    comma = pgettext("punctuation", ", ")
    for customer in customers:
        kinds = sorted(found[customer.pk], key=lambda kind: -WEIGHTS[kind])
        words = comma.join(str(kind.label) for kind in kinds)
        customer.order_signal_words = words or None  # type: ignore[attr-defined]


def _having(customers: QuerySet[Customer], _name: str, kind: str) -> QuerySet[Customer]:
    if not kind:
        return customers
    rows = OrderSignal.objects.filter(customer=OuterRef("pk"), kind=kind, ended_on=None)
    return customers.filter(Exists(rows))


def signal_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filter, for who may see orders and their signals."""
    if user is not None and not (user.has_perm(PERMISSION) and fields_of(user).shows(NAME)):
        return {}
    return {
        "order_signal": django_filters.ChoiceFilter(
            field_name="order_signal", label=LABEL, choices=SignalKind.choices, method=_having
        )
    }


COLUMNS.register(
    CustomerColumns(
        name=NAME,
        columns=signal_columns,
        complete=add_signals,
        exports={"order_signal_words": LABEL},
        order=15,
        permission=PERMISSION,
    )
)
FIELDS.register(
    CustomerField(name=NAME, label=LABEL, shown_as=("order_signal_words", "order_signal", "order-signals"))
)
FILTERS.register(CustomerFilters(name=NAME, order=5, filters=signal_filters))
