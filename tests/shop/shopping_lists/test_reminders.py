"""On the day the owner is told, once; paused lists and deleted accounts are left alone."""

from datetime import timedelta

import pytest

from shop.mail.models import Mail
from shop.shopping_lists.models import ShoppingList
from shop.shopping_lists.reminders import remind
from shop.shopping_lists.tasks import remind_of_due_lists
from shop.time_zones import shop_day
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.shopping_lists.factories import a_list

pytestmark = pytest.mark.django_db


def dated(days=0, **fields):
    made = a_list(UserFactory(email=f"lists{days}@example.com"), lines=[(ProductFactory(), 1)])
    changes = {"cadence": "weeks", "next_due": shop_day() + timedelta(days=days), **fields}
    ShoppingList.objects.filter(pk=made.pk).update(**changes)
    made.refresh_from_db()
    return made


def test_owner_is_told_once_on_the_day():
    made = dated()
    dated(1)
    dated(-1, is_paused=True)

    for _time in range(2):
        remind_of_due_lists()

    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (made.owner.email, "Time to order: Weekly")
    assert f"/lists/{made.pk}/" in mail.text


def test_second_worker_writes_nothing():
    made = dated()

    assert [remind(made), remind(made)] == [True, False]


def test_the_next_day_is_told_again():
    made = dated()
    remind_of_due_lists()
    ShoppingList.objects.filter(pk=made.pk).update(
        next_due=shop_day() - timedelta(days=0), reminded_for=shop_day() - timedelta(days=7)
    )

    Mail.objects.all().delete()
    remind_of_due_lists()

    assert Mail.objects.count() == 1
