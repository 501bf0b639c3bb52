from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.deal_registrations.decisions import give_back
from partners.deal_registrations.models import DealRegistration
from shop.b2b.presets import READER, preset_role
from shop.time_zones import shop_day
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.deal_registrations.factories import account_of, approved, draft, fresh, partner, submitted
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory

LIST, NEW = "/partners/deals/", "/partners/deals/new/"


def page(registration, rest=""):
    return f"/partners/deals/{registration.pk}/{rest}"


def words(*lines, **changed):
    data = {
        "customer_name": "Harbour Hotel",
        "contact_email": "buying@harbour-hotel.example",
        "country": "DE",
        "expected_value": "5000",
        "expected_close_on": "",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "do": "submit",
    }
    for number, (sku, quantity) in enumerate(lines):
        data |= {f"lines-{number}-sku": sku, f"lines-{number}-quantity": quantity}
    return data | changed


@pytest.fixture
def user(client):
    one = partner()
    client.force_login(one)
    return one


def test_deal_is_registered_on_one_page(client, user):
    cup = ProductFactory()
    response = client.post(NEW, words((cup.stockrecords.get().partner_sku, "3")), follow=True)

    registration = DealRegistration.objects.get()
    assert response.redirect_chain[-1][0] == page(registration)
    assert (registration.state, registration.account, registration.created_by) == (
        "submitted",
        account_of(user),
        user,
    )
    assert list(registration.lines.values_list("product", "quantity")) == [(cup.pk, 3)]
    assert "you are first" in response.content.decode()
    assert "Answer" in response.content.decode()


def test_second_partner_is_told_that_and_what_agrees_but_never_who(client, user):
    theirs = submitted(customer_name="Harbour Hotel Secret", vat_id="DE136695976")
    response = client.post(NEW, words(vat_id="DE136695976"), follow=True)

    text = response.content.decode()
    assert "the same VAT id" in text
    assert "the same e-mail domain" in text
    assert "you are first" not in text
    for secret in ("Secret", theirs.number, str(theirs.account.company)):
        assert secret not in text


def test_draft_is_kept_by_the_button_and_by_the_page_itself(client, user):
    response = client.post(NEW, words(do="save", contact_email=""))
    registration = DealRegistration.objects.get()
    assert response.url == page(registration, "edit/")

    answer = client.post(
        page(registration, "edit/"),
        words(do="save", customer_name="Hotel"),
        headers={"x-requested-with": "fetch"},
    )
    assert answer.json() == {"url": page(registration, "edit/")}
    assert (fresh(registration).customer_name, fresh(registration).state) == ("Hotel", "draft")
    assert 'value="Hotel"' in client.get(page(registration, "edit/")).content.decode()


def test_rows_that_the_page_kept_already_are_kept_by_the_button(client, user):
    cup = ProductFactory()
    typed = words((cup.stockrecords.get().partner_sku, "3"), do="save")
    client.post(NEW, typed)
    registration = DealRegistration.objects.get()
    client.post(page(registration, "edit/"), typed | {"do": "submit"})

    assert list(registration.lines.values_list("product", "quantity")) == [(cup.pk, 3)]


def test_what_was_typed_is_kept_where_it_is_refused(client, user):
    response = client.post(NEW, words(("NO-SUCH", "1"), expected_close_on="2020-01-01"))

    text = response.content.decode()
    assert response.status_code == 422
    assert "There is no such product" in text
    assert "later day" in text
    assert 'value="NO-SUCH"' in text
    assert 'value="Harbour Hotel"' in text
    assert not DealRegistration.objects.exists()


def test_submitting_without_what_tells_the_customer_keeps_the_draft(client, user):
    response = client.post(NEW, words(contact_email=""))

    assert response.status_code == 422
    assert "website or a VAT id" in response.content.decode()


def test_country_is_that_of_the_last_deal_or_the_shops(client, user):
    assert '<option value="DE" selected>' in client.get(NEW).content.decode()


def test_list_has_groups_and_as_many_queries_for_three(client, user):
    submitted(user)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    approved(user, customer_name="Lodge", contact_email="a@lodge.example")
    draft(user, customer_name="Later")
    with CaptureQueriesContext(connection) as three:
        text = client.get(LIST).content.decode()

    assert len(one) == len(three)
    assert all(name in text for name in ("Harbour Hotel", "Lodge", "Later"))
    waiting = client.get(LIST, {"group": "waiting"}).content.decode()
    assert "Harbour Hotel" in waiting
    assert "Lodge" not in waiting


def test_empty_list_leads_to_the_form(client, user):
    assert NEW in client.get(LIST).content.decode()


@pytest.mark.parametrize("rest", ["", "edit/"])
def test_registration_of_another_partner_is_not_there(client, user, rest):
    theirs = draft()

    assert client.get(page(theirs, rest)).status_code == 404
    assert client.post(page(theirs, rest), {"do": "withdraw"}).status_code == 404
    assert DealRegistration.objects.filter(pk=theirs.pk).exists()


def test_submitted_one_is_not_edited_and_a_returned_one_is(client, user):
    registration = submitted(user)
    assert client.get(page(registration, "edit/")).status_code == 404

    give_back(registration, answer="Which products?", by=StaffFactory(), now=timezone.now())
    assert "Which products?" in client.get(page(registration, "edit/")).content.decode()
    client.post(page(registration, "edit/"), words(customer_name="Harbour Hotels"))
    assert (fresh(registration).state, fresh(registration).customer_name) == ("submitted", "Harbour Hotels")


def test_buttons_of_the_page(client, user):
    registration = approved(user)
    later = (shop_day() + timedelta(days=200)).isoformat()
    client.post(page(registration), {"do": "message", "text": "Thanks"})
    client.post(page(registration), {"do": "extend", "until": later, "reason": "Tender"})
    assert registration.messages.get().text == "Thanks"
    assert fresh(registration).extension_until.isoformat() == later
    assert "Thanks" in client.get(page(registration)).content.decode()

    assert client.post(page(registration), {"do": "lose", "reason": ""}).status_code == 422
    client.post(page(registration), {"do": "lose", "reason": "No budget"})
    assert fresh(registration).state == "lost"
    assert client.post(page(registration), {"do": "nothing"}).status_code == 422


def test_draft_is_deleted(client, user):
    registration = draft(user)

    assert client.post(page(registration), {"do": "withdraw"}).url == LIST
    assert not DealRegistration.objects.exists()


def test_refused_act_is_told(client, user):
    registration = approved(user)
    response = client.post(page(registration), {"do": "withdraw"}, follow=True)

    assert "has changed meanwhile" in response.content.decode()
    assert client.post(page(registration), {"do": "order"}, follow=True).status_code == 200


def test_order_leads_to_the_checkout_with_the_registered_prices(client, user):
    cup = ProductFactory(price="119.00", num_in_stock=10)
    registration = approved(user, lines=[(cup, 2)], granted={"discount": Decimal(10)})
    response = client.post(page(registration), {"do": "order"})

    assert response.url.startswith("/shop/checkout") or "checkout" in response.url
    assert client.session["kiln_agreed_basket"]["back"] == page(registration)


def test_who_may_not_register_is_refused_and_colleagues_see_one_anothers_by_their_level(client):
    account = account_of(partner())
    reader = UserFactory()
    CompanyContactFactory(company=account.company, user=reader, email=reader.email, role=preset_role(READER))
    client.force_login(reader)

    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403


def test_buyer_of_the_partner_sees_their_own(client):
    boss = partner()
    theirs = submitted(boss)
    buyer = UserFactory()
    CompanyContactFactory(company=account_of(boss).company, user=buyer, email=buyer.email)
    client.force_login(buyer)

    assert client.get(page(theirs)).status_code == 404
    assert client.get(LIST).status_code == 200


def test_strangers_log_in_and_customers_are_refused(client):
    assert client.get(LIST).status_code == 302
    client.force_login(UserFactory())
    assert client.get(LIST).status_code == 403
