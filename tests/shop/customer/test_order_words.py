"""An order of one language read in another."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from oscar.core.loading import get_model
from oscar.test.factories import create_offer

from shop.catalogue.models import AttributeOption, Product
from shop.identity.queries import shop_identity
from shop.order.models import Order
from tests.shop.catalogue.factories import vase
from tests.shop.checkout.walk import review, url, walk_to_review
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ConditionalOffer = get_model("offer", "ConditionalOffer")


@pytest.fixture
def order(client, django_capture_on_commit_callbacks):
    """Two vases, bought in English under an offer, by who is logged in."""
    _parent, children = vase(("Tide", "28 cm", "100", 6), ("Snow", "28 cm", "100", 4))
    create_offer(name="Twenty off")
    client.force_login(UserFactory())
    walk_to_review(client, *children)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("preview"), {"action": "place_order", **review(client)})
    Product.objects.filter(title="Floor vase").update(title_zh_hans="落地花瓶")
    AttributeOption.objects.filter(option="Tide").update(option_zh_hans="潮汐")
    ConditionalOffer.objects.update(name_zh_hans="八折优惠")
    return Order.objects.get()


def page_of(client, order, language=""):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"{language}/shop/accounts/orders/{order.number}/")
    assert response.status_code == 200
    return response, len(captured)


def test_it_is_named_in_the_readers_language_where_its_products_and_offers_are_still_there(client, order):
    in_english, cost = page_of(client, order)
    with translation.override("zh-hans"):
        shop_identity()  # kept from the first page of a language on
    in_chinese, more = page_of(client, order, "/zh-hans")

    assert [line.title for line in in_english.context["lines"]] == [
        "Floor vase (Tide, 28 cm)",
        "Floor vase (Snow, 28 cm)",
    ]
    assert in_chinese.context["lines"][0].title == "落地花瓶 (潮汐，28 cm)"
    assert "八折优惠" in in_chinese.content.decode()
    assert "Twenty off" in in_english.content.decode()
    assert more <= cost + 3

    Product.objects.filter(structure="child").delete()
    ConditionalOffer.objects.all().delete()
    after, _cost = page_of(client, order, "/zh-hans")
    assert after.context["lines"][0].title == "Floor vase (Tide, 28 cm)"
    assert "Twenty off" in after.content.decode()
    assert order.total_incl_tax == Decimal("160.00")
