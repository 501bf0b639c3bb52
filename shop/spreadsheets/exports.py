"""The one escape below every table that the site hands out.

Wagtail's reports and lists and Oscar's reports write their files themselves; they are given our
writers here, so that a view added by an update of theirs is safe too.
"""

from collections.abc import Iterable, Iterator
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from oscar.core.compat import UnicodeCSVWriter
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from shop.spreadsheets.cells import SafeDictWriter, escaped, legal


def make_exports_safe() -> None:
    """Give Wagtail's export mixin and Oscar's CSV writer the escape. May run twice."""
    if getattr(SpreadsheetExportMixin, "is_safe", False):
        return
    _make_mixin_safe(SpreadsheetExportMixin)
    write = UnicodeCSVWriter.writerow

    @wraps(write)
    def writerow(self: Any, row: Iterable[object]) -> None:
        write(self, [escaped(cell) for cell in row])

    UnicodeCSVWriter.writerow = writerow  # type: ignore[method-assign]


def _make_mixin_safe(mixin: Any) -> None:
    preprocess, write_xlsx = mixin.preprocess_field_value, mixin.write_xlsx

    @wraps(preprocess)
    def preprocess_field_value(self: Any, field: str, value: object, export_format: str) -> object:
        cell = preprocess(self, field, value, export_format)
        cell = str(cell) if isinstance(cell, Promise) else cell
        return legal(cell) if export_format == self.FORMAT_XLSX else cell

    def stream_csv(self: object, queryset: QuerySet) -> Iterator[object]:
        return csv_lines(self, queryset, queryset)

    @wraps(write_xlsx)
    def safe_write_xlsx(self: Any, queryset: object, output: object) -> None:
        get_heading = self.get_heading
        self.get_heading = lambda rows, field: escaped(legal(get_heading(rows, field)))
        try:
            write_xlsx(self, queryset, output)
        finally:
            del self.get_heading

    mixin.preprocess_field_value = preprocess_field_value
    mixin.stream_csv = stream_csv
    mixin.write_xlsx = safe_write_xlsx
    mixin.is_safe = True


def csv_lines(view: Any, queryset: QuerySet, rows: Iterable[object]) -> Iterator[Any]:
    """Yield the lines of a view's CSV: headings, then a line for each of `rows`."""
    writer = SafeDictWriter(Echo(), fieldnames=view.list_export)
    yield writer.writerow({field: view.get_heading(queryset, field) for field in view.list_export})
    for row in rows:
        yield view.write_csv_row(writer, view.to_row_dict(row))
