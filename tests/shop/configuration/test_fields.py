import json

import pytest
from django.core import serializers
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from shop.configuration.fields import Secret, masked
from shop.configuration.models import PaymentSettings
from shop.configuration.queries import STORED

pytestmark = pytest.mark.django_db
KEY = "sk_live_51Kiln4242"


def stored():
    row = PaymentSettings.load()
    row.stripe_secret_key = Secret.of(KEY)
    row.save()
    return PaymentSettings.objects.get()


def test_the_database_holds_no_readable_key():
    row = stored()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stripe_secret_key FROM configuration_paymentsettings")
        [(held,)] = cursor.fetchall()

    assert held == row.stripe_secret_key.token
    assert KEY not in held
    assert row.stripe_secret_key.reveal() == KEY


def test_what_is_printed_exported_or_cached_says_nothing():
    row = stored()
    STORED.refresh()

    exported = serializers.serialize("json", [row])
    assert json.loads(exported)[0]["fields"]["stripe_secret_key"] == ""
    assert [str(row.stripe_secret_key), repr(row.stripe_secret_key), f"{row.stripe_secret_key}"] == [
        "••••"
    ] * 3
    assert KEY not in repr(cache.get(STORED.key)) + repr(vars(row))


def test_a_plain_text_is_never_written():
    row = stored()
    row.stripe_secret_key = KEY

    with pytest.raises(ValidationError), transaction.atomic():
        row.save()
    assert PaymentSettings.objects.get().stripe_secret_key.reveal() == KEY


def test_only_the_last_four_are_shown_and_of_a_short_one_none():
    assert (masked(KEY), masked("secret"), masked("")) == ("••••4242", "••••", "")


def test_a_lost_key_is_said_and_breaks_nothing(settings):
    secret = stored().stripe_secret_key
    settings.KILN_SECRETS_KEYS = ["another"]

    assert (secret.is_readable, secret.hint, bool(secret)) == (False, "••••", True)
