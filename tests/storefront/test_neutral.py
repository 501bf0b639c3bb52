"""What a shop shows whose staff have said nothing yet: none of the demo's words."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from config.demo.shop import VOICE
from shop.identity.models import ShopSettings
from shop.identity.queries import shop_identity
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
BRAND = re.compile(
    r"stoneware|porcelain|thrown|glaze|celadon|tulip|workshop|straw|by hand|in our kiln|陶|瓷|窑|窯|釉|器物|工坊",
    re.IGNORECASE,
)
PLAIN = ["400.html", "403_csrf.html", "500.html", "503.html"]


def shown(page):
    """Return what a reader meets: no addresses of ours, no class names."""
    text = page.content.decode() if hasattr(page, "content") else page
    return re.sub(r'(class|href|src|id|name|data-[a-z-]+)="[^"]*"', "", text)


@pytest.mark.parametrize("language", ["", "/zh-hans", "/zh-hant"])
@pytest.mark.parametrize(
    "path", ["/shop/catalogue/", "/shop/search/?q=nothing", "/shop/basket/", "/no-such-page/"]
)
def test_pages_of_a_fresh_shop_are_neutral(client, language, path):
    assert BRAND.findall(shown(client.get(f"{language}{path}"))) == []


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("name", PLAIN)
def test_pages_of_bad_days_are_neutral(name, language):
    with translation.override(language):
        assert BRAND.findall(shown(render_to_string(name))) == []


def test_pages_of_bad_days_name_the_shop_as_it_was_last_known():
    ShopSettings.objects.create(name="Ofen & Co")
    shop_identity()

    for name in PLAIN:
        assert "· Ofen &amp; Co</title>" in render_to_string(name)


def test_maintenance_says_maintenance():
    assert "The shop is closed for maintenance" in render_to_string("503.html")


def test_a_product_of_a_fresh_shop_promises_no_delivery(client):
    product = ProductFactory(title="Lamp")
    address = reverse("catalogue:detail", args=[product.slug, product.pk])

    assert "Delivery and returns" not in client.get(address).content.decode()
    ShopSettings.objects.create(delivery_note_en="Two days.\n\nBack within 30 days.")
    page = client.get(address).content.decode()
    assert ("Delivery and returns" in page, "<p>Two days.</p>" in page) == (True, True)


def test_what_staff_say_is_where_the_words_were(client):
    ShopSettings.objects.create(**{f"{name}_en": words[0] for name, words in VOICE.items()})
    page = client.get("/shop/catalogue/").content.decode()

    assert [
        VOICE[name][0] in page for name in ("tagline", "announcement", "description", "search_examples")
    ] == [True] * 4
