import re
from pathlib import Path

import pytest
from django.urls import reverse

from shop.returns.links import form_token, return_token
from shop.returns.models import Return, ReturnPhoto, ReturnReason, ReturnSettings
from shop.returns.services import Wanted, request_return
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.returns.kit import sent_order
from tests.shop.uploads.files import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def order():
    return sent_order(lines=[(ProductFactory(title="Bowl"), 2)], guest_email="mei@example.com")


def form_of(client, order):
    """Open the form and return its address with what a browser would send."""
    url = reverse("returns:choose", args=[form_token(order)])
    page = client.get(url).content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    line = order.lines.get()
    return url, {f"quantity-{line.pk}": "1", "outcome": "refund", "key": key}


def test_a_guest_asks_for_a_return_with_the_money_in_view(client, order):
    found = client.post("/returns/", {"number": order.number, "email": "mei@example.com"})
    assert found.url.startswith("/returns/new/")
    url, said = form_of(client, order)

    asked = client.post(url, {**said, "step": "ask"}).content.decode()
    assert "You get back" in asked
    assert not Return.objects.exists()
    last = f"quantity-{order.lines.get().pk}"
    sent = client.post(url, {**said, last: "2", "step": "send", "comment": "Too small"})
    again = client.post(url, {**said, last: "2", "step": "send", "comment": "Too small"})

    made = Return.objects.get()
    assert (made.comment, made.state, made.lines.get().quantity) == ("Too small", "requested", 2)
    assert again.url.split(":")[0] == sent.url.split(":")[0]
    assert made.number in client.get(sent.url).content.decode()


def test_photos_pass_the_gate_and_are_asked_for_where_the_reason_says_so(client, order, settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
    reason = ReturnReason.objects.create(code="broken", name="Broken", asks_for_photos=True)
    url, said = form_of(client, order)
    said |= {f"reason-{order.lines.get().pk}": str(reason.pk), "step": "send"}

    without = client.post(url, said)
    assert without.status_code == 422
    assert not Return.objects.exists()
    client.post(url, {**said, "photos": [upload(picture(), "a.jpg"), upload(picture(), "b.jpg")]})

    assert ReturnPhoto.objects.count() == 2


def test_an_exchange_asks_what_is_wanted_instead(client, order):
    url, said = form_of(client, order)
    said |= {"outcome": "exchange", "step": "ask"}

    refused = client.post(url, said)
    line = order.lines.get()
    shown = client.post(url, {**said, f"replacement-{line.pk}": str(line.product_id)})

    assert refused.status_code == 422
    page = shown.content.decode()
    assert (shown.status_code, page.count("Bowl")) == (200, 3)


def test_what_the_policy_leaves_out_is_not_offered(client):
    order = sent_order(lines=[(ProductFactory(title="Bowl", is_final_sale=True), 1)])

    page = client.get(reverse("returns:choose", args=[form_token(order)])).content.decode()

    assert "Final sale" in page
    assert '<form class="form"' not in page


def test_a_shop_without_returns_online_says_so(client, order):
    ReturnSettings.objects.create(is_offered=False)

    page = client.get(reverse("returns:choose", args=[form_token(order)])).content.decode()

    assert "cannot be requested online" in page


def test_the_buyer_gives_a_return_up_while_nothing_has_come(client, order):
    found = request_return(order, [Wanted(line_id=order.lines.get().pk, quantity=1)], key="one")
    url = reverse("returns:show", args=[return_token(found)])

    client.post(url)

    found.refresh_from_db()
    assert found.state == "cancelled"


@pytest.mark.parametrize("name", ["choose", "show", "label"])
def test_a_link_that_is_not_ours_opens_nothing(client, order, name):
    assert client.get(reverse(f"returns:{name}", args=[f"{order.number}:x:y"])).status_code == 404


def test_the_order_of_an_account_is_shown_in_the_account_only(client):
    user = UserFactory()
    order = sent_order(user=user)

    found = client.post("/returns/", {"number": order.number, "email": user.email})

    assert found.url == reverse("customer:order", args=[order.number])


def test_no_page_with_a_form_hides_where_it_is_from():
    """With "no-referrer" a browser sends "Origin: null" with a form, and no form is taken."""
    pages = (Path(__file__).parents[3] / "templates").rglob("*.html")
    found = [
        page.name for page in pages if "no-referrer" in (text := page.read_text()) and "csrf_token" in text
    ]

    assert found == []
