from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.pipeline.models import Competitor, Deal
from crm_core.pipeline.orders import win_deal
from crm_core.pipeline.report_figures import Period, by_competitor, by_reason, stage_rows, totals
from crm_core.pipeline.services import lose_deal, move_deal
from shop.audit.models import AuditEntry
from tests.crm_core.pipeline.factories import deal, new_business, price_reason, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(db):
    """One won after the second stage, one lost from it, one still where it began, one of long ago."""
    rival = Competitor.objects.create(name="Clay & Co")
    ten_days_ago = timezone.now() - timedelta(days=10)
    won = deal(title="Won", amount=Decimal(100), opened_at=ten_days_ago)
    lost = deal(title="Lost", amount=Decimal(40), competitors=[rival])
    for each in (won, lost):
        move_deal(each, stage("Needs known"), by=None)
    win_deal(won)
    lose_deal(lost, price_reason(), by=None)
    deal(title="New")
    deal(title="Old", opened_at=timezone.now() - timedelta(days=900))


def asked():
    today = timezone.localdate()
    return Deal.objects.all(), new_business(), Period(first=today - timedelta(days=30), last=today)


def test_the_cohort_goes_through_the_stages(sold):
    rows = stage_rows(*asked())
    assert [(row.stage.name, row.reached, row.went_on, row.share) for row in rows] == [
        ("Qualified", 3, 2, 67),
        ("Needs known", 2, 1, 50),
        ("Offer made", 1, 1, 100),
        ("Negotiation", 1, 1, 100),
    ]
    assert rows[0].days == 5.0  # ten days and none
    assert rows[2].days is None


def test_what_was_decided_is_counted_with_its_money(sold):
    (row,) = totals(*asked())
    assert (row.won, row.lost, row.rate, row.won_amount, row.lost_amount) == (1, 1, 50, 100, 40)
    assert [(row.label, row.lost, row.lost_amount) for row in by_reason(*asked())] == [("Price", 1, 40)]
    assert [(row.label, row.won, row.lost) for row in by_competitor(*asked())] == [("Clay & Co", 0, 1)]


def test_the_reports_are_a_page_and_files_that_are_noted(sold, sales, rep):
    text = sales.get(reverse("deal_reports")).content.decode()
    assert "Conversion and time by stage" in text
    answer = sales.get(reverse("deal_reports"), {"as": "csv", "report": "reasons"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1].startswith("Price,0,1,0 %")
    assert AuditEntry.objects.filter(action="exported", actor=rep).count() == 1


def test_a_time_that_ends_before_it_begins_is_refused(sales):
    answer = sales.get(reverse("deal_reports"), {"first": "2026-05-01", "last": "2026-04-01"})
    assert "ends before it begins" in answer.content.decode()
