import gzip
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.order_history.online_retail import Skipped, read_invoices
from crm_core.order_history.past_orders import PastCancellation, PastOrder
from crm_core.scores.models import CustomerScore
from shop.order.models import Order

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROWS = """\
1,85123A,BOWL,6,2010-12-01 08:26,2.55,17850,United Kingdom
1,71053,MUG,6,2010-12-01 08:26,3.39,17850,United Kingdom
1,71053,MUG,6,2010-12-01 08:26,3.39,17850,United Kingdom
1,POST,POSTAGE,1,2010-12-01 08:26,18.00,17850,United Kingdom
2,85123a,BOWL,1,2010-12-02 09:00,2.55,,France
C3,85123A,BOWL,-2,2010-12-05 10:00,2.55,17850,United Kingdom
4,22086,CHAIN,3,2011-12-09 12:50,1.00,12680,France
5,22086,,0,2011-12-09 12:50,0.0,12680,France
"""


@pytest.fixture
def folder(tmp_path):
    with gzip.open(tmp_path / "transactions_to_2011-10-31.csv.gz", "wt") as file:
        file.write(HEAD + ROWS)
    return tmp_path


def test_invoices_are_read_and_cleaned(folder):
    skipped = Skipped()

    order, cancellation, last = read_invoices(folder, later=timedelta(), skipped=skipped)

    assert isinstance(order, PastOrder)
    assert isinstance(cancellation, PastCancellation)
    assert (order.number, order.email, order.total) == (
        "UCI-1",
        "17850@online-retail.example",
        Decimal("35.64"),
    )
    assert [(line.sku, line.quantity) for line in order.lines] == [("85123A", 6), ("71053", 6)]
    assert [(line.sku, line.quantity) for line in cancellation.lines] == [("85123A", 2)]
    assert order.placed_at.isoformat() == "2010-12-01T08:26:00+00:00"
    assert last.number == "UCI-4"
    assert skipped == Skipped(anonymous=1, no_goods=2, repeated=1)


@pytest.mark.django_db
def test_folder_without_the_data_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"transactions_to_2011-10-31\.csv\.gz"):
        call_command("import_online_retail", tmp_path, stdout=StringIO())


@pytest.mark.django_db
def test_command_replays_the_past_up_to_now_and_may_be_repeated(folder):
    out = StringIO()

    call_command("import_online_retail", folder, stdout=out)
    call_command("import_online_retail", folder, stdout=out)

    assert "2 new orders of 2 customers" in out.getvalue()
    assert "0 new orders of 2 customers" in out.getvalue()
    assert (Order.objects.count(), Customer.objects.count(), CustomerScore.objects.count()) == (2, 2, 2)
    latest = Order.objects.latest("date_placed").date_placed
    assert timedelta() < timezone.localdate() - latest.date() <= timedelta(days=7)
    assert latest.weekday() == 4
    assert Order.objects.get(number="UCI-1").lines.get(partner_sku="85123A").num_cancelled == 2
