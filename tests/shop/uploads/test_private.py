"""Private files and the rows that name them."""

import pytest
from django.apps import apps
from django.db.models import FileField
from django.db.models.signals import post_delete

from shop.uploads.private import PrivateStorage, delete_file_with_row

WITH_PRIVATE_FILES = [
    model
    for model in apps.get_models()
    if any(
        isinstance(field, FileField) and isinstance(field.storage, PrivateStorage)
        for field in model._meta.local_fields
    )
]


@pytest.mark.parametrize("model", WITH_PRIVATE_FILES, ids=lambda model: model._meta.label)
def test_the_file_goes_with_its_row(model):
    receivers, _asynchronous = post_delete._live_receivers(model)
    assert delete_file_with_row in receivers
