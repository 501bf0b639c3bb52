"""The link of a reminder, on another device: goods only, twice harmless, never what was ordered."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm_core.abandoned_baskets.detection import find_abandoned_baskets
from crm_core.abandoned_baskets.links import restore_url
from crm_core.abandoned_baskets.models import AbandonedBasket, RestoredBasket
from shop.basket.models import Basket
from shop.events.models import Event
from shop.order.services import cancel_order
from shop.partner.models import StockRecord
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl():
    return ProductFactory(title="Tide bowl", price="20.00", num_in_stock=10)


@pytest.fixture
def spell(left_basket, bowl):
    owner = UserFactory(email="ada@example.com", first_name="Ada", last_name="Lovelace")
    left_basket(owner=owner, lines=[(bowl, 2)])
    find_abandoned_baskets()
    return AbandonedBasket.objects.get()


@pytest.fixture
def path(spell, site, settings):
    return restore_url(spell, language="en").removeprefix(settings.KILN_BASE_URL)


def held(basket):
    return list(basket.lines.order_by("pk").values_list("product__title", "quantity"))


def others(spell):
    return Basket.objects.exclude(pk=spell.basket_id)


def test_opening_the_link_shows_goods_and_nobody_and_writes_nothing(client, spell, path):
    page = client.get(path)

    assert page.status_code == 200
    assert "Tide bowl" in page.text
    assert [word for word in ("Ada", "Lovelace", "ada@example.com") if word in page.text] == []
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    assert not others(spell).exists()
    assert "_auth_user_id" not in client.session
    assert AbandonedBasket.objects.get().restored_at is None


def test_the_button_fills_the_visitors_basket_and_a_second_time_changes_nothing(client, spell, path):
    for _time in range(2):
        assert client.post(path).url == "/shop/basket/"

    target = others(spell).get()
    assert (held(target), held(spell.basket), target.owner) == ([("Tide bowl", 2)], [("Tide bowl", 2)], None)
    assert RestoredBasket.objects.values_list("abandoned", "basket").get() == (spell.pk, target.pk)
    assert [event.payload for event in Event.objects.filter(name="BasketRestored")] == [
        {"abandoned_id": spell.pk, "basket_id": target.pk, "customer_id": None}
    ]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("has", "then"), [(1, 2), (3, 3)])
def test_what_is_in_both_keeps_the_larger_quantity(client, spell, path, bowl, has, then):
    visitor = UserFactory()
    own = BasketFactory(owner=visitor, lines=[(bowl, has), (ProductFactory(title="Cup"), 1)])
    client.force_login(visitor)

    client.post(path)

    assert held(own) == [("Tide bowl", then), ("Cup", 1)]


def test_what_is_short_sold_out_or_dearer_is_said(client, left_basket, site, settings, bowl):
    gone, plate = ProductFactory(title="Vase"), ProductFactory(title="Plate", price="5.00")
    left_basket(owner=UserFactory(), lines=[(bowl, 2), (gone, 1), (plate, 1)])
    find_abandoned_baskets()
    spell = AbandonedBasket.objects.get()
    StockRecord.objects.filter(product=bowl).update(num_in_stock=1)
    StockRecord.objects.filter(product=gone).update(num_in_stock=0)
    StockRecord.objects.filter(product=plate).update(price="6.50")

    path = restore_url(spell, language="en").removeprefix(settings.KILN_BASE_URL)
    page = client.post(path, follow=True)

    said = [str(message) for message in page.context["messages"]]
    assert said == [
        "Your items are in the basket again.",
        "“Tide bowl”: only 1 of 2 is available; it is in your basket.",
        "“Vase” has sold out.",
        "The price of “Plate” has changed since: it is €6.50 now.",
    ]
    assert held(others(spell).get()) == [("Tide bowl", 1), ("Plate", 1)]


def test_its_owner_is_led_to_the_basket(client, spell, path):
    client.force_login(spell.basket.owner)

    assert client.get(path).url == "/shop/basket/"
    assert client.post(path).url == "/shop/basket/"
    assert held(spell.basket) == [("Tide bowl", 2)]
    assert not RestoredBasket.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("end", ["ordered", "bought", "emptied", "merged", "old", "forged", "gone"])
def test_a_link_whose_time_is_over_leads_to_nothing(client, spell, path, method, end):
    owner = spell.basket.owner
    if end == "ordered":
        Basket.objects.filter(pk=spell.basket_id).update(status=Basket.SUBMITTED)
    elif end == "bought":
        OrderFactory(user=owner)
    elif end == "emptied":
        spell.basket.lines.all().delete()
    elif end == "merged":
        Basket.objects.filter(pk=spell.basket_id).update(status=Basket.MERGED)
    elif end == "gone":
        owner.delete()
        Basket.objects.filter(pk=spell.basket_id).delete()
    later = timezone.now() + timedelta(days=15 if end == "old" else 0)
    before = Basket.objects.count()

    with time_machine.travel(later):
        page = getattr(client, method)(path.replace(":", ":x", 1) if end == "forged" else path)

    status = 404 if end in ("old", "forged", "gone") else 410
    assert (page.status_code, Basket.objects.count()) == (status, before)
    assert not RestoredBasket.objects.exists()


def test_a_cancelled_order_leaves_the_link_alone(client, spell, path):
    cancel_order(OrderFactory(user=spell.basket.owner))

    assert client.get(path).status_code == 200
