from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from shop.customer.alerts.services import due_alerts, send_back_in_stock
from shop.customer.models import ProductAlert
from shop.customer.tasks import send_alerts
from tests.shop.catalogue.factories import vase
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def restock(product, pieces=5):
    product.stockrecords.update(num_in_stock=pieces)


def waiting(product, **kwargs):
    return ProductAlert.objects.create(product=product, user=UserFactory(**kwargs))


def test_who_waits_is_told_once_when_it_is_back(letters):
    product = ProductFactory(title="Moon jar", num_in_stock=0)
    alert = waiting(product, email="mei@example.com")
    send_alerts()
    assert letters() == []

    restock(product)
    send_alerts()
    send_alerts()

    (letter,) = letters()
    assert (letter.to, letter.subject) == (["mei@example.com"], "Moon jar is back in stock")
    assert f"http://testserver{product.get_absolute_url()}" in letter.body
    alert.refresh_from_db()
    assert alert.status == ProductAlert.CLOSED


def test_nobody_waits_twice_for_one_product():
    alert = waiting(ProductFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        ProductAlert.objects.create(product=alert.product, user=alert.user)
    alert.cancel()
    ProductAlert.objects.create(product=alert.product, user=alert.user)

    again = ProductAlert.objects.get(pk=alert.pk)
    again.status = ProductAlert.ACTIVE
    with pytest.raises(ValidationError, match="already has another alert for this product"):
        again.full_clean()


def test_an_alert_on_a_variant_waits_for_that_variant(letters):
    _parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 0), ("Snow", "28 cm", "132", 4))
    alert = waiting(tide)

    assert due_alerts() == []
    restock(tide)
    assert due_alerts() == [alert]
    send_back_in_stock(alert)
    assert f"?sku={tide.upc}" in letters()[0].body


def test_a_cancelled_alert_is_not_sent(letters):
    alert = waiting(ProductFactory())
    alert.cancel()

    assert send_back_in_stock(alert) is False
    assert letters() == []


def test_a_user_who_asks_twice_waits_once(client):
    product = ProductFactory(num_in_stock=0)
    client.force_login(UserFactory())
    for _time in range(2):
        client.post(reverse("customer:alert-create", args=[product.pk]), {})

    assert ProductAlert.objects.count() == 1


def test_a_guest_confirms_and_is_told_in_the_language_of_the_page(client, letters):
    product = ProductFactory(title="Moon jar", num_in_stock=0)
    product.title_zh_hans = "满月罐"
    product.save()
    create = f"/zh-hans{reverse('customer:alert-create', args=[product.pk])}"

    client.post(create, {"email": "mei@example.com"})
    alert = ProductAlert.objects.get()
    assert alert.status == ProductAlert.UNCONFIRMED
    assert f"/zh-hans/shop/accounts/alerts/confirm/{alert.key}/" in letters()[0].body
    restock(product)
    send_alerts()
    assert len(letters()) == 1

    confirm = reverse("customer:alerts-confirm", args=[alert.key])
    assert client.get(confirm).context["alert"] == alert
    send_alerts()
    assert len(letters()) == 1  # whoever merely opens the link has not answered
    client.post(confirm)
    send_alerts()

    assert "满月罐" in letters()[1].subject
    assert f"/zh-hans/shop/catalogue/moon-jar_{product.pk}/" in letters()[1].body


def test_as_many_are_told_as_pieces_came_back_in_the_order_in_which_they_asked(letters):
    product = ProductFactory(num_in_stock=0)
    people = [waiting(product, email=f"{name}@example.com").user.email for name in ("ada", "bo", "cy")]
    restock(product, 2)

    send_alerts()
    send_alerts()

    assert [letter.to for letter in letters()] == [[people[0]], [people[1]]]


def test_the_next_are_told_after_the_head_start_if_a_piece_is_left(letters):
    product = ProductFactory(num_in_stock=0)
    for name in ("ada", "bo", "cy"):
        waiting(product, email=f"{name}@example.com")
    restock(product, 1)

    for day in range(3):
        with time_machine.travel(timezone.now() + timedelta(hours=25 * day), tick=False):
            send_alerts()
            letters()
    restock(product, 0)

    assert [letter.to for letter in letters()] == [[f"{name}@example.com"] for name in ("ada", "bo", "cy")]


def guests_alert(client, **changes):
    product = ProductFactory(num_in_stock=0)
    client.post(reverse("customer:alert-create", args=[product.pk]), {"email": "mei@example.com"})
    ProductAlert.objects.update(**changes)
    return ProductAlert.objects.get()


def test_a_guest_takes_the_alert_back_by_the_mails_link_and_its_button(client, letters):
    alert = guests_alert(client, status=ProductAlert.ACTIVE)
    cancel = reverse("customer:alerts-cancel-by-key", args=[alert.key])
    assert cancel in letters()[0].body

    assert client.get(cancel).status_code == 200
    alert.refresh_from_db()
    assert alert.status == ProductAlert.ACTIVE
    client.post(cancel)
    client.post(cancel)

    alert.refresh_from_db()
    assert alert.status == ProductAlert.CANCELLED


def test_a_cancelled_alert_is_not_confirmed_by_the_older_link(client):
    alert = guests_alert(client, status=ProductAlert.CANCELLED)

    client.post(reverse("customer:alerts-confirm", args=[alert.key]))

    alert.refresh_from_db()
    assert alert.status == ProductAlert.CANCELLED


@pytest.mark.parametrize("name", ["alerts-confirm", "alerts-cancel-by-key"])
def test_a_key_that_is_none_is_not_found(client, name):
    url = reverse(f"customer:{name}", args=["none"])

    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def test_a_strangers_post_cancels_nothing(client):
    alert = waiting(ProductFactory())

    assert client.post(reverse("customer:alerts-cancel-by-pk", args=[alert.pk])).status_code == 302
    alert.refresh_from_db()
    assert alert.status == ProductAlert.ACTIVE
