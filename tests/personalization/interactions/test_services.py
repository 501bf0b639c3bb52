from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.consents.models import Consent
from crm_core.customers.services import identify
from personalization.interactions.consent import LIFETIME, BrowserState, ConsentChoice
from personalization.interactions.models import BasketVisitor, Interaction, Visitor
from personalization.interactions.services import (
    TrackedInteraction,
    delete_old_interactions,
    grant_consent,
    link_basket,
    reconcile_consent,
    record_interactions,
    refuse_consent,
)
from tests.personalization.factories import ViewFactory, VisitorFactory
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
BANNER = Consent.Source.BANNER


def seen(visitor_key, product, **changes):
    facts = {"token": uuid4(), "kind": "view", "occurred_at": timezone.now(), "product_id": product.pk}
    return TrackedInteraction(visitor_key=visitor_key, **(facts | changes))


def test_a_yes_again_keeps_the_visitor():
    visitor = VisitorFactory()

    granted = grant_consent(visitor_key=visitor.key, user=None, source=BANNER, now=timezone.now())

    assert granted == visitor
    assert Consent.objects.count() == 1


def test_a_yes_never_takes_over_another_accounts_visitor():
    theirs = VisitorFactory(user=UserFactory())

    mine = grant_consent(visitor_key=theirs.key, user=UserFactory(), source=BANNER, now=timezone.now())

    assert mine != theirs
    assert Visitor.objects.count() == 2


def test_a_users_yes_takes_in_what_they_bought():
    user = UserFactory()
    order = OrderFactory(user=user)
    OrderFactory(user=UserFactory())
    assert not Interaction.objects.exists()

    visitor = grant_consent(visitor_key=None, user=user, source=BANNER, now=timezone.now())

    purchase = Interaction.objects.get()
    assert (purchase.order_line, purchase.user, purchase.kind) == (order.lines.get(), user, "purchase")
    assert visitor.customer == identify(user=user)


def test_behaviour_is_written_in_three_queries_and_once(django_assert_num_queries):
    visitor = VisitorFactory()
    batch = [seen(visitor.key, ProductFactory()) for _ in range(3)]

    with django_assert_num_queries(3):
        record_interactions(batch)
    record_interactions(batch)

    assert Interaction.objects.count() == 3
    assert set(Interaction.objects.values_list("visitor", "kind")) == {(visitor.pk, "view")}


def test_behaviour_of_who_withdrew_is_dropped():
    product = ProductFactory()

    record_interactions([seen(uuid4(), product)])

    assert not Interaction.objects.exists()
    assert not Visitor.objects.exists()


def test_behaviour_on_a_product_that_is_gone_is_dropped():
    visitor, product = VisitorFactory(), ProductFactory()
    gone = seen(visitor.key, product)
    product.delete()

    record_interactions([gone, seen(visitor.key, ProductFactory())])

    assert Interaction.objects.count() == 1


def test_basket_belongs_to_the_last_visitor_who_touched_it(django_assert_num_queries):
    basket = BasketFactory()
    first, last = VisitorFactory(), VisitorFactory()

    for visitor in (first, last):
        with django_assert_num_queries(2):
            link_basket(basket.pk, visitor_key=visitor.key)

    assert BasketVisitor.objects.get().visitor == last


def test_basket_of_an_unknown_visitor_is_tied_to_nobody():
    link_basket(BasketFactory().pk, visitor_key=uuid4())

    assert not BasketVisitor.objects.exists()


def test_old_interactions_and_empty_visitors_go():
    now = timezone.now()
    old = ViewFactory(occurred_at=now - LIFETIME - timedelta(days=1))
    Visitor.objects.update(created_at=now - LIFETIME - timedelta(days=1))
    kept = ViewFactory(occurred_at=now)

    assert delete_old_interactions(now=now) == 2

    assert list(Interaction.objects.all()) == [kept]
    assert not Visitor.objects.filter(pk=old.visitor_id).exists()


def test_login_takes_the_browsers_yes_to_the_account():
    user, visitor, now = UserFactory(), VisitorFactory(), timezone.now()
    view = ViewFactory(visitor=visitor)
    choice = ConsentChoice(granted=True, chosen_at=now)

    state = reconcile_consent(choice=choice, visitor_key=visitor.key, user=user, now=now)

    assert state == BrowserState(choice=choice, visitor_key=visitor.key)
    view.refresh_from_db()
    assert view.user == user
    assert Consent.objects.get().source == "login"


def test_login_on_a_new_browser_brings_the_accounts_yes():
    user, now = UserFactory(), timezone.now()
    visitor = grant_consent(visitor_key=None, user=user, source=BANNER, now=now)

    state = reconcile_consent(choice=None, visitor_key=None, user=user, now=now + timedelta(hours=1))

    assert state == BrowserState(choice=ConsentChoice(granted=True, chosen_at=now), visitor_key=visitor.key)


def test_login_with_an_older_yes_follows_the_accounts_later_no():
    user, visitor, now = UserFactory(), VisitorFactory(), timezone.now()
    ViewFactory(visitor=visitor)
    refuse_consent(visitor_key=None, user=user, source=BANNER, now=now)

    older = ConsentChoice(granted=True, chosen_at=now - timedelta(days=1))
    state = reconcile_consent(choice=older, visitor_key=visitor.key, user=user, now=now)

    assert state == BrowserState(choice=ConsentChoice(granted=False, chosen_at=now), visitor_key=None)
    assert not Visitor.objects.exists()
    assert not Interaction.objects.exists()


def test_login_on_a_browser_that_said_no_erases_nothing_elsewhere():
    user, now = UserFactory(), timezone.now()
    visitor = grant_consent(visitor_key=None, user=user, source=BANNER, now=now)
    refused = ConsentChoice(granted=False, chosen_at=now + timedelta(hours=1))

    state = reconcile_consent(choice=refused, visitor_key=None, user=user, now=now + timedelta(hours=2))

    assert state == BrowserState(choice=refused, visitor_key=None)
    assert list(Visitor.objects.all()) == [visitor]


def test_login_without_any_choice_stores_nothing():
    state = reconcile_consent(choice=None, visitor_key=None, user=UserFactory(), now=timezone.now())

    assert state == BrowserState(choice=None, visitor_key=None)
    assert not Visitor.objects.exists()
    assert not Consent.objects.exists()


def test_database_refuses_an_interaction_of_nobody():
    with pytest.raises(IntegrityError), transaction.atomic():
        ViewFactory(visitor=None)


def test_database_refuses_a_second_purchase_of_a_line():
    line = OrderFactory().lines.get()
    ViewFactory(kind="purchase", order_line=line)

    with pytest.raises(IntegrityError), transaction.atomic():
        ViewFactory(kind="purchase", order_line=line)
