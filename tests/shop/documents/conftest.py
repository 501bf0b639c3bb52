"""A shop that has said who it is, and orders of it."""

import pytest

from shop.configuration.models import DocumentSettings, TaxSettings


@pytest.fixture
def seller_said(db):
    """The seller's data as a shop enters them."""
    TaxSettings.objects.update_or_create(pk=1, defaults={"vat_id": "DE136695976"})
    return DocumentSettings.objects.update_or_create(
        pk=1,
        defaults={
            "legal_name": "Kiln & Töchter GmbH",
            "street": "Am Brennofen 1",
            "postcode": "01662",
            "city": "Meißen",
            "country": "DE",
            "registration": "Amtsgericht Dresden, HRB 12345",
        },
    )[0]
