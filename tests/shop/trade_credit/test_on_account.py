from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from shop.payments.models import PaymentAttempt
from shop.trade_credit.on_account import OnAccount
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def is_offered(user):
    return OnAccount().is_available(total=24, currency="EUR", user=user)


def test_only_who_speaks_for_a_company_buys_on_account():
    speaker, private = UserFactory(), UserFactory()
    CompanyContactFactory(company=CompanyFactory(), user=speaker)

    found = [is_offered(user) for user in (speaker, private, AnonymousUser(), None)]

    assert found == [True, False, False, False]


def test_address_of_a_companys_contact_is_no_proof():
    user = UserFactory(email="buyer@firm.example")
    CompanyContactFactory(company=CompanyFactory(), email=user.email, user=None)

    assert not is_offered(user)


def test_promise_is_written_down_and_the_order_is_packed():
    order = order_by(OnAccount())

    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.amount, attempt.key) == ("authorised", order.total_incl_tax, order.number)
    assert (order.status, order.paid_at) == ("Authorised", None)


def test_money_is_due_when_the_terms_are_over(settings):
    settings.KILN_ACCOUNT_TERMS_DAYS = 14
    order = order_by(OnAccount())

    assert OnAccount().instructions_for(order)["due"] == timezone.localdate() + timedelta(days=14)
