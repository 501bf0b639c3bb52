"""Mails speak the language in which their reader was in the shop."""

import pytest
from django.contrib.sites.models import Site
from django.utils import translation

from shop.customer.alerts.services import send_back_in_stock
from shop.customer.models import ProductAlert
from shop.notifications.order_mail import send_cancellation, send_confirmation
from tests.i18n.reading import english_in, english_on


@pytest.mark.parametrize("shown", ["en", "zh-hant"])
def test_confirmation_is_written_in_the_orders_language(world, settings, shown, letters):
    settings.KILN_BANK_ACCOUNT = "DE75 5121 0800 1245 1261 99"
    world.order.language = world.language
    world.order.save()

    with translation.override(shown):
        send_confirmation(world.order)

    (letter,) = letters()
    ((html, _mimetype),) = letter.alternatives
    assert english_in(letter.subject) == []
    assert english_in(letter.body) == []
    assert english_on(html) == []
    assert f"{settings.KILN_BASE_URL.rstrip('/')}/{world.language}/" in letter.body


def test_letters_about_the_account_are_written_in_its_readers_language(client, world, letters):
    Site.objects.update(name="Kiln", domain="kiln.example")
    Site.objects.clear_cache()
    client.post(world.url("account_reset_password"), {"email": world.buyer.email})
    client.post(
        world.url("account_signup"),
        {"email": "yu@example.com", "password1": "a-long-passphrase", "password2": "a-long-passphrase"},
    )

    left = [english_in(f"{letter.subject}\n{letter.body}") for letter in letters()]
    assert left == [[], []]


def test_a_cancelled_order_is_told_in_the_orders_language(world, letters):
    world.order.language = world.language
    world.order.save()

    send_cancellation(world.order)

    (letter,) = letters()
    assert english_in(f"{letter.subject}\n{letter.body}") == []
    assert f"/{world.language}/" in letter.body


def test_alerts_are_written_in_the_language_in_which_they_were_asked_for(client, world, letters):
    client.post(world.url("customer:alert-create", world.sold_out.pk), {"email": "li@example.com"})
    alert = ProductAlert.objects.get(email="li@example.com")
    client.post(world.url("customer:alerts-confirm", alert.key))
    alert.refresh_from_db()

    send_back_in_stock(alert)

    assert [english_in(f"{letter.subject}\n{letter.body}") for letter in letters()] == [[], []]


def test_an_alert_of_a_user_is_written_in_the_language_they_chose(world, letters):
    world.buyer.language = world.language
    world.buyer.save()

    send_back_in_stock(ProductAlert.objects.get(user=world.buyer))

    (letter,) = letters()
    assert english_in(f"{letter.subject}\n{letter.body}") == []
