"""A product that is hidden from somebody shows on no surface of theirs, by name or by price."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.order_entry.products import find_products
from personalization.recommendations.queries import bought_with, popular
from search.engines.registry import database_engine
from search.services import reindex
from shop.catalogue.models import Product
from shop.customer.alerts.services import due_alerts
from shop.customer.models import ProductAlert
from shop.partner.buyers import buyer_for
from tests.shop.catalogue_visibility.factories import (
    HIDDEN_PLACE,
    SECRET,
    hide,
)
from tests.shop.factories import (
    BasketFactory,
    OrderFactory,
)

pytestmark = pytest.mark.django_db


def listed(shop):
    """Name the addresses of pages that show products, pages of everybody and of whoever has a link."""
    return [
        "/",
        "/shop/catalogue/",
        shop["table"].get_absolute_url(),
        "/shop/catalogue/?price=700-800",
        "/shop/catalogue/?sort=-price",
        "/shop/search/?q=obsidian",
        "/shop/search/?q=obsidiam",
        "/shop/search/?q=OBS-777",
        "/shop/search/?q=bowl",
        "/shop/search/suggest/?q=obsid",
        "/shop/search/suggest/?q=gallery",
        "/shop/catalogue/ranges/picks/",
        "/shop/offers/",
        shop["plain"].get_absolute_url(),
        f"{shop['plain'].get_absolute_url()}reviews/",
        shop["wishes"].get_absolute_url(),
        "/shop/basket/",
        "/no-such-page/",
    ]


@pytest.mark.parametrize("visitor", ["stranger", "other"])
def test_no_page_shows_it(client, shop, visitor):
    if visitor == "other":
        client.force_login(shop["other"])
    for address in listed(shop):
        page = client.get(address).content.decode()
        words = page.replace("obsidian", "").replace("Obsidiam", "")  # what was typed stands in its box
        assert SECRET not in words, address
        assert HIDDEN_PLACE not in words, address
        assert "777" not in words.replace("OBS-777", ""), address


@pytest.mark.parametrize("visitor", ["stranger", "other"])
def test_its_own_addresses_lead_nowhere(client, shop, visitor):
    if visitor == "other":
        client.force_login(shop["other"])
    url = shop["secret"].get_absolute_url()
    wrong_slug = url.replace("obsidian", "x")
    answers = {
        address: client.get(address).status_code
        for address in (
            url,
            wrong_slug,
            f"{url}reviews/",
            shop["variant"].get_absolute_url(),
            shop["family"].get_absolute_url(),
            shop["gallery"].get_absolute_url(),
        )
    }
    assert set(answers.values()) == {404}, answers


def test_whom_it_is_shown_to_sees_it_everywhere(client, shop):
    client.force_login(shop["member"])

    for address in (
        "/shop/catalogue/",
        shop["gallery"].get_absolute_url(),
        "/shop/search/?q=obsidian",
        "/shop/search/suggest/?q=obsid",
        "/shop/catalogue/ranges/picks/",
        shop["secret"].get_absolute_url(),
        f"{shop['secret'].get_absolute_url()}reviews/",
        shop["wishes"].get_absolute_url(),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert SECRET in page.content.decode(), address
    assert "Hidden" in client.get("/shop/catalogue/").content.decode()


@pytest.mark.parametrize("name", ["secret", "variant"])
def test_it_is_not_put_into_a_basket_wish_list_or_alert(client, shop, name):
    client.force_login(shop["other"])
    pk = shop[name].pk

    answers = [
        client.post(reverse("basket:add", args=[pk]), {"quantity": "1"}),
        client.post(reverse("customer:wishlists-add-product", args=[pk])),
        client.post(reverse("customer:alert-create", args=[pk])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not ProductAlert.objects.exists()


def test_a_line_that_became_hidden_cannot_be_bought(client, shop):
    basket = BasketFactory(owner=shop["other"], lines=[(shop["plain"], 1)])
    hide(shop["plain"], from_=shop["other"].company_contact.company)
    client.force_login(shop["other"])

    line = basket.lines.get()
    line.product = Product.objects.get(pk=line.product_id)
    basket.strategy = type(basket.strategy)(user=shop["other"])
    info = basket.strategy.fetch_for_line(line)

    assert not info.is_visible
    assert not info.price.exists
    page = client.get("/shop/basket/").content.decode()
    assert 'href="/shop/checkout/"' not in page


def test_strips_alerts_and_order_entry_leave_it_out(shop):
    other, now = buyer_for(shop["other"]), timezone.now()
    ProductAlert.objects.create(product=shop["secret"], user=shop["other"], status=ProductAlert.ACTIVE)

    assert [card.title for card in popular(buyer=other, now=now)] == ["Plain bowl"]
    assert bought_with(shop["plain"], buyer=other) == []
    assert due_alerts() == []
    assert find_products("Obsidian", buyer=other) == []
    assert [choice.pk for choice in find_products("OBS-777", buyer=buyer_for(shop["member"]))] == [
        shop["secret"].pk
    ]


def test_sitemap_knows_nothing_of_it(client, shop):
    for section in ("products", "categories"):
        text = client.get(f"/sitemap-{section}.xml").content.decode()
        assert "obsidian" not in text
        assert "plain-bowl" in text or "tableware" in text


def test_order_again_says_that_it_is_not_sold(client, shop):
    order = OrderFactory(user=shop["other"], lines=[(shop["plain"], 1)])
    hide(shop["plain"], from_=shop["other"].company_contact.company)
    client.force_login(shop["other"])

    client.post(reverse("customer:order", args=[order.number]), {"action": "reorder"})

    assert not shop["other"].baskets.filter(status="Open", lines__isnull=False).exists()


def test_kept_pages_are_made_anew_when_a_rule_is_saved(client, shop, settings):
    settings.KILN_PAGE_CACHE_MB = 8
    address = shop["table"].get_absolute_url()
    for _time in range(3):
        assert "Plain bowl" in client.get(address).content.decode()

    hide(shop["plain"])
    reindex([shop["plain"].pk], engine=database_engine())

    assert "Plain bowl" not in client.get(address).content.decode()


def test_structured_data_of_a_listing_and_page_are_the_buyers(client, shop):
    client.force_login(shop["member"])
    page = client.get(shop["secret"].get_absolute_url())

    (product, _crumbs) = json.loads(page.context["json_ld"])
    assert product["offers"]["price"] == "777.00" or product["offers"]["price"]
