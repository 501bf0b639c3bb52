from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.customer.alerts.subscribing import create_alert, delete_unconfirmed_alerts, request_guest_alert
from shop.customer.models import AlertQuestion, ProductAlert
from tests.shop.factories import ParentProductFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
MEI = "mei@example.com"
SAME_ANSWER = (
    "Please check your e-mail: unless Mei@example.com has this alert already, we have sent a confirmation"
    " link. We send at most one a day; it confirms every alert you asked for."
)


def ask(client, product, email=MEI):
    return client.post(reverse("customer:alert-create", args=[product.pk]), {"email": email}, follow=True)


def words(response):
    return [str(message) for message in response.context["messages"]]


def states():
    return list(ProductAlert.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize("known", ["nobody", "asked", "waits", "cancelled", "told", "has an account"])
def test_answer_is_the_same_whatever_is_known_of_the_address(client, known):
    product, stranger = ProductFactory(num_in_stock=0), Client()
    if known == "has an account":
        create_alert(product, user=UserFactory(email=MEI))
    elif known != "nobody":
        request_guest_alert(product, email=MEI, language="en")
        status = {"asked": "Unconfirmed", "waits": "Active", "cancelled": "Cancelled", "told": "Closed"}[
            known
        ]
        ProductAlert.objects.update(status=status)

    page = ask(stranger, product, "Mei@example.com")

    assert page.redirect_chain == [(product.get_absolute_url(), 302)]
    assert words(page) == [SAME_ANSWER]


def test_address_is_asked_once_a_day_and_its_button_counts_for_all(client, letters):
    jar, cup = ProductFactory(title="Jar", num_in_stock=0), ProductFactory(title="Cup", num_in_stock=0)
    for product in (jar, jar, cup):
        ask(client, product)
    assert [letter.to for letter in letters()] == [[MEI]]

    confirm = reverse("customer:alerts-confirm", args=[ProductAlert.objects.get(product=jar).key])
    assert client.get(confirm).context["others"] == [cup]
    assert states() == ["Unconfirmed"] * 2
    client.post(confirm)

    assert states() == ["Active"] * 2


def test_who_has_answered_may_be_asked_again_at_once(client, letters):
    jar, cup = ProductFactory(num_in_stock=0), ProductFactory(num_in_stock=0)
    ask(client, jar)
    client.post(reverse("customer:alerts-confirm", args=[ProductAlert.objects.get().key]))

    ask(client, cup)

    assert len(letters()) == 2


def test_who_does_not_answer_is_asked_again_the_next_day(client, letters):
    product = ProductFactory(num_in_stock=0)
    for hours in (0, 23, 25):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            ask(client, product)
            letters()

    assert (len(letters()), ProductAlert.objects.count()) == (2, 1)


def test_visitor_who_takes_one_address_after_another_is_stopped(client, letters):
    product = ProductFactory(num_in_stock=0)

    answers = [ask(client, product, f"stranger{number}@example.com") for number in range(40)]

    assert [answer.status_code for answer in answers] == [200] * 8 + [429] * 32
    assert answers[-1].context["alert_form"]["email"].value() == "stranger39@example.com"
    assert "Too many attempts in a short time" in answers[-1].content.decode()
    assert (len(letters()), ProductAlert.objects.count()) == (8, 8)


def test_address_that_many_visitors_take_is_left_alone(letters):
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            reverse("customer:alert-create", args=[ProductFactory(num_in_stock=0).pk]), {"email": MEI}
        )
        for number in range(12)
    ]

    assert [answer.status_code for answer in answers] == [302] * 8 + [429] * 4
    assert len(letters()) == 1


def test_what_nobody_confirms_is_forgotten(client):
    product, now = ProductFactory(num_in_stock=0), timezone.now()
    ask(client, product)
    ask(client, product, "bo@example.com")
    ProductAlert.objects.filter(email="bo@example.com").update(status=ProductAlert.ACTIVE)

    assert delete_unconfirmed_alerts(now=now + timedelta(days=6)) == 0
    assert delete_unconfirmed_alerts(now=now + timedelta(days=8)) == 1

    assert (ProductAlert.objects.get().email, AlertQuestion.objects.count()) == ("bo@example.com", 0)


def test_what_was_asked_about_again_has_its_time(client):
    product, now = ProductFactory(num_in_stock=0), timezone.now()
    for days in (0, 6):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            ask(client, product)

    assert delete_unconfirmed_alerts(now=now + timedelta(days=8)) == 0


@pytest.mark.parametrize("email", ["", "mei", "mei@", f"{'m' * 260}@example.com"])
def test_what_is_no_address_is_refused_and_kept(client, email):
    page = client.post(
        reverse("customer:alert-create", args=[ProductFactory(num_in_stock=0).pk]), {"email": email}
    )

    assert (page.status_code, page.context["alert_form"]["email"].value()) == (200, email)
    assert not ProductAlert.objects.exists()


def test_hidden_products_cannot_be_waited_for(client):
    hidden = ProductFactory(parent=ParentProductFactory(is_public=False), num_in_stock=0)

    assert [ask(client, p).status_code for p in (hidden, ProductFactory(is_public=False))] == [404, 404]
    assert (ProductAlert.objects.count(), mail.outbox) == (0, [])


def test_duplicates_from_before_leave_one_and_their_links_answer(client):
    product, user = ProductFactory(num_in_stock=0), UserFactory()
    with connection.cursor() as cursor:  # both databases give them back at the end of the test
        for constraint in ProductAlert._meta.constraints:
            cursor.execute(f"DROP INDEX {constraint.name}")
    twice = [ProductAlert.objects.create(product=product, user=user) for _time in range(2)]
    guests = [
        ProductAlert.objects.create(product=product, email=email) for email in (MEI, "MEI@example.com", MEI)
    ]
    ProductAlert.objects.filter(pk=guests[1].pk).update(status=ProductAlert.ACTIVE)
    unlike = ProductAlert.objects.create(product=product, email="bo@example.com")

    migration = import_module("shop.customer.migrations.0010_one_alert_each")
    migration.leave_one(apps, SimpleNamespace(connection=connection))

    waiting = set(ProductAlert.objects.exclude(status="Cancelled"))
    assert waiting == {twice[0], guests[1], unlike}
    client.post(reverse("customer:alerts-cancel-by-key", args=[guests[2].key]))
    guests[1].refresh_from_db()
    assert guests[1].status == ProductAlert.CANCELLED
