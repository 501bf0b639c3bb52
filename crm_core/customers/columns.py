"""Columns of the customer list that packages above add; they are there to be chosen.

    COLUMNS.register(
        CustomerColumns(
            name="scores",
            columns=score_columns,  # () -> list of Wagtail's columns
            complete=add_scores,  # sets on each customer of a page what the columns read
            exports={"rfm": _("RFM")},  # attributes that an export writes, with their headings
            order=10,
            permission="order.view_order",
        )
    )

`complete` is called with the rows of a page, or of a slice of an export: one query for all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from wagtail.admin.ui.tables import BaseColumn

from crm_core.customers.models import Customer
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class CustomerColumns:
    """Columns that one package adds; users without `permission` have none of them, nor the exports."""

    name: str
    columns: Callable[[], list[BaseColumn]]
    complete: Callable[[Sequence[Customer]], None]
    order: int
    permission: str
    exports: Mapping[str, str | Promise] = field(default_factory=dict)


COLUMNS: Registry[CustomerColumns] = Registry(
    "column of the customer list", sort=lambda entry: (entry.order, entry.name)
)
