"""What it costs to be known: a member with a full basket beside a stranger."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalogue.models import Product
from tests.content.factories import make_home
from tests.search.factories import give, index_all
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
MORE_FOR_A_MEMBER = 6


def cost(client, address):
    """Open a page twice and count the second time, when everybody's caches are warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_member_with_ten_lines_costs_little_more_than_a_stranger(client, site):
    make_home(site)
    products = ProductFactory.create_batch(10)
    for product in products:
        give(product, "glaze", "Tide", swatch="#c8b596")
    index_all()
    addresses = ["/", reverse("catalogue:index"), Product.objects.get(pk=products[0].pk).get_absolute_url()]
    strangers = [cost(client, address) for address in addresses]

    user = UserFactory()
    BasketFactory(owner=user, lines=products)
    client.force_login(user)
    members = [cost(client, address) for address in addresses]

    more = [member - stranger for member, stranger in zip(members, strangers, strict=True)]
    assert max(more) <= MORE_FOR_A_MEMBER
