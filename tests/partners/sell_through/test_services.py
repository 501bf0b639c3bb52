import pytest

from partners.sell_through.events import SellThroughReported
from partners.sell_through.models import Kind, ReportRow, SellThroughLine, SellThroughReport, StockLine
from partners.sell_through.queries import counted_lines, counting_report
from partners.sell_through.services import (
    HasErrorsError,
    PeriodLockedError,
    ReportRefusedError,
    begin_correction,
    checked_rows,
    discard,
    lock_period,
    mend_rows,
    submit,
    take_upload,
    unlock_period,
)
from shop.events.models import Event
from tests.partners.factories import PartnerAccountFactory
from tests.partners.sell_through.factories import draft, october, reported, sheet_of
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db
TWO = "sku,quantity,city\nV1,3,Oslo\nV1,4,Bergen\n"


@pytest.fixture
def account():
    ProductFactory(code="V1")
    return PartnerAccountFactory()


def test_report_equals_what_is_stored(account):
    report = reported(account, TWO)

    lines = report.sales_lines.values_list("row", "quantity", "city", "sku")
    assert list(lines) == [(2, 3, "Oslo", "V1"), (3, 4, "Bergen", "V1")]
    assert (report.state, report.row_count) == ("submitted", 2)
    assert Event.objects.filter(name=SellThroughReported.__name__).count() == 1


def test_one_wrong_row_stores_nothing(account):
    report = draft(account, TWO + "V1,many,Rome\n")

    with pytest.raises(HasErrorsError) as refusal:
        submit(report)

    assert [(e.row, e.column) for e in refusal.value.errors] == [(4, "quantity")]
    assert not SellThroughLine.objects.exists()
    assert not Event.objects.filter(name=SellThroughReported.__name__).exists()


def test_same_file_twice_changes_nothing(account):
    first = reported(account, TWO)

    again = take_upload(account, october(), Kind.SALES, sheet_of(TWO), by=None)

    assert (again.report, again.is_same) == (first, True)
    assert SellThroughReport.objects.count() == 1
    assert submit(again.report).row_count == 2
    assert SellThroughLine.objects.count() == 2


def test_new_file_replaces_the_draft_and_then_what_counted(account):
    first = reported(account, TWO)
    draft(account, "sku,quantity\nV1,8\n")
    second = draft(account, "sku,quantity\nV1,9\n")

    assert counting_report(account, october(), Kind.SALES) == first
    submit(second)

    first.refresh_from_db()
    assert first.state == "replaced"
    assert [line.quantity for line in counted_lines(account)] == [9]
    assert SellThroughReport.objects.count() == 2


def test_correction_begins_with_what_counts_and_counts_when_submitted(account):
    report = reported(account, TWO)
    correction = begin_correction(report, by=None)
    mend_rows(correction, {2: {"quantity": "5", "unknown": "x"}}, dropped=[3])

    assert sum(line.quantity for line in counted_lines(account)) == 7
    assert begin_correction(report, by=None) == correction
    submit(correction)

    assert [line.quantity for line in counted_lines(account)] == [5]
    assert "unknown" not in ReportRow.objects.get(report=correction).cells


def test_emptied_cell_is_empty(account):
    report = draft(account, TWO)
    mend_rows(report, {2: {"city": " "}})

    assert checked_rows(report)[0].cells == {"sku": "V1", "quantity": "3"}


def test_locked_period_takes_nothing_and_says_so(account):
    report, pending = reported(account, TWO), draft(account, "sku,quantity\nV1,9\n")
    assert lock_period(october(), by=StaffFactory()) == 1

    report.refresh_from_db()
    assert report.state == "accepted"
    assert not SellThroughReport.objects.filter(pk=pending.pk).exists()
    with pytest.raises(PeriodLockedError, match="2026-10 is closed"):
        draft(account, "sku,quantity\nV1,9\n")
    with pytest.raises(PeriodLockedError):
        begin_correction(report, by=None)
    assert sum(line.quantity for line in counted_lines(account)) == 7

    unlock_period(october())
    assert submit(draft(account, "sku,quantity\nV1,9\n")).counts


def test_period_that_has_not_begun_is_refused(account):
    later = october()
    later.starts_on = later.starts_on.replace(year=2099)
    later.ends_on = later.ends_on.replace(year=2099)
    later.pk = None
    later.save()
    with pytest.raises(ReportRefusedError, match="not begun"):
        draft(account, TWO, period=later)


def test_stock_is_kept_as_counted_on_the_last_day(account):
    report = reported(account, "sku,quantity\nV1,0\n", kind=Kind.STOCK)

    assert StockLine.objects.get(report=report).counted_on == october().ends_on


def test_what_counts_is_no_draft(account):
    report = reported(account, TWO)
    for change in (lambda: discard(report), lambda: mend_rows(report, {2: {"quantity": "1"}})):
        with pytest.raises(ReportRefusedError):
            change()
    assert report.sales_lines.count() == 2


def test_draft_is_thrown_away(account):
    discard(draft(account, TWO))

    assert not SellThroughReport.objects.exists()


def test_what_was_replaced_cannot_be_submitted(account):
    old = draft(account, TWO)
    SellThroughReport.objects.filter(pk=old.pk).update(state="replaced")

    with pytest.raises(ReportRefusedError, match="later report"):
        submit(old)
