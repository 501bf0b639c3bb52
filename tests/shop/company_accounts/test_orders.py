"""A company's orders: the list, their pages, reordering and documents, each for who may see them."""

import pytest
from django.urls import reverse

from shop.b2b.models import CostCentre
from shop.b2b.presets import ADMINISTRATOR
from shop.documents.services import issue_invoice
from shop.order.models import Order
from tests.shop.b2b.factories import CompanyFactory, member
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory, make_seller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ORDERS = "/company/orders/"


@pytest.fixture
def company():
    return CompanyFactory()


@pytest.fixture
def buyer(company):
    return member(company, name="Jonas Beck")


def ordered(contact, number="K-1", **facts):
    order = OrderFactory(user=contact.user, number=number)
    facts = {"company": contact.company, "department": contact.department, **facts}
    Order.objects.filter(pk=order.pk).update(**facts)
    return Order.objects.get(pk=order.pk)


def seen_by(client, contact, **query):
    client.force_login(contact.user)
    return [order.number for order in client.get(ORDERS, query).context["orders"]]


def opens(client, contact, order):
    """What of an order somebody can open: its page, choosing of it, its invoice."""
    client.force_login(contact.user)
    document = order.documents.first()
    addresses = [
        reverse("customer:order", args=[order.number]),
        reverse("customer:order-again", args=[order.number]),
        reverse("documents:own-pdf", args=[document.number]),
    ]
    return {client.get(address).status_code for address in addresses}


@pytest.fixture
def order(buyer):
    make_seller()
    order = ordered(buyer)
    issue_invoice(order)
    return order


def test_a_buyer_sees_their_own_and_an_accountant_the_companys(client, company, buyer, order):
    other = member(company)
    ordered(other, "K-2")

    assert seen_by(client, buyer) == ["K-1"]
    assert seen_by(client, member(company, "accountant")) == ["K-2", "K-1"]


def test_department_sees_its_own(client, company):
    kitchen, bar = company.departments.create(name="Kitchen"), company.departments.create(name="Bar")
    cook = member(company, department=kitchen)
    chef, barkeeper = (member(company, {"orders.view": 2}, department=each) for each in (kitchen, bar))
    ordered(cook)

    assert seen_by(client, chef) == ["K-1"]
    assert seen_by(client, barkeeper) == []
    cook.department = bar
    cook.save()
    assert seen_by(client, chef) == ["K-1"], "it was placed for the kitchen"


def test_subsidiaries_orders_are_for_who_reaches_there(client, company):
    ordered(member(CompanyFactory(parent=company)))

    assert seen_by(client, member(company, ADMINISTRATOR)) == ["K-1"]
    assert seen_by(client, member(company, "accountant")) == []


def test_list_is_searched_and_narrowed(client, company, buyer, order):
    ordered(member(company), "K-2", po_number="PO-77", status="Cancelled")
    reader = member(company, "reader")

    assert seen_by(client, reader, q="po-77") == ["K-2"]
    assert seen_by(client, reader, q="K-1") == ["K-1"]
    assert seen_by(client, reader, status="Cancelled") == ["K-2"]
    assert seen_by(client, reader, member=buyer.pk) == ["K-1"]
    assert seen_by(client, reader, member="x", status="x") == ["K-2", "K-1"]
    assert seen_by(client, reader, q="nothing") == []
    assert "No order is like this" in client.get(ORDERS, {"q": "nothing"}).content.decode()


def test_list_names_who_bought_and_costs_the_same(client, company, buyer, django_assert_max_num_queries):
    client.force_login(member(company, "reader").user)
    counts = []
    for number in (1, 2):
        for place in range(number):
            ordered(member(company), f"K-{number}{place}")
        client.get(ORDERS)
        with django_assert_max_num_queries(30) as captured:
            client.get(ORDERS)
        counts.append(len(captured))

    ordered(buyer)
    assert "Jonas Beck" in client.get(ORDERS).content.decode()
    assert counts[0] == counts[1]


def test_who_sees_an_order_opens_all_of_it(client, company, buyer, order):
    assert opens(client, buyer, order) == {200}
    assert opens(client, member(company, "accountant"), order) == {200}


def test_others_open_nothing_of_it(client, company, buyer, order):
    bar = company.departments.create(name="Bar")
    others = [
        member(company),
        member(company, {}),
        member(company, {"orders.view": 2}, department=bar),
        member(CompanyFactory(), ADMINISTRATOR),
        member(CompanyFactory(parent=company), ADMINISTRATOR),
        member(company, ADMINISTRATOR, is_active=False),
    ]

    for other in others:
        assert opens(client, other, order) == {404}, other.role.grants


def test_who_has_left_opens_nothing_of_what_they_bought_for_it(client, company, buyer, order):
    private = ordered(buyer, "K-9", company=None)
    buyer.is_active = False
    buyer.save()

    assert opens(client, buyer, order) == {404}
    assert client.get(reverse("customer:order", args=[private.number])).status_code == 200
    listed = client.get(reverse("customer:order-list")).context["orders"]
    assert [each.number for each in listed] == ["K-9"]
    assert client.get(ORDERS).status_code == 404


def test_who_moved_to_another_company_opens_nothing_of_the_one_before(client, company, buyer, order):
    buyer.company = CompanyFactory()
    buyer.save()

    assert opens(client, buyer, order) == {404}


def test_an_accountant_finds_the_companys_invoices(client, company, order):
    client.force_login(member(company, "accountant").user)
    assert len(client.get(reverse("documents:own")).context["documents"]) == 1

    client.force_login(UserFactory())
    assert len(client.get(reverse("documents:own")).context["documents"]) == 0


def test_an_approver_orders_again_what_a_colleague_bought(client, company, buyer):
    product = ProductFactory()
    order = OrderFactory(user=buyer.user, number="K-5", lines=[product])
    Order.objects.filter(pk=order.pk).update(company=company)
    client.force_login(member(company, "approver").user)

    response = client.post(reverse("customer:order", args=["K-5"]), {"action": "reorder"})

    assert response.url == reverse("basket:summary")
    assert [line.product for line in client.get(response.url).context["basket"].all_lines()] == [product]


def test_page_tells_who_bought_and_how_it_is_booked(client, company, buyer):
    centre = CostCentre.objects.create(company=company, code="4711", name="Kitchen")
    order = ordered(buyer, cost_centre=centre, po_number="PO-77")
    client.force_login(member(company, "reader").user)

    text = client.get(reverse("customer:order", args=[order.number])).content.decode()

    assert [words in text for words in ("Jonas Beck", "4711 Kitchen", "PO-77")] == [True] * 3


def test_who_may_see_an_order_does_not_act_for_its_buyer(client, company, buyer, order):
    """The order's link cancels and returns it, and would still open it for somebody who has left."""
    address, token = (
        reverse("customer:order", args=[order.number]),
        f"{order.number}:",
    )  # signed, with the time
    document = reverse("documents:own-pdf", args=[order.documents.get().number])

    client.force_login(buyer.user)
    assert token in client.get(address).content.decode()
    client.force_login(member(company, "accountant").user)
    text = client.get(address).content.decode()

    assert (token in text, "Cancel items or order" in text, document in text) == (False, False, True)
