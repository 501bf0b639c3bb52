"""Custom fields as columns of the customer list, to be chosen, and in its exports."""

from collections.abc import Iterator, Mapping, Sequence

from wagtail.admin.ui.tables import BaseColumn, Column

from crm_core.custom_fields.kinds import shown
from crm_core.custom_fields.queries import fields_for, labels_of, values_of
from crm_core.customers.columns import COLUMNS, CustomerColumns
from crm_core.customers.models import Customer


def custom_columns() -> list[BaseColumn]:
    """Return a column for each field; a text of several lines stands on the page only."""
    return [
        Column(field.name, label=field.label) for field in fields_for() if field.kind != field.Kind.LONG_TEXT
    ]


def add_values(customers: Sequence[Customer]) -> None:
    """Set what the columns and exports read, in a constant number of queries."""
    fields = list(fields_for())
    if not fields:
        return
    values = values_of([customer.pk for customer in customers], fields)
    labels = labels_of(fields, values.values())
    for customer in customers:
        mine = values.get(customer.pk, {})
        for field in fields:
            held = mine.get(field.pk)
            setattr(customer, field.name, "" if held is None else shown(field, held, labels[field.pk]))


class CustomExports(Mapping[str, str]):
    """The headings of exports by the fields' names, as they are when an export is made."""

    def _labels(self) -> dict[str, str]:
        return {field.name: field.label for field in fields_for()}

    def __getitem__(self, name: str) -> str:
        return self._labels()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels())

    def __len__(self) -> int:
        return len(self._labels())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CustomExports)

    __hash__ = None  # type: ignore[assignment]


COLUMNS.register(
    CustomerColumns(
        name="custom_fields",
        columns=custom_columns,
        complete=add_values,
        exports=CustomExports(),
        order=20,
        permission="customers.view_customer",
    )
)
