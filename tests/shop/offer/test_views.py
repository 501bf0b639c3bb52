"""The page of an offer."""

import pytest

from tests.shop.offer.makers import make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_only_an_offer_for_everybody_that_can_be_had_has_a_page(client):
    offers = [make_offer(), make_offer(status="Suspended"), make_offer(offer_type="Voucher")]

    assert [client.get(offer.get_absolute_url()).status_code for offer in offers] == [200, 404, 404]
