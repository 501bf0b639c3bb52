"""The fields of one row, read by name in our types."""

from collections.abc import Mapping
from typing import TypeAlias

from django.conf import settings

from shop.imports import values
from shop.imports.fields import Field
from shop.imports.numbers import NumberStyle

Fields: TypeAlias = Mapping[str, Field]


class RowFields:
    """Reads the fields of one row."""

    def __init__(self, row: dict[str, object], fields: Fields, style: NumberStyle | None) -> None:
        self.row, self.fields, self.style = row, fields, style

    def column(self, name: str) -> str:
        """Return what the file calls a field."""
        return self.fields[name].column if name in self.fields else name

    def has(self, name: str) -> bool:
        """Whether the row speaks of a field at all, be it to say that it is empty."""
        field = self.fields.get(name)
        return field is not None and (field.path in self.row or field.column.split(".")[0] in self.row)

    def value(self, name: str) -> object:
        """Return what stands there; None where the mapping has no such field."""
        return values.value_of(self.row, self.fields[name], self.style) if name in self.fields else None

    def text(self, name: str, longest: int | None = None) -> str:
        """Return a text of one line, empty where there is none."""
        value = self.value(name)
        return "" if value is None else values.text(value, self.column(name), longest=longest)

    def code(self, name: str, longest: int | None = None) -> str:
        """Return a code such as a SKU, empty where there is none."""
        value = self.value(name)
        return "" if value is None else values.code(value, self.column(name), longest=longest)

    def number(self, name: str, *, smallest: int) -> int | None:
        """Return a whole number. Raises BadValueError for a smaller one."""
        value = self.value(name)
        return None if value is None else values.integer(value, self.column(name), smallest=smallest)

    def stock(self) -> dict[str, int] | None:
        """Return the pieces by warehouse code; a number alone is the first warehouse's."""
        value = self.value("stock")
        return None if value is None else values.quantities_by_warehouse(value, self.column("stock"))

    def words(self, name: str) -> list[str]:
        """Return the parts of a list."""
        value = self.value(name)
        return [] if value is None else values.text_list(value, self.column(name))

    def in_language(self, name: str, column: str, language: str) -> tuple[object, str]:
        """Return a text and the field it came from: one of its own, or an object by language."""
        if self.has(column):
            return self.value(column), column
        value = self.value(name)
        if isinstance(value, dict):
            return value.get(language), name
        return (value if language == settings.LANGUAGE_CODE else None), name
