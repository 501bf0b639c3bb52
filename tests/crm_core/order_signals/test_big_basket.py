"""The shipped rule on big baskets that were left: company, consumer, purchase, objection."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.reminders import KIND
from crm_core.activities.models import Activity
from crm_core.automation.models import RuleRun
from crm_core.automation.registry import SHIPPED_RULES
from crm_core.automation.services import save_rule, turn_on
from crm_core.consents.services import object_to_all, record
from crm_core.customers.models import Customer
from shop.basket.models import Line
from shop.events.models import Delivery, Event
from shop.events.services import replay
from shop.mail.models import Mail
from shop.partner.strategy import Strategy
from tests.crm_core.automation.rules import work
from tests.crm_core.factories import CustomerFactory, rep_with
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule(settings):
    settings.KILN_BASKET_ABANDONED_HOURS, settings.KILN_BASKET_CONTACT_DAYS = 4, 30
    shipped = SHIPPED_RULES["big-basket-abandoned"]
    made = save_rule(None, shipped.definition(), name="Big basket", by=None, code=shipped.name).rule
    return turn_on(made, by=None)


def leave(kind=Customer.Kind.PERSON, *, price="250.00", agreed=True):
    """Have somebody leave a basket five hours ago; returns them."""
    buyer = UserFactory()
    owner = rep_with("customers.view_customer")
    customer = CustomerFactory(kind=kind, email=buyer.email, owner=owner)
    customer.identifiers.create(kind="user", value=str(buyer.pk))
    if agreed:
        record(purpose=PURPOSE, granted=True, source="footer", email=buyer.email)
    basket = BasketFactory(owner=buyer, lines=[ProductFactory(price=price)])
    Line.objects.filter(basket=basket).update(date_updated=timezone.now() - timedelta(hours=5))
    find_abandoned_baskets()
    return customer


def buy():
    basket = AbandonedBasket.objects.get().basket
    basket.strategy = Strategy(user=basket.owner)
    OrderFactory(basket=basket, user=basket.owner)


def after_two_hours():
    """Return what became of it: activities and mails that were not held back."""
    work()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work()
    mails = Mail.objects.filter(kind=KIND).exclude(status=Mail.Status.NOT_SENT)
    return [*Activity.objects.values_list("kind", "assignee"), *mails.values_list("kind", "to")]


def test_a_company_is_called_by_its_owner():
    account = leave(Customer.Kind.COMPANY)

    assert after_two_hours() == [("call", account.owner.pk)]


def test_a_consumer_is_reminded():
    mara = leave()

    assert after_two_hours() == [(KIND, mara.email)]


def test_a_smaller_basket_is_nobodys_business():
    leave(Customer.Kind.COMPANY, price="199.99")

    assert after_two_hours() == []
    assert RuleRun.objects.count() == 0


def test_a_purchase_stops_it():
    mara = leave()
    work()
    buy()

    assert after_two_hours() == []
    assert list(RuleRun.objects.values_list("state", "reason")) == [("stopped", "event")]
    assert RuleRun.objects.get().customer == mara


def test_a_purchase_that_is_heard_first_stops_it_too():
    """The basket's event comes late: it was ordered meanwhile."""
    leave()
    buy()
    late = Delivery.objects.filter(event__name="BasketAbandoned")
    late.update(next_attempt_at=timezone.now() + timedelta(minutes=1))

    assert after_two_hours() == []


def test_an_event_that_comes_twice_reminds_once():
    mara = leave()
    work()
    replay(Delivery.objects.filter(event=Event.objects.get(name="BasketAbandoned")))

    assert after_two_hours() == [(KIND, mara.email)]
    assert RuleRun.objects.count() == 1


@pytest.mark.parametrize("objected", [True, False], ids=["objected", "never-asked"])
def test_who_did_not_agree_is_not_reminded(objected):
    mara = leave(agreed=objected)
    if objected:
        object_to_all(("email", mara.email), source="form")

    assert after_two_hours() == []
