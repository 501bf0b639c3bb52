from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.deal_registrations.figures import to_answer
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.orders import win_by
from shop.time_zones import shop_day
from tests.crm_core.factories import CompanyFactory, staff_with
from tests.partners.deal_registrations.factories import approved, draft, fresh, submitted
from tests.shop.factories import OrderFactory, ProductFactory

LIST = "/cms/deal-registrations/"
SEES = "deal_registrations.view_dealregistration"
MAY = "deal_registrations.decide_dealregistration"


def page(registration):
    return f"{LIST}{registration.pk}/"


def later(days=90):
    return (shop_day() + timedelta(days=days)).isoformat()


@pytest.fixture
def staff(client):
    user = staff_with(SEES, MAY, "customers.view_customer", "b2b.view_company")
    client.force_login(user)
    return user


def test_queue_has_what_waits_and_no_drafts(client, staff):
    waiting = submitted()
    draft(customer_name="Secret draft")
    approved(customer_name="Lodge", contact_email="a@lodge.example")
    text = client.get(LIST).content.decode()
    assert "Harbour Hotel" in text
    assert "Lodge" in text
    assert "Secret draft" not in text

    for group, there in (("waiting", True), ("late", False), ("conflict", False), ("extension", False)):
        assert (waiting.customer_name in client.get(LIST, {"group": group}).content.decode()) is there


def test_queue_costs_the_same_for_three(client, staff):
    submitted()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    submitted()
    submitted()
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)

    assert len(one) == len(three)


def test_page_shows_conflicts_side_by_side_at_a_constant_cost(client, staff):
    first = submitted(vat_id="DE136695976")
    CompanyFactory(name="Harbour Hotel", vat_id="DE136695976")
    second = submitted(vat_id="DE136695976")
    text = client.get(page(second)).content.decode()

    assert first.number in text
    assert str(first.account.company) in text
    assert "the same VAT id" in text
    with CaptureQueriesContext(connection) as two:
        client.get(page(second))
    submitted(vat_id="DE136695976")
    submitted(vat_id="DE136695976")
    fourth = submitted(vat_id="DE136695976")
    client.get(page(fourth))
    with CaptureQueriesContext(connection) as five:
        client.get(page(fourth))
    assert len(five) == len(two)


def test_taken_and_approved_with_prices(client, staff):
    registration = submitted(lines=[(ProductFactory(price="119.00"), 10)])
    line = registration.lines.get()
    client.post(page(registration), {"action": "take"})
    assert fresh(registration).reviewer == staff

    data = {
        "action": "approve",
        "approve-until": later(),
        "approve-scope": "all",
        "approve-discount": "10",
        f"approve-price-{line.pk}": "80.00",
        "approve-answer": "Go",
    }
    client.post(page(registration), data)
    row = fresh(registration)
    assert (row.state, row.discount, row.lines.get().price) == ("approved", Decimal(10), Decimal("80.00"))
    assert timezone.localdate(row.protected_until).isoformat() == later()
    assert "80.00" in client.get(page(registration)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"approve-until": "2020-01-01"},
        {"approve-scope": "some"},
        {"approve-discount": "10"},
    ],
)
def test_wrong_terms_keep_what_was_typed(client, staff, wrong):
    registration = submitted()
    data = {
        "action": "approve",
        "approve-until": later(),
        "approve-scope": "all",
        "approve-answer": "My words",
    }
    response = client.post(page(registration), data | wrong)

    assert response.status_code == 422
    assert "My words" in response.content.decode()
    assert fresh(registration).state == "submitted"


def test_rival_is_refused_until_it_is_judged_another(client, staff):
    first, second = approved(), submitted()
    data = {"action": "approve", "approve-until": later(), "approve-scope": "all"}
    response = client.post(page(second), data, follow=True)
    assert first.number in response.content.decode()
    assert fresh(second).state == "submitted"

    match = second.matches.get(other=first)
    client.post(page(second), {"action": "judge", "match": match.pk, "verdict": "different"})
    client.post(page(second), data)
    assert fresh(second).state == "approved"


def test_match_of_another_registration_is_not_judged_here(client, staff):
    submitted()
    second, third = submitted(), submitted(customer_name="Lodge", contact_email="a@lodge.example")
    data = {"action": "judge", "match": second.matches.get().pk, "verdict": "different"}

    assert client.post(page(third), data).status_code == 404
    assert client.post(page(second), data | {"verdict": "x"}).status_code == 302


@pytest.mark.parametrize(("action", "state"), [("give_back", "returned"), ("reject", "rejected")])
def test_answered_with_words(client, staff, action, state):
    registration = submitted()
    assert client.post(page(registration), {"action": action, "answer": ""}).status_code == 422
    client.post(page(registration), {"action": action, "answer": "Because"})

    assert (fresh(registration).state, fresh(registration).answer) == (state, "Because")


def test_extended_and_refused(client, staff):
    registration = approved()
    client.post(page(registration), {"action": "extend", "until": later(200)})
    assert timezone.localdate(fresh(registration).protected_until).isoformat() == later(200)
    assert client.post(page(registration), {"action": "extend", "until": ""}).status_code == 422

    DealRegistration.objects.update(extension_until=shop_day(), extension_reason="Tender")
    assert "Tender" in client.get(page(registration)).content.decode()
    client.post(page(registration), {"action": "refuse_extension"})
    assert fresh(registration).extension_until is None


def test_message_is_sent(client, staff):
    registration = submitted()
    assert client.post(page(registration), {"action": "message", "text": ""}).status_code == 422
    client.post(page(registration), {"action": "message", "text": "Which site?"})

    assert registration.messages.get().from_partner is False


def test_who_may_only_look_decides_nothing_and_sees_no_customers(client):
    user = staff_with(SEES)
    client.force_login(user)
    submitted(vat_id="DE136695976")
    CompanyFactory(name="Very Secret Direct Customer", vat_id="DE136695976")
    registration = submitted(vat_id="DE136695976")

    text = client.get(page(registration)).content.decode()
    assert "Secret" not in text
    assert 'value="approve"' not in text
    assert client.post(page(registration), {"action": "take"}).status_code in (302, 403)
    assert fresh(registration).state == "submitted"


def test_draft_is_not_there_and_strangers_are_refused(client, staff):
    assert client.get(page(draft())).status_code == 404
    client.force_login(staff_with("order.view_order"))
    assert client.get(LIST).status_code in (302, 403)


def test_figure_tells_what_is_late():
    assert to_answer().tone == ""
    submitted()
    assert to_answer().tone == "todo"
    DealRegistration.objects.update(answer_due_at=timezone.now() - timedelta(hours=1))
    assert to_answer().tone == "bad"


def test_deal_and_order_tell_their_registration(client):
    client.force_login(staff_with(SEES, "customers.view_customer", "pipeline.view_deal", "order.view_order"))
    registration = approved()
    order = OrderFactory(guest_email="chef@harbour-hotel.example")
    win_by(order)
    for url in (f"/cms/deals/{registration.deal_id}/", f"/cms/shop/orders/{order.number}/"):
        assert registration.number in client.get(url).content.decode(), url
