"""Rules about abandoned baskets: value and reminder."""

import pytest

from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.reminders import KIND
from crm_core.consents.services import record as record_consent
from crm_core.customers.services import identify
from shop.events.models import Delivery
from shop.events.services import replay
from shop.mail.models import Mail
from tests.crm_core.automation.rules import rule, work
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "ada@example.com"
TRIGGER = ("event", "BasketAbandoned")
BIG = {"all": [{"field": "basket.value", "is": "at_least", "value": "200"}]}
REMIND = {"id": "mail", "do": "remind_of_basket", "with": {}}


@pytest.fixture
def user(db):
    record_consent(purpose=PURPOSE, granted=True, source="footer", email=EMAIL)
    user = UserFactory(email=EMAIL)
    identify(user=user)
    return user


@pytest.mark.parametrize(("price", "mails"), [("200.00", 1), ("199.99", 0)])
def test_a_big_basket_is_reminded_of_once(left_basket, user, price, mails):
    rule(REMIND, trigger=TRIGGER, conditions=BIG)
    left_basket(owner=user, lines=[ProductFactory(price=price)])
    find_abandoned_baskets()
    work()
    replay(Delivery.objects.all())
    work()

    assert Mail.objects.filter(kind=KIND).count() == mails
    assert (AbandonedBasket.objects.get().reminded_at is not None) == bool(mails)


def test_who_objected_is_not_written_to(left_basket, user):
    record_consent(purpose=PURPOSE, granted=False, source="footer", email=EMAIL)
    rule(REMIND, trigger=TRIGGER)
    left_basket(owner=user)
    find_abandoned_baskets()
    work()

    assert not Mail.objects.filter(kind=KIND).exists()
    assert AbandonedBasket.objects.get().reminded_at is None
