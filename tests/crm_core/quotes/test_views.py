from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm_core.quotes.acceptance import accept
from crm_core.quotes.links import buyer_path, quote_token
from crm_core.quotes.models import Quote
from shop.b2b.models import CompanyRole
from shop.b2b.presets import READER, preset_role
from shop.order.models import Order
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.crm_core.quotes.factories import company_buyer, fresh, offer, requested
from tests.shop.factories import (
    BasketFactory,
    CountryFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)
from tests.sites import close

pytestmark = pytest.mark.django_db

NEW = "/quotes/new/"


@pytest.fixture(autouse=True)
def _site(site):
    return site


def sent(product, **facts):
    key = product.pk
    return {
        "send": "1",
        "product": key,
        f"line-{key}-product": key,
        f"line-{key}-quantity": "10",
        f"line-{key}-price": "9.50",
        f"line-{key}-note": "in blue",
        "phone": "",
        "message": "For the lobby",
        **facts,
    }


def test_a_guest_asks_and_finds_the_quote_behind_its_link(client):
    product = ProductFactory()
    plan = SimpleUploadedFile("plan.txt", b"two floors", content_type="text/plain")

    answer = client.post(NEW, sent(product, name="Mara Lindt", email="mara@lindt.example", attachments=plan))

    quote = Quote.objects.get()
    assert answer.status_code == 302
    assert answer.url.startswith("/quotes/")
    assert (quote.by_guest, quote.email, quote.files.count()) == (True, "mara@lindt.example", 1)
    line = quote.versions.get().lines.get()
    assert (line.quantity, line.price, line.note) == (10, Decimal("9.50"), "in blue")
    page = client.get(answer.url)
    assert "For the lobby" in page.text
    plan = client.get(reverse("quotes:file", args=[quote_token(quote), quote.files.get().pk]))
    assert (plan.status_code, b"".join(plan.streaming_content)) == (200, b"two floors")
    close(plan)


def test_the_form_begins_with_the_basket(client):
    user = UserFactory()
    BasketFactory(owner=user, lines=[(ProductFactory(title="Tide bowl"), 3)])
    client.force_login(user)

    page = client.get(NEW)

    assert "Tide bowl" in page.text
    assert 'value="3"' in page.text


def test_a_list_hands_its_products_over(client):
    one, two = ProductFactory(title="Tide bowl"), ProductFactory(title="Reed vase")

    page = client.post(NEW, {"product": [one.pk, two.pk], "quantity": [3, 40]})

    assert page.status_code == 200
    assert all(words in page.text for words in ("Tide bowl", "Reed vase", 'value="40"'))
    assert not Quote.objects.exists()


def test_what_is_hidden_or_sold_in_variants_is_not_asked_for(client):
    hidden, parent = ProductFactory(is_public=False, title="Secret"), ParentProductFactory(title="Family")

    page = client.get(NEW, {"product": [hidden.pk, parent.pk, "x", "9" * 40]})

    assert "Secret" not in page.text
    assert "Family" not in page.text


def test_what_is_wrong_keeps_what_was_typed(client):
    product = ProductFactory()

    page = client.post(NEW, sent(product, name="Mara", email="no address"))

    assert page.status_code == 422
    assert "For the lobby" in page.text
    assert "in blue" in page.text
    assert not Quote.objects.exists()


def test_a_guest_cannot_ask_without_end(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "quote_request": "1/h/key"}
    product = ProductFactory()
    facts = {"name": "Mara Lindt", "email": "rate@lindt.example"}

    statuses = [client.post(NEW, sent(product, **facts)).status_code for _time in range(2)]

    assert statuses == [302, 429]


def test_a_guest_accepts_and_comes_to_the_checkout_of_just_that(client):
    quote = offer(requested((ProductFactory(price="119.00", title="Tide bowl"), 10, None)), "80.00")
    page = buyer_path(quote)

    answer = client.post(page, {"do": "accept", "seen": "2", "name": "Mara Lindt"})

    assert answer.url == reverse("checkout:index")
    assert "Tide bowl" in client.get(answer.url).text
    assert fresh(quote).state == "accepted"
    client.get(reverse("basket:summary"))  # there the checkout is the open basket's again
    assert client.get(reverse("checkout:index")).url == reverse("basket:summary")
    assert client.post(page, {"do": "order"}).url == reverse("checkout:index")


def test_a_buyer_of_a_company_orders_at_just_the_quoted_price(client):
    CountryFactory()
    buyer = company_buyer()
    quote = offer(requested((ProductFactory(price="119.00", num_in_stock=20), 10, None), user=buyer), "80.00")
    own = BasketFactory(owner=buyer, lines=[ProductFactory()])
    client.force_login(buyer)

    client.post(buyer_path(quote), {"do": "accept", "seen": "2", "name": "Ada"})
    page = client.get(reverse("checkout:shipping-address"))

    assert page.status_code == 200
    assert page.context["totals"].total == quote.total
    assert page.wsgi_request.basket.lines.get().agreed_price == Decimal("80.00")
    assert own.lines.count() == 1


def test_a_counter_offer_comes_back_as_the_buyers_version(client):
    quote = offer(requested(), "100.00")

    answer = client.post(
        buyer_path(quote),
        {"do": "counter", "seen": "2", "quantity-1": "20", "price-1": "85", "message": "For twice as many"},
    )

    assert answer.status_code == 302
    version = quote.versions.get(number=3)
    assert (version.by_buyer, version.lines.get().price, fresh(quote).state) == (True, 85, "countered")
    page = client.get(buyer_path(quote))
    assert "<del>10</del>" in page.text
    assert "<ins>20</ins>" in page.text


def test_a_version_that_was_overtaken_is_told_and_not_accepted(client):
    quote = requested()
    offer(quote, "100.00")
    offer(quote, "120.00")

    answer = client.post(buyer_path(fresh(quote)), {"do": "accept", "seen": "2", "name": "Mara"})

    assert answer.status_code == 409
    assert fresh(quote).state == "sent"


@pytest.mark.parametrize("seen", ["", "x", "99", "9" * 40, "²"])
def test_nonsense_is_not_accepted(client, seen):
    quote = offer(requested(), "100.00")

    assert client.post(buyer_path(quote), {"do": "accept", "seen": seen, "name": "M"}).status_code == 409
    assert client.post(buyer_path(quote), {"do": "counter", "seen": seen}).status_code == 409
    assert client.post(buyer_path(quote), {"do": "fly"}).status_code == 422


def test_both_comment_and_ask_for_time(client):
    quote = offer(requested(), "100.00")

    client.post(buyer_path(quote), {"do": "comment", "text": "By May?", "line": "1"})
    client.post(buyer_path(quote), {"do": "time", "text": "Until June, please"})

    page = client.get(buyer_path(quote))
    assert "By May?" in page.text
    assert "Until June, please" in page.text


def test_rejecting_needs_a_reason(client):
    quote = offer(requested(), "100.00")

    refused = client.post(buyer_path(quote), {"do": "reject", "seen": "2", "reason": ""})
    client.post(buyer_path(quote), {"do": "reject", "seen": "2", "reason": "Too dear"})

    assert refused.status_code == 422
    assert fresh(quote).reason == "Too dear"


def test_the_pdf_is_for_whoever_has_the_link(client):
    quote = offer(requested(), "100.00")

    page = client.get(reverse("quotes:pdf", args=[quote_token(quote), 2]))

    assert page["Content-Type"] == "application/pdf"
    assert client.get(reverse("quotes:pdf", args=[quote_token(quote) + "x", 2])).status_code == 404


def test_people_of_a_company_see_theirs_and_nobody_elses(client):
    company = CompanyFactory()
    buyer, colleague, stranger = company_buyer(company), company_buyer(company), company_buyer()
    reader = UserFactory()
    CompanyContactFactory(company=company, user=reader, role=preset_role(READER))
    quote = offer(requested(user=buyer), "100.00")
    page = buyer_path(quote)
    statuses = {}

    for name, user in (
        ("buyer", buyer),
        ("colleague", colleague),
        ("stranger", stranger),
        ("reader", reader),
    ):
        client.force_login(user)
        statuses[name] = client.get(page).status_code

    assert page == f"/company/quotes/{quote.number}/"
    # A buyer sees their own; a reader's role grants nothing about quotes.
    assert statuses == {"buyer": 200, "colleague": 404, "stranger": 404, "reader": 403}
    assert client.get(reverse("quotes:show", args=[quote_token(quote)])).status_code == 404


def test_a_role_may_see_and_not_accept(client):
    company = CompanyFactory()
    buyer, looker = company_buyer(company), UserFactory()
    role = CompanyRole.objects.create(company=company, name="Looks", grants={"quotes.view": 3})
    CompanyContactFactory(company=company, user=looker, role=role)
    quote = offer(requested(user=buyer), "100.00")
    client.force_login(looker)

    page = client.get(buyer_path(quote))
    answers = [
        client.post(buyer_path(quote), {"do": do, "seen": "2", "name": "L", "text": "t", "reason": "r"})
        for do in ("accept", "counter", "reject", "comment", "order")
    ]

    assert page.status_code == 200
    assert "Accept and order" not in page.text
    assert [answer.status_code for answer in answers] == [403] * 5
    assert fresh(quote).state == "sent"


def test_the_list_costs_the_same_for_one_and_three(client):
    buyer = company_buyer()
    client.force_login(buyer)
    page = reverse("company_quotes:list")
    numbers = []

    for more in (1, 2):
        for _number in range(more):
            offer(requested(user=buyer), "100.00")
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        numbers.append(len(found))

    assert numbers[0] == numbers[1]
    assert client.get(page).text.count("order-row") == 3


def test_an_order_of_a_guest_leaves_their_basket_alone(client):
    quote = accept(offer(requested(), "100.00"), seen=2, name="Mara", by=None)
    product = ProductFactory()
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})

    client.post(buyer_path(quote), {"do": "order"})
    client.get(reverse("checkout:index"))

    assert product.get_title() in client.get(reverse("basket:summary")).text
    assert not Order.objects.exists()
