from datetime import date, timedelta

import pytest
from django.utils import timezone

from partners.accounts.checklist import steps_of
from partners.accounts.models import PartnerAccount
from partners.onboarding.agreements import accept
from partners.onboarding.figures import days_to_first_order
from partners.onboarding.models import PartnerProfile
from partners.referrals.services import count_click
from shop.b2b.models import CompanyInvitation
from shop.order.models import Order
from tests.partners.factories import CommissionFactory, PartnerAccountFactory, PartnerUserFactory
from tests.partners.onboarding.factories import agreement_version
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
OURS = ["agreement", "profile", "colleague", "link", "order"]


def ordered(company):
    Order.objects.filter(pk=OrderFactory().pk).update(company=company)


def days(account):
    found = {step.item.name: step.done_on for step in steps_of(account)}
    return {name: found[name] for name in OURS if name in found}


def test_each_step_is_done_by_its_act_and_by_nobody_elses():
    member, other = PartnerUserFactory(), PartnerAccountFactory()
    account, now = member.account, timezone.now()
    version = agreement_version()
    assert days(account) == dict.fromkeys(OURS)

    accept(version, account=account, user=member.user, name="-", language="en", now=now)
    PartnerProfile.objects.create(account=account, completed_at=now)
    CompanyInvitation.objects.create(
        company=account.company, email="lin@example.com", name="Lin", sent_at=now, expires_at=now
    )
    count_click(account, day=date(2026, 3, 1))
    count_click(account, day=date(2026, 3, 4))
    ordered(account.company)

    today = timezone.localdate(now)
    assert days(account) == {
        "agreement": today,
        "profile": today,
        "colleague": today,
        "link": date(2026, 3, 1),
        "order": today,
    }
    assert days(other) == dict.fromkeys(OURS)


def test_without_an_agreement_there_is_no_such_step():
    assert "agreement" not in days(PartnerAccountFactory())


def test_an_order_that_came_by_the_link_is_the_first_order():
    commission = CommissionFactory()

    assert days(commission.account)["order"] == timezone.localdate(commission.order.date_placed)


def test_steps_are_one_query_beside_what_is_asked_of_partners(django_assert_num_queries):
    account = PartnerAccountFactory()

    with django_assert_num_queries(3):  # whether there are an agreement and courses, and all steps
        steps_of(account)


def test_the_figure_is_the_median_of_the_days_to_the_first_order():
    assert days_to_first_order().value == "–"
    for waited in (2, 4, 40):
        account = PartnerAccountFactory()
        ordered(account.company)
        created = timezone.now() - timedelta(days=waited, hours=1)
        PartnerAccount.objects.filter(pk=account.pk).update(created_at=created)
    PartnerAccountFactory()

    reading = days_to_first_order()

    assert reading.value == "4 days"
    assert reading.note == "3 of 4 partners of the last year have ordered"
