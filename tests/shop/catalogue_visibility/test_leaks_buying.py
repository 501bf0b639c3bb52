"""What is hidden from a company shows on none of the pages on which its people buy."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.quotes.drafting import start_draft
from crm_core.quotes.models import Quote
from crm_core.tenders.models import Tender
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.partner.buyers import buyer_for
from shop.quick_order.suggestions import suggestions
from tests.crm_core.quotes.factories import requested
from tests.shop.catalogue_visibility.factories import SECRET, hide
from tests.shop.factories import StaffFactory
from tests.shop.shopping_lists.factories import a_list

pytestmark = pytest.mark.django_db
COMPANY_PAGES = (
    *("company:overview", "company:people", "company:orders", "company:places"),
    *("company_quotes:list", "company_tenders:list", "shopping_lists:list", "quick_order:page"),
)


@pytest.fixture
def buyer(client, shop):
    """Somebody who may do everything for a company that does not see it."""
    contact = shop["other"].company_contact
    contact.role = preset_role(ADMINISTRATOR)
    contact.save()
    client.force_login(shop["other"])
    return shop["other"]


def test_no_page_of_the_company_shows_it(client, shop, buyer):
    for name in COMPANY_PAGES:
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        assert SECRET not in page.content.decode(), name


@pytest.mark.parametrize("number", ["OBS-777", "OBS-778"])
def test_quick_order_knows_neither_the_number_nor_the_name(client, shop, buyer, number):
    client.post(reverse("quick_order:page"), {"number": number, "quantity": "2"})

    page = client.get(reverse("quick_order:page")).content.decode()
    suggested = client.get(reverse("quick_order:suggest"), {"q": "obsid"}).content.decode()

    assert SECRET not in page
    assert "777.00" not in page
    assert SECRET not in suggested
    assert suggestions(number, buyer=buyer_for(buyer)) == []
    assert [one.number for one in suggestions(number, buyer=buyer_for(shop["member"]))] == [number]


def test_shopping_lists_take_none_and_tell_nothing_new_of_what_became_hidden(client, shop, buyer):
    kept = a_list(buyer, lines=[(shop["plain"], 3)])
    hide(shop["plain"], from_=buyer.company_contact.company)

    answer = client.post(
        reverse("shopping_lists:save-product", args=[shop["secret"].pk]), {"list": kept.pk, "quantity": "1"}
    )

    assert answer.status_code == 404
    for name in ("page", "print", "export"):
        page = client.get(reverse(f"shopping_lists:{name}", args=[kept.pk]))
        text = (b"".join(page) if page.streaming else page.content).decode()
        # Its name is what they wrote down while they saw it.
        assert "Plain bowl" in text, name
        assert shop["plain"].get_absolute_url() not in text, name
        assert shop["plain"].stockrecords.get().partner_sku not in text, name
        assert str(shop["plain"].stockrecords.get().price) not in text, name


def test_a_quote_is_not_asked_for_what_one_does_not_see(client, shop, buyer):
    address = f"{reverse('quotes:new')}?product={shop['secret'].pk}&quantity=5"

    assert SECRET not in client.get(address, follow=True).content.decode()
    client.post(address, {"product": shop["secret"].pk, "quantity": "5", "price": ""})

    assert not Quote.objects.exists()


def test_a_tender_does_not_find_the_number(client, shop, buyer):
    sku = shop["secret"].stockrecords.get().partner_sku
    deadline = timezone.localtime() + timedelta(days=7)
    typed = {
        "title": "Urns",
        "deadline": deadline.strftime("%Y-%m-%dT%H:%M"),
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-sku": sku,
        "lines-0-quantity": "4",
    }

    page = client.post(reverse("company_tenders:new"), typed)

    assert page.status_code == 422
    assert "There is no such article." in page.content.decode()
    assert SECRET not in page.content.decode()
    assert not Tender.objects.exists()


def test_order_entry_and_quotes_offer_a_company_what_it_sees(client, shop, buyer):
    customer = identify(user=buyer)
    staff = StaffFactory(is_superuser=True)
    client.force_login(staff)
    address = reverse("order_entry_products", args=[customer.pk])

    quote = requested((shop["plain"], 5, None), user=buyer)
    start_draft(quote, by=staff)
    places = (address, reverse("quote_offer", args=[quote.pk]))
    for place in places:
        for text in ("obsidian", "OBS-777", "OBS-778"):
            page = client.get(place, {"q": text})
            assert page.status_code == 200, place
            assert SECRET not in page.content.decode(), place
