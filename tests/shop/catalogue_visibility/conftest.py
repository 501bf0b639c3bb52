"""A shop with something to hide."""

import pytest
from django.core.cache import cache

from content.models import Menu
from shop.catalogue.models import Product
from shop.offer.models import Range
from shop.wishlists.models import WishList
from tests.content.factories import make_home
from tests.content.menus import entry
from tests.search.factories import index_all
from tests.shop.catalogue_visibility.factories import (
    HIDDEN_PLACE,
    SECRET,
    hide,
    make_buyer,
    make_company,
    show,
)
from tests.shop.factories import (
    CategoryFactory,
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)


@pytest.fixture
def shop(site):
    """A shop with a product that one company sees alone, in a category that it sees alone."""
    home = make_home(site)
    gallery = CategoryFactory(name=HIDDEN_PLACE)
    table = CategoryFactory(name="Tableware")
    secret = ProductFactory(title=SECRET, categories=[gallery], price="777.00", upc="OBS-777")
    family = ParentProductFactory(title=f"{SECRET} set", categories=[gallery])
    variant = ProductFactory(parent=family, title="", price="778.00", upc="OBS-778")
    plain = ProductFactory(title="Plain bowl", categories=[table])
    entries = [entry("Hidden", category=gallery), entry("Table", category=table)]
    for handle in ("main", "footer"):
        Menu.objects.create(handle=handle, locale=home.locale, entries=entries)
    range_ = Range.objects.create(name="Picks", slug="picks", is_public=True)
    for product in (secret, family, plain):
        range_.add_product(product)
    owner = UserFactory()
    wishes = WishList.objects.create(owner=owner, name="Wishes", visibility=WishList.SHARED)
    wishes.add(secret)
    wishes.add(plain)
    order = OrderFactory(lines=[(secret, 1), (plain, 1)])
    company = make_company()
    hide(gallery)
    show(gallery, to=company)
    index_all()
    cache.clear()
    return {
        "secret": Product.objects.get(pk=secret.pk),
        "variant": Product.objects.get(pk=variant.pk),
        "family": Product.objects.get(pk=family.pk),
        "plain": plain,
        "gallery": gallery,
        "table": table,
        "wishes": wishes,
        "member": make_buyer(company),
        "other": make_buyer(),
        "order": order,
    }
