"""Which baskets count as left behind, how often that is told, and how a spell ends."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets, quiet_baskets
from crm_core.abandoned_baskets.events import BasketAbandoned
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.consents.services import record as record_consent
from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from shop.basket.models import Basket, Line
from shop.events.models import Event
from shop.events.services import publish
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
Outcome = AbandonedBasket.Outcome


def touch(basket, *, hours):
    Line.objects.filter(basket=basket).update(date_updated=timezone.now() - timedelta(hours=hours))


def test_left_is_whose_owner_can_be_reached(left_basket):
    user, gone = UserFactory(), UserFactory(is_active=False)
    reachable = [left_basket(owner=user), left_basket(email="ada@example.com")]
    for owner, email in ((gone, None), (gone, "ada@example.com"), (None, None), (None, "")):
        left_basket(owner=owner, email=email)

    assert list(quiet_baskets(timezone.now())) == reachable


@pytest.mark.parametrize("status", [Basket.SUBMITTED, Basket.MERGED, Basket.SAVED, Basket.FROZEN])
def test_only_an_open_basket_is_left(left_basket, status):
    basket = left_basket(email="ada@example.com")
    Basket.objects.filter(pk=basket.pk).update(status=status)

    assert not quiet_baskets(timezone.now()).exists()


@pytest.mark.parametrize(
    ("hours", "is_left"), [(3.9, False), (4.1, True), (30 * 24 - 1, True), (30 * 24 + 1, False)]
)
def test_left_is_what_nobody_touched_for_hours_but_not_for_ever(left_basket, hours, is_left):
    left_basket(email="ada@example.com", hours=hours)

    assert quiet_baskets(timezone.now()).exists() is is_left


def test_one_line_that_was_just_touched_keeps_the_whole_basket(left_basket):
    basket = left_basket(email="ada@example.com", lines=[ProductFactory(), ProductFactory()])
    Line.objects.filter(pk=basket.lines.last().pk).update(date_updated=timezone.now())

    assert not quiet_baskets(timezone.now()).exists()


def test_each_quiet_spell_is_told_of_once(left_basket):
    user = UserFactory()
    customer = identify(user=user)
    basket = left_basket(
        owner=user, lines=[(ProductFactory(price="12.50"), 2), (ProductFactory(price="3"), 1)]
    )

    assert [find_abandoned_baskets(), find_abandoned_baskets()] == [1, 0]

    spell = AbandonedBasket.objects.get()
    assert (spell.customer, spell.value, spell.currency, spell.pieces) == (customer, Decimal(28), "EUR", 3)
    assert [event.payload for event in Event.objects.filter(name="BasketAbandoned")] == [
        {
            "basket_id": basket.pk,
            "abandoned_id": spell.pk,
            "customer_id": customer.pk,
            "user_id": user.pk,
            "value": "28.00",
            "currency": "EUR",
            "pieces": 3,
        }
    ]


def test_a_basket_taken_up_and_left_again_has_a_second_spell(left_basket):
    basket = left_basket(email="ada@example.com", hours=9)
    find_abandoned_baskets()
    touch(basket, hours=1)
    assert find_abandoned_baskets() == 0
    assert AbandonedBasket.objects.get().outcome == Outcome.RESUMED
    touch(basket, hours=4.5)

    assert find_abandoned_baskets() == 1

    told = AbandonedBasket.objects.order_by("pk").values_list("basket", "outcome")
    assert list(told) == [(basket.pk, Outcome.RESUMED), (basket.pk, Outcome.OPEN)]


def test_a_guest_is_their_record_and_who_is_nobody_becomes_one_only_after_a_yes(left_basket):
    known = CustomerFactory(email="ada@example.com")
    record_consent(purpose=PURPOSE, granted=True, source="footer", email="yes@example.com")
    record_consent(purpose=PURPOSE, granted=True, source="footer", email="no@example.com")
    record_consent(purpose=PURPOSE, granted=False, source="footer", email="no@example.com")
    names = ("ada", "yes", "no", "new")
    for name in names:
        left_basket(email=f"{name}@example.com")
    Customer.objects.exclude(pk=known.pk).delete()

    find_abandoned_baskets()

    told = AbandonedBasket.objects.order_by("pk").values_list("customer__email", flat=True)
    assert list(told) == ["ada@example.com", "yes@example.com", None, None]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda basket: Basket.objects.filter(pk=basket.pk).update(status=Basket.SUBMITTED), Outcome.ORDERED),
        (lambda basket: Basket.objects.filter(pk=basket.pk).update(status=Basket.MERGED), Outcome.MERGED),
        (lambda basket: basket.lines.all().delete(), Outcome.EMPTIED),
        (lambda basket: touch(basket, hours=0), Outcome.RESUMED),
        (lambda basket: None, Outcome.OPEN),
    ],
)
def test_a_spell_ends_with_what_becomes_of_the_basket(left_basket, change, outcome):
    basket = left_basket(email="ada@example.com")
    find_abandoned_baskets()
    change(basket)

    find_abandoned_baskets()

    assert AbandonedBasket.objects.get().outcome == outcome


def test_the_number_of_queries_is_the_same_for_one_and_for_many(left_basket):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            find_abandoned_baskets()
        return len([query for query in asked if "events_" not in query["sql"]])

    user = UserFactory()
    identify(user=user)
    CustomerFactory(email="ada@example.com")
    left_basket(owner=user)
    left_basket(email="ada@example.com")
    few = queries()
    for _number in range(4):
        left_basket(owner=user)
        left_basket(email="ada@example.com")

    assert queries() == few
    assert AbandonedBasket.objects.count() == 10


def test_it_is_told_on_the_timeline_of_who_is_known_once(left_basket, django_capture_on_commit_callbacks):
    known = CustomerFactory(email="ada@example.com")
    left_basket(email="ada@example.com", lines=[ProductFactory(title="Tide bowl")])
    left_basket(email="new@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        find_abandoned_baskets()
    with django_capture_on_commit_callbacks(execute=True):
        publish(BasketAbandoned(**Event.objects.filter(name="BasketAbandoned").earliest("pk").payload))

    told = TimelineEntry.objects.filter(kind="basket.abandoned").values_list("customer", "data")
    assert list(told) == [(known.pk, {"lines": [{"title": "Tide bowl", "quantity": 1}]})]


def test_an_event_from_before_there_were_spells_is_read():
    assert BasketAbandoned.upgraded({"basket_id": 1, "user_id": None}, version=1) == {
        "basket_id": 1,
        "user_id": None,
        "abandoned_id": None,
        "customer_id": None,
        "value": "0",
        "currency": "",
        "pieces": 0,
    }
    with pytest.raises(LookupError):
        BasketAbandoned.upgraded({}, version=3)


def test_an_empty_basket_is_not_left():
    BasketFactory(owner=UserFactory())

    assert find_abandoned_baskets() == 0
