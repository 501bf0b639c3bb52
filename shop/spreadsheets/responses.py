"""How a table goes out as a file: one door, so that no cell of it runs anything."""

from collections.abc import Iterable
from io import BytesIO
from typing import cast

from django.http import HttpResponse
from wagtail.admin.views.mixins import Echo

from shop.spreadsheets.cells import SafeWriter, escaped, legal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_response(rows: Iterable[Iterable[object]], name: str) -> HttpResponse:
    """Hand out rows as a CSV file whose cells run nothing."""
    writer = SafeWriter(Echo())
    text = b"".join(cast("bytes", writer.writerow([str(cell) for cell in row])) for row in rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_response(rows: Iterable[Iterable[object]], name: str) -> HttpResponse:
    """Hand out rows as an XLSX file whose cells run nothing; the file is made in memory."""
    from openpyxl import Workbook  # noqa: PLC0415 - megabytes (numpy too) that no visitor's page needs

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([legal(escaped(cell)) for cell in row])
    file = BytesIO()
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
