"""Every table that the site hands out goes through the one escape."""

import csv
import io
import re
import sys
from pathlib import Path

import openpyxl
import pytest
from django.urls import URLPattern, get_resolver
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from shop.user.models import User
from shop.voucher.models import Voucher, VoucherSet
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://evil.example")'
START = re.compile(r"[\t\r\n]|\s*[=+@]|\s*-(?!\d+(?:[.,]\d+)*\Z)")
PACKAGES = (
    "config",
    "content",
    "crm_core",
    "partners",
    "personalization",
    "search",
    "shop",
    "oscar",
    "wagtail",
)
# Oscar's reports that take no days.
UNDATED = {"conditional-offers", "vouchers"}
# Modules that name a writer of the csv module, each with the reason.
WRITERS = {
    "shop.spreadsheets.cells": "the escape itself",
    "shop.uploads.fields": "an upload for code of other libraries, never handed out",
    "oscar.core.compat": "Oscar's writer, given the escape",
    "oscar.apps.dashboard.vouchers.views": "given our writer",
    "wagtail.admin.views.mixins": "its CSV is written by `csv_lines`",
}


def addresses(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from addresses(entry)


def export_views():
    views = {getattr(entry.callback, "view_class", None) for entry in addresses(get_resolver())}
    found = {view for view in views if view and issubclass(view, SpreadsheetExportMixin)}
    return sorted(found, key=lambda view: view.__qualname__)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_view_with_an_export_escapes_headings_and_cells():
    UserFactory()
    views = export_views()

    assert len(views) > 20
    for view_class in views:
        view = type("View", (view_class,), {"list_export": ["name", "sum"]})()
        view.complete = lambda rows: rows
        view.get_heading = lambda _rows, field: f"@{field}"
        view.to_row_dict = lambda _row: {"name": f"{EVIL}\x0b", "sum": -5}
        lines = rows_of(b"".join(view.stream_csv(User.objects.all())))
        assert lines[0] == ["'@name", "'@sum"], view_class
        assert lines[1] == [f"'{EVIL}\x0b", "-5"], view_class
        book = io.BytesIO()
        view.write_xlsx(User.objects.all(), book)
        cells = [cell for line in openpyxl.load_workbook(book).active.iter_rows() for cell in line]
        assert [cell.value for cell in cells] == ["'@name", "'@sum", EVIL, -5], view_class
        assert {cell.data_type for cell in cells} == {"s", "n"}, view_class


def test_nobody_else_writes_csv():
    get_resolver().url_patterns  # noqa: B018 - imports every view
    modules = {name: module for name, module in sys.modules.items() if name.split(".")[0] in PACKAGES}
    found = {
        name
        for name, module in modules.items()
        if (file := getattr(module, "__file__", None))
        and file.endswith(".py")
        and re.search(r"\bcsv\.(?:Dict)?[wW]riter\(", Path(file).read_text(encoding="utf-8"))
    }

    assert found == {name for name in WRITERS if name in modules}


@pytest.mark.usefixtures("site")
def test_oscar_s_reports(client):
    buyer = UserFactory(first_name=EVIL, last_name="", email="a@example.com")
    OrderFactory(user=buyer, lines=[ProductFactory(title=EVIL)])
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    seen = ""
    offered = client.get("/cms/shop/reports/").context["form"].fields["report_type"].choices
    assert len(offered) > 4
    for code, _name in offered:
        asked = {"report_type": code, "download": "on", "date_from": "2020-01-01", "date_to": "2100-01-01"}
        if code in UNDATED:
            asked = {"report_type": code, "download": "on"}
        response = client.get("/cms/shop/reports/", asked)
        assert (response.status_code, response["Content-Type"]) == (200, "text/csv"), code
        cells = [cell for line in rows_of(response.content) for cell in line]
        assert [cell for cell in cells if START.match(cell)] == [], code
        seen += response.content.decode()

    assert "'=HYPERLINK" in seen


@pytest.mark.usefixtures("site")
def test_a_set_of_vouchers(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    begins, ends = "2026-01-01T00:00Z", "2099-01-01T00:00Z"
    vouchers = VoucherSet.objects.create(name=EVIL, count=1, start_datetime=begins, end_datetime=ends)
    Voucher.objects.filter(voucher_set=vouchers).delete()
    Voucher.objects.create(
        name=EVIL, code="+CODE", voucher_set=vouchers, start_datetime=begins, end_datetime=ends
    )

    response = client.get(f"/cms/vouchers/?voucher_set={vouchers.pk}&export=csv")

    cells = [cell for line in rows_of(b"".join(response.streaming_content)) for cell in line]
    assert ("'+CODE" in cells, [cell for cell in cells if START.match(cell)]) == (True, [])
