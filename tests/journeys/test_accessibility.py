"""WCAG 2.2 AA by axe on every kind of page, light and dark, on a small phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.shop.catalogue.factories import picture, vase
from tests.shop.factories import CategoryFactory, OrderFactory, UserAddressFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def shop():
    vases = CategoryFactory(name="Vases")
    parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 6), ("Snow", "42 cm", "132", 0))
    parent.categories.add(vases)
    picture(tide, size=(80, 100))
    picture(tide, size=(80, 100), order=1)
    return {"product": parent.get_absolute_url(), "category": vases.get_absolute_url()}


def violations_of(page, url):
    page.goto(url)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=RULES).response["violations"]
    return [(v["id"], [node["html"][:160] for node in v["nodes"]]) for v in found]


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=list(SIZES))
def view(request, context, page, scheme):
    page.set_viewport_size(SIZES[request.param])
    page.emulate_media(color_scheme=scheme)
    return page


def test_public_pages_have_no_violation(view, live_server, shop):
    paths = {
        **shop,
        "sold": f"{shop['product']}?sku=",
        "shop": reverse("catalogue:index"),
        "search": f"{reverse('search:search')}?q=nothing+of+the+kind",
        "basket": reverse("basket:summary"),
        "login": reverse("account_login"),
        "signup": reverse("account_signup"),
        "password": reverse("account_reset_password"),
    }

    found = {name: violations_of(view, f"{live_server.url}{path}") for name, path in paths.items()}

    assert {name: violations for name, violations in found.items() if violations} == {}


def test_account_pages_have_no_violation(view, live_server, client, site):
    user = UserFactory()
    order = OrderFactory(user=user)
    UserAddressFactory(user=user)
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    view.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    names = ["summary", "order-list", "address-list", "address-create", "wishlists-list", "alerts-list"]
    paths = {name: reverse(f"customer:{name}") for name in names}
    paths |= {name: reverse(name) for name in ("account_email", "account_change_password", "mfa_index")}
    paths["order"] = reverse("customer:order", args=[order.number])

    found = {name: violations_of(view, f"{live_server.url}{path}") for name, path in paths.items()}

    assert {name: violations for name, violations in found.items() if violations} == {}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_the_product_page_in_chinese_has_no_violation(page, live_server, shop, language):
    assert violations_of(page, f"{live_server.url}/{language}{shop['product']}") == []
