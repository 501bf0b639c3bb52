"""A shop that has said who it is."""

import pytest

from tests.shop.factories import make_seller


@pytest.fixture
def seller_said(db):
    """The seller's data as a shop enters them."""
    return make_seller()
