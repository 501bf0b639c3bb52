import smtplib
from unittest.mock import patch

import pytest
from django.core import mail
from django.urls import reverse

from shop.customer.alerts.services import due_alerts, tell_that_it_is_back
from shop.customer.models import ProductAlert
from shop.customer.tasks import send_alerts
from tests.shop.catalogue.factories import vase
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def restock(product, pieces=5):
    product.stockrecords.update(num_in_stock=pieces)


def waiting(product, **kwargs):
    return ProductAlert.objects.create(product=product, user=UserFactory(**kwargs))


def test_who_waits_is_told_once_when_it_is_back():
    product = ProductFactory(title="Moon jar", num_in_stock=0)
    alert = waiting(product, email="mei@example.com")
    send_alerts()
    assert mail.outbox == []

    restock(product)
    send_alerts()
    send_alerts()

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["mei@example.com"], "Moon jar is out of the kiln")
    assert f"http://localhost:8000{product.get_absolute_url()}" in letter.body
    alert.refresh_from_db()
    assert alert.status == ProductAlert.CLOSED


def test_two_alerts_of_one_person_make_one_letter():
    alert = waiting(ProductFactory())
    ProductAlert.objects.create(product=alert.product, user=alert.user)

    send_alerts()

    assert len(mail.outbox) == 1
    assert not ProductAlert.objects.filter(status=ProductAlert.ACTIVE).exists()


def test_an_alert_on_a_variant_waits_for_that_variant():
    _parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 0), ("Snow", "28 cm", "132", 4))
    alert = waiting(tide)

    assert due_alerts() == []
    restock(tide)
    assert due_alerts() == [alert]
    tell_that_it_is_back(alert)
    assert f"?sku={tide.upc}" in mail.outbox[0].body


def test_a_letter_that_cannot_be_sent_is_tried_again_and_holds_up_no_other():
    first, second = waiting(ProductFactory()), waiting(ProductFactory())
    refused = smtplib.SMTPServerDisconnected("away")
    with patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=[refused, 1]):
        send_alerts()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (ProductAlert.ACTIVE, ProductAlert.CLOSED)


def test_a_cancelled_alert_is_not_sent():
    alert = waiting(ProductFactory())
    alert.cancel()

    assert tell_that_it_is_back(alert) is False
    assert mail.outbox == []


def test_a_user_who_asks_twice_waits_once(client):
    product = ProductFactory(num_in_stock=0)
    client.force_login(UserFactory())
    for _time in range(2):
        client.post(reverse("customer:alert-create", args=[product.pk]), {})

    assert ProductAlert.objects.count() == 1


def test_a_guest_confirms_and_is_told_in_the_language_of_the_page(client):
    product = ProductFactory(title="Moon jar", num_in_stock=0)
    product.title_zh_hans = "满月罐"
    product.save()
    create = f"/zh-hans{reverse('customer:alert-create', args=[product.pk])}"

    client.post(create, {"email": "mei@example.com"})
    alert = ProductAlert.objects.get()
    assert alert.status == ProductAlert.UNCONFIRMED
    assert f"/zh-hans/shop/accounts/alerts/confirm/{alert.key}/" in mail.outbox[0].body
    restock(product)
    send_alerts()
    assert len(mail.outbox) == 1

    client.get(reverse("customer:alerts-confirm", args=[alert.key]))
    send_alerts()

    assert "满月罐" in mail.outbox[1].subject
    assert f"/zh-hans/shop/catalogue/moon-jar_{product.pk}/" in mail.outbox[1].body
