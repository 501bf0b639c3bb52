import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.shop.catalogue.factories import picture, vase
from tests.shop.factories import CategoryFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def page_of(client, product, **query):
    response = client.get(product.get_absolute_url(), query)
    assert response.status_code == 200
    return response


def test_a_product_says_price_stock_and_where_it_stands(client):
    vases = CategoryFactory(name="Vases")
    product = ProductFactory(title="Bud vase", price="28.50", num_in_stock=6, categories=[vases])

    response = page_of(client, product)

    page = response.context["page"]
    assert [words for words, _address in page.breadcrumbs] == ["Shop", "Vases", "Bud vase"]
    assert (page.stock.text, page.buy_id, page.variant_options) == ("6 in stock", product.pk, ())
    html = response.content.decode()
    assert "€28.50" in html
    assert f'action="/shop/basket/add/{product.pk}/"' in html


def test_the_first_variant_that_can_be_had_is_selected(client):
    parent, (_sold, snow) = vase(("Tide", "28 cm", "148", 0), ("Snow", "28 cm", "132", 4))

    assert page_of(client, parent).context["page"].variant.sku == snow.upc


def test_a_variant_has_an_address_of_its_own(client):
    parent, (_tide, snow) = vase(("Tide", "28 cm", "148", 3), ("Snow", "28 cm", "132", 4))

    page = page_of(client, parent, sku=snow.upc).context["page"]

    assert (page.buy_id, page.variant.name) == (snow.pk, "Snow, 28 cm")
    (glaze,) = page.variant_options
    assert [(value.label, value.is_selected) for value in glaze.values] == [("Snow", True), ("Tide", False)]


def test_a_sold_out_variant_offers_an_alert_instead_of_the_basket(client):
    parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 0), ("Snow", "28 cm", "132", 4))

    html = page_of(client, parent, sku=tide.upc).content.decode()

    assert f"/shop/accounts/alerts/create/{tide.pk}/" in html
    assert "/shop/basket/add/" not in html


def test_a_childs_own_address_leads_to_its_parent_for_good(client):
    parent, (tide,) = vase(("Tide", "28 cm", "148", 3))

    response = client.get(tide.get_absolute_url())

    assert response.status_code == 301
    assert response["Location"] == f"{parent.get_absolute_url()}?sku={tide.upc}"


def test_an_old_slug_leads_to_the_new_one_for_good(client):
    product = ProductFactory(title="Bud vase")

    response = client.get(product.get_absolute_url().replace("bud-vase", "old-name"))

    assert (response.status_code, response["Location"]) == (301, product.get_absolute_url())


def test_a_hidden_product_is_there_for_staff_only(client):
    product = ProductFactory(is_public=False)

    assert client.get(product.get_absolute_url()).status_code == 404
    client.force_login(UserFactory())
    assert client.get(product.get_absolute_url()).status_code == 404
    client.force_login(StaffFactory())
    assert client.get(product.get_absolute_url()).status_code == 200


def test_a_hidden_parents_child_does_not_give_it_away(client):
    parent, (tide,) = vase(("Tide", "28 cm", "148", 3))
    parent.is_public = False
    parent.save()

    assert client.get(tide.get_absolute_url()).status_code == 404


def test_search_engines_read_the_offer_and_nothing_can_break_out_of_it(client):
    product = ProductFactory(title="Vase </script><b>", price="28.50")

    html = page_of(client, product).content.decode()

    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    schema, crumbs = json.loads(block)
    assert schema["name"] == "Vase </script><b>"
    assert schema["offers"]["price"] == "28.50"
    assert schema["offers"]["availability"] == "https://schema.org/InStock"
    assert crumbs["itemListElement"][-1]["name"] == "Vase </script><b>"


def test_a_description_keeps_its_paragraphs_and_loses_its_scripts(client):
    product = ProductFactory(description='<p onclick="x()">Tall</p><script>alert(1)</script>')

    html = page_of(client, product).content.decode()

    assert "<p>Tall</p>" in html
    assert "alert(1)" not in html.split("<main", 1)[1]


def test_the_page_has_nothing_inline_that_the_policy_would_refuse(client):
    parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 3), ("Snow", "28 cm", "132", 0))
    picture(tide)

    html = page_of(client, parent).content.decode()

    assert re.findall(r'\sstyle="|\son[a-z]+="|<style', html) == []
    scripts = re.findall(r"<script([^>]*)>", html)
    assert [s for s in scripts if "src=" not in s and "application/ld+json" not in s] == []


def _queries_with(client, variants):
    parent, children = vase(*[(f"Glaze {n}", "28 cm", "148", 3) for n in range(variants)])
    for child in children:
        picture(child, size=(8, 10))
    page_of(client, parent)  # menus and the like are kept after the first time
    with CaptureQueriesContext(connection) as queries:
        page_of(client, parent)
    return len(queries)


def test_a_product_takes_as_many_queries_with_one_variant_as_with_thirty(client):
    vase(("Tide", "28 cm", "148", 3))  # so that the strip below has a vase to show from the start
    assert _queries_with(client, 1) == _queries_with(client, 3) == _queries_with(client, 30) <= 15


def test_a_product_in_packs_says_its_rule_and_the_price_of_one(client):
    cups = ProductFactory(
        price="24", num_in_stock=20, order_minimum=4, order_maximum=24, order_multiple=6, pack_size=6
    )

    response = page_of(client, cups)

    html = " ".join(response.content.decode().split())
    assert "for 6, €4.00 each" in html
    assert "Sold in multiples of 6. At most 24 in one order." in html
    assert 'name="quantity" value="6" min="6" max="20" step="6"' in html
    assert 'aria-describedby="quantity-rule"' in html


def test_a_product_is_shared_by_mail_or_link_without_anybody_elses_server(client):
    parent, (_tide, snow) = vase(("Tide", "28 cm", "148", 3), ("Snow", "28 cm", "132", 4))

    html = page_of(client, parent, sku=snow.upc).content.decode()

    address = f"http://testserver{parent.get_absolute_url()}?sku={snow.upc}"
    assert f'data-share="{address}"' in html
    assert "mailto:?subject=Floor%20vase&amp;body=http%3A%2F%2Ftestserver%2F" in html
