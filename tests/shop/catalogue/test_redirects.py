"""Addresses that were once right lead to those that are."""

import pytest

from shop.catalogue.models import Category, Product
from tests.shop.catalogue.factories import vase
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/zh-hant"])
def test_a_renamed_product_is_found_at_its_old_address(client, prefix):
    product = ProductFactory(title="Bud vase")
    old = product.get_absolute_url()
    Product.objects.filter(pk=product.pk).update(slug="stem-vase")

    response = client.get(f"{prefix}{old}?utm_source=letter&utm_source=again")

    assert response.status_code == 301
    new = old.replace("bud-vase", "stem-vase")
    assert response.headers["Location"] == f"{prefix}{new}?utm_source=letter&utm_source=again"
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/zh-hant"])
def test_a_renamed_or_moved_category_is_found_at_its_old_address(client, prefix):
    top, bowls = CategoryFactory(name="Tableware"), CategoryFactory(name="Bowls")
    tea = CategoryFactory(name="Tea bowls", parent=bowls)
    old = tea.get_absolute_url()
    Category.objects.filter(pk=bowls.pk).update(slug="cups")
    Category.objects.get(pk=bowls.pk).move(Category.objects.get(pk=top.pk), "first-child")

    response = client.get(f"{prefix}{old}?glaze=tide&page=2")

    assert response.status_code == 301
    new = f"{prefix}/shop/catalogue/category/tableware/cups/tea-bowls_{tea.pk}/"
    assert response.headers["Location"] == f"{new}?glaze=tide&page=2"
    assert client.get(new).status_code == 200


def test_a_variants_address_keeps_what_else_was_asked(client):
    parent, (tide,) = vase(("Tide", "28 cm", "148", 3))

    response = client.get(f"{tide.get_absolute_url()}?utm_source=letter")

    assert response.headers["Location"] == f"{parent.get_absolute_url()}?utm_source=letter&sku={tide.upc}"


def test_a_hidden_products_name_is_not_told_by_a_redirect(client):
    product = ProductFactory(title="Secret", is_public=False)

    assert client.get(f"/shop/catalogue/guess_{product.pk}/").status_code == 404


def test_who_finds_a_product_gone_is_offered_a_search_for_it(client):
    product = ProductFactory(title="Bud vase", is_public=False)

    response = client.get(product.get_absolute_url())

    html = flat(response)
    assert response.status_code == 404
    assert 'name="q" value="bud vase"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
