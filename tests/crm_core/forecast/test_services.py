from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crm_core.customers.models import Team
from crm_core.forecast.models import Quota, Snapshot, SnapshotRow
from crm_core.forecast.services import take_snapshot
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.forecast.kit import NOW, deal, repeats, sold
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_snapshot_keeps_three_months_once_a_day():
    ana = UserFactory(is_staff=True)
    customer = CustomerFactory(owner=ana)
    sold(customer, "100.00")
    deal(customer, 200, chance=50, day=date(2026, 6, 9))
    repeats(CustomerFactory(owner=ana), "30.00", month=date(2026, 7, 1))

    assert take_snapshot(now=NOW) is not None
    assert take_snapshot(now=NOW + timedelta(hours=3)) is None
    assert take_snapshot(now=NOW + timedelta(days=1)) is not None

    rows = SnapshotRow.objects.filter(snapshot__taken_on=NOW.date()).order_by("month")
    assert [(row.month.month, row.owner, row.achieved, row.weighted, row.repeat) for row in rows] == [
        (5, ana, Decimal(100), 0, 0),
        (6, ana, 0, Decimal(100), 0),
        (7, ana, 0, 0, Decimal(30)),
    ]
    assert Snapshot.objects.count() == 2


def test_what_was_forecast_is_not_rewritten():
    sold(CustomerFactory(), "100.00")
    take_snapshot(now=NOW)

    for change in (
        lambda: SnapshotRow.objects.update(achieved=1),
        lambda: SnapshotRow.objects.all().delete(),
        lambda: Snapshot.objects.update(taken_on=date(2020, 1, 1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert SnapshotRow.objects.get().achieved == Decimal(100)


def test_who_left_leaves_the_row_without_a_name():
    ana = UserFactory(is_staff=True)
    sold(CustomerFactory(owner=ana), "100.00")
    take_snapshot(now=NOW)

    ana.delete()

    assert SnapshotRow.objects.get().owner is None


@pytest.mark.parametrize("subjects", [0, 2])
def test_quota_is_of_exactly_one(subjects):
    ana = UserFactory(is_staff=True)
    named = {"user": ana, "team": Team.objects.create(name="Trade")} if subjects else {}
    with pytest.raises(IntegrityError):
        Quota.objects.create(kind="month", starts_on=date(2026, 5, 1), amount=1, **named)
