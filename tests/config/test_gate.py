"""A shop that shows prices, or opens at all, after logging in."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from config.gate import is_open
from shop.configuration.models import StorefrontSettings
from tests.access.routes import routes
from tests.content.factories import make_home, make_page
from tests.search.factories import index_all
from tests.shop.factories import (
    BasketFactory,
    CategoryFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
#: What a stranger may open in a closed shop, by the beginning of the route as it is mounted.
OPEN = (
    *("robots.txt", "sitemap", "feeds/", "cms/", "i18n/", "media/renditions/", "^images/", "static/"),
    *("accounts/", "consent/", "subscriptions/", "approvals/", "invoices/", "order-changes/", "returns/"),
    *(
        "withdrawal/",
        "warranty/",
        "mail/",
        "r/",
        "payments/stripe/webhook/",
        "calendar/",
        "_util/",
        "company/register/",
    ),
    "documents/authenticate_with_password/",
    r"shop/accounts/^order-status/",
    *("shop/accounts/alerts/confirm/", "shop/accounts/alerts/cancel/key/"),
)


def set_access(access, **fields):
    StorefrontSettings.objects.update_or_create(pk=1, defaults={"access": access, **fields})
    StorefrontSettings.load().save()


@pytest.fixture
def goods(site):
    home = make_home(site)
    table = CategoryFactory(name="Tableware")
    bowl = ProductFactory(title="Plain bowl", price="23.45", categories=[table])
    family = ParentProductFactory(title="Vase", categories=[table])
    ProductFactory(parent=family, title="", price="56.78", upc="V-1")
    index_all()
    cache.clear()
    return {"home": home, "table": table, "bowl": bowl, "family": family}


def pages_of(goods):
    return [
        "/",
        goods["table"].get_absolute_url(),
        "/shop/catalogue/?sort=price",
        "/shop/catalogue/?price=20-30",
        "/shop/search/?q=bowl",
        "/shop/search/suggest/?q=bowl",
        goods["bowl"].get_absolute_url(),
        goods["family"].get_absolute_url(),
    ]


def test_prices_on_login_tell_strangers_no_price(client, goods):
    set_access("prices")

    for address in pages_of(goods):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert not any(amount in page for amount in ("23.45", "56.78", "€")), address
        assert 'name="price_from"' not in page, address
        assert 'value="price"' not in page, address
    page = client.get(goods["bowl"].get_absolute_url())
    assert "Log in to see prices" in page.content.decode()
    assert "offers" not in page.context["json_ld"]
    assert reverse("basket:add", args=[goods["bowl"].pk]) not in page.content.decode()
    assert client.get("/shop/catalogue/?price=20-30").context["listing"].total == 2
    assert client.get(goods["table"].get_absolute_url()).context["listing"].price is None


def test_prices_on_login_are_there_for_who_has_logged_in(client, goods):
    set_access("prices")
    client.force_login(UserFactory())

    page = client.get(goods["bowl"].get_absolute_url()).content.decode()

    assert "23.45" in page
    assert reverse("basket:add", args=[goods["bowl"].pk]) in page


def test_prices_on_login_sell_strangers_nothing(client, goods):
    set_access("prices")

    answer = client.post(reverse("basket:add", args=[goods["bowl"].pk]), {"quantity": "1"}, follow=True)

    assert "Log in to see prices" in answer.content.decode()
    assert answer.context["request"].basket.is_empty


def test_basket_from_before_can_be_looked_at_and_not_ordered(client, goods):
    client.post(reverse("basket:add", args=[goods["bowl"].pk]), {"quantity": "1"})
    set_access("prices")

    page = client.get("/shop/basket/").content.decode()

    assert "23.45" not in page
    assert 'href="/shop/checkout/"' not in page


def test_stock_is_no_secret(client, goods):
    set_access("prices")

    assert "10 in stock" in client.get(goods["bowl"].get_absolute_url()).content.decode()
    assert client.get(goods["table"].get_absolute_url()).context["listing"].in_stock.count == 2


def test_closed_shop_leads_to_the_log_in_and_back(client, goods):
    set_access("login")
    address = goods["bowl"].get_absolute_url()

    answer = client.get(f"{address}?sku=1")

    assert answer.status_code == 302
    assert answer.url == f"{LOGIN}?next={address}%3Fsku%3D1"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    client.force_login(UserFactory())
    assert client.get(address).status_code == 200


def test_log_in_page_of_a_closed_shop_names_no_category(client, goods):
    set_access("login")

    page = client.get(LOGIN)

    assert page.status_code == 200
    assert "Tableware" not in page.content.decode()
    assert client.get(reverse("account_signup")).status_code == 200


def test_closed_shop_tells_crawlers_nothing(client, goods):
    set_access("login")

    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert "<loc>" not in client.get("/sitemap.xml").content.decode()
    assert client.get("/sitemap-products.xml").status_code == 404


def test_pages_that_staff_chose_stay_open(client, goods):
    make_page(goods["home"], slug="imprint")
    set_access("login", open_paths="/imprint/")

    assert client.get("/imprint/").status_code == 200
    assert client.get("/").status_code == 302
    assert client.get("/imprint-not/").status_code == 302
    assert is_open("/zh-hans/imprint/", "wagtail_serve")


def test_kept_pages_do_not_outlive_the_open_shop(client, goods, settings):
    settings.KILN_PAGE_CACHE_MB = 8
    address = goods["table"].get_absolute_url()
    for _time in range(3):
        assert client.get(address).status_code == 200

    set_access("login")

    assert client.get(address).status_code == 302
    set_access("prices")
    assert "€" not in client.get(address).content.decode()


def test_every_address_that_is_not_named_is_closed():
    """A new route is closed until it is named: here and in `config.gate`."""
    differing = {
        route.pattern: is_open(route.path, route.name)
        for route in routes()
        if is_open(route.path, route.name) != route.pattern.startswith(OPEN)
    }

    assert differing == {}


def test_htmx_is_led_to_the_log_in_as_a_page(client, goods):
    set_access("login")

    answer = client.get("/shop/search/suggest/?q=bowl", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith(LOGIN)


def test_guest_baskets_of_before_are_refused_in_the_checkout(client, goods):
    BasketFactory(lines=[(goods["bowl"], 1)])
    set_access("login")

    assert client.get("/shop/checkout/").url.startswith(LOGIN)
