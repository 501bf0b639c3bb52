from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.customers.models import Customer
from partners.accounts.queries import people_of
from partners.sell_through.gaps import chase, find_gaps, gaps_to_tell, owed_by, reporters
from partners.sell_through.models import Kind, ReportGap
from partners.sell_through.services import lock_period
from partners.sell_through.tasks import chase_missing_reports
from shop.mail.models import Mail
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import PartnerUserFactory
from tests.partners.sell_through.factories import ReportingTermsFactory, october, reported
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
#: October is due on the fifth of November.
DUE = date(2026, 11, 5)


@pytest.fixture
def terms():
    ProductFactory(code="V1")
    return ReportingTermsFactory(starts_on=date(2026, 10, 1), account=PartnerUserFactory().account)


def test_periods_that_are_over_are_owed_and_nothing_before_the_terms(terms):
    owed = owed_by(terms, today=DUE)

    assert [(str(one.period), one.kind, one.due_on) for one in owed] == [
        ("2026-10", "sales", DUE),
        ("2026-10", "stock", DUE),
    ]


def test_gap_opens_after_the_due_day_and_closes_with_the_report(terms):
    assert find_gaps(today=DUE) == 0
    assert find_gaps(today=DUE + timedelta(days=1)) == 2
    assert find_gaps(today=DUE + timedelta(days=2)) == 2

    reported(terms.account, "sku,quantity\nV1,3\n")

    assert find_gaps(today=DUE + timedelta(days=3)) == 1
    assert ReportGap.objects.get(closed_at=None).kind == Kind.STOCK


def test_locked_period_is_not_chased(terms):
    find_gaps(today=DUE + timedelta(days=1))
    lock_period(october(), by=StaffFactory())

    assert find_gaps(today=DUE + timedelta(days=2)) == 0
    assert gaps_to_tell(today=DUE + timedelta(days=20)) == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is missing"), ("zh-hans", "2026-10"), ("zh-hant", "2026-10")]
)
def test_partner_is_reminded_once_in_their_language(terms, language, words):
    user = people_of(terms.account).get()
    user.language = language
    user.save()
    find_gaps(today=DUE + timedelta(days=1))
    gap = ReportGap.objects.first()

    for _twice in range(2):
        chase(gap, today=DUE + timedelta(days=1))

    told = Mail.objects.get(to=user.email)
    assert (told.language, words in told.subject) == (language, True)
    gap.refresh_from_db()
    assert (gap.reminded_at is not None, gap.escalated_at) == (True, None)


def test_reporters_are_the_people_of_the_account_who_may_report(terms):
    administrator = people_of(terms.account).get()
    left = PartnerUserFactory(account=terms.account).user
    left.is_active = False
    left.save()
    PartnerUserFactory(account=terms.account, role="approver")
    delegate = PartnerUserFactory(
        user=CompanyContactFactory(user=UserFactory()).user, account=terms.account
    ).user

    assert reporters(terms.account) == [administrator, delegate]


def test_manager_gets_one_activity_a_week_later(terms):
    owner = StaffFactory()
    company = terms.account.company
    Customer.objects.create(kind=Customer.Kind.COMPANY, company=company, name=company.name, owner=owner)
    find_gaps(today=DUE + timedelta(days=1))
    gap = ReportGap.objects.first()

    for _twice in range(2):
        chase(gap, today=DUE + timedelta(days=8))

    activity = Activity.objects.get()
    assert (activity.assignee, activity.subject) == (owner, "Ask for the missing report")


def test_gap_without_a_manager_stays_in_the_list(terms):
    find_gaps(today=DUE + timedelta(days=1))
    gap = ReportGap.objects.first()
    chase(gap, today=DUE + timedelta(days=8))

    assert not Activity.objects.exists()
    assert ReportGap.objects.filter(closed_at=None).count() == 2


def test_task_finds_and_tells():
    today = timezone.localdate()
    begin = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
    ReportingTermsFactory(starts_on=begin, due_days=0, account=PartnerUserFactory().account)

    chase_missing_reports()

    assert Mail.objects.filter(kind="sell-through-reminder").exists()
