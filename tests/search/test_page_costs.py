"""What it costs to be known: a member with a full basket beside a stranger."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Menu
from shop.catalogue.models import Product, ProductImage
from tests.content.factories import make_home, make_page
from tests.content.menus import entry
from tests.search.factories import give, index_all
from tests.shop.factories import BasketFactory, CategoryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
MORE_FOR_A_MEMBER = 6
# Four of them settings (seven rows by one query), taxes and categories, read once after a change.
COLD_CATEGORY_LIMIT, COLD_SEARCH_LIMIT = 15, 16


def cost(client, address):
    """Open a page twice and count the second time, when everybody's caches are warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def addresses_with(products):
    category = products[0].categories.get()
    found = reverse("search:search") + "?q=tide"
    product = Product.objects.get(pk=products[0].pk)
    return ["/", category.get_absolute_url(), product.get_absolute_url(), found, "/story/"]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_category_page_costs_at_most_fifteen_queries_when_nothing_is_remembered(client, site, number):
    home = make_home(site)
    table = CategoryFactory(name="Table")
    bowls = [CategoryFactory(name=f"Bowls {n}", parent=table) for n in range(number)]
    entries = [entry("Story", page=make_page(home, slug=f"story-{n}")) for n in range(number)]
    entries += [entry("Bowls", category=table)]
    for handle in ("main", "footer"):
        Menu.objects.create(handle=handle, locale=home.locale, entries=entries)
    for product in ProductFactory.create_batch(number, title="Tide bowl", categories=[bowls[0]]):
        give(product, "glaze", "Tide", swatch="#c8b596")
    index_all()
    found = f"{reverse('search:search')}?q=tide+bowl"

    pages = ((bowls[0].get_absolute_url(), COLD_CATEGORY_LIMIT), (found, COLD_SEARCH_LIMIT))
    for address, limit in pages:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)

        assert page.content.decode().count('<article class="card"') == min(number, 24)
        assert len(captured) <= limit


def test_a_member_with_ten_lines_costs_little_more_than_a_stranger(client, site):
    home = make_home(site)
    make_page(home)
    products = ProductFactory.create_batch(10, categories=[CategoryFactory(name="Bowls")])
    for product in products:
        give(product, "glaze", "Tide", swatch="#c8b596")
    index_all()
    addresses = addresses_with(products)
    strangers = [cost(client, address) for address in addresses]

    user = UserFactory()
    BasketFactory(owner=user, lines=products)
    client.force_login(user)
    members = [cost(client, address) for address in addresses]

    more = [member - stranger for member, stranger in zip(members, strangers, strict=True)]
    assert max(more) <= MORE_FOR_A_MEMBER


def test_a_full_listing_stays_below_sixty_kilobytes(client, site):
    make_home(site)
    bowls = CategoryFactory(name="Bowls")
    glazes = [f"Glaze {number}" for number in range(26)]
    for number in range(24):
        product = ProductFactory(title=f"A bowl with a rather long name {number}", categories=[bowls])
        name = f"images/products/imported/kc-{number:03}-6262d3c42f902a87.webp"
        ProductImage.objects.bulk_create([ProductImage(product=product, original=name)])
        give(product, "glaze", glazes[number], swatch="#c8b596")
        give(product, "size", f"{number} cm")
    index_all()

    page = client.get(bowls.get_absolute_url())

    assert page.content.decode().count("/renditions/720/") > 24
    assert len(page.content) <= 60_000
