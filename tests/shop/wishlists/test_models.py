import importlib

import pytest
from django.apps import apps
from django.db import connection
from oscar.core.loading import get_model

from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
WishList = get_model("wishlists", "WishList")


def test_a_key_cannot_be_guessed_and_stays():
    first, second = (WishList.objects.create(owner=UserFactory()) for _ in range(2))
    assert [len(first.key), len(second.key)] == [22, 22]  # 16 bytes in base 64
    assert first.key != second.key

    kept = first.key
    first.name = "Wedding"
    first.save()
    first.refresh_from_db()
    assert (first.name, first.key) == ("Wedding", kept)


def test_old_keys_are_renewed():
    for key in ("abc123", "abc124"):
        WishList.objects.filter(pk=WishList.objects.create(owner=UserFactory()).pk).update(key=key)

    importlib.import_module("shop.wishlists.migrations.0006_new_keys").renew(apps, connection.schema_editor())

    assert [len(key) for key in WishList.objects.values_list("key", flat=True)] == [22, 22]
    assert WishList.objects.filter(key__startswith="abc12").count() == 0
