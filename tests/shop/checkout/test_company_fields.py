"""What a company wants to know of an order: its own order number and the cost centre."""

import pytest

from shop.b2b.models import Company, CompanyContact, CostCentre, Department
from shop.order.models import Order
from tests.shop.checkout.walk import review, url, walk_to_review
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def company():
    parent = Company.objects.create(name="Group", needs_po_number=True)
    return Company.objects.create(name="Argile", parent=parent)


@pytest.fixture
def buyer(company):
    user = UserFactory()
    CompanyContact.objects.create(company=company, user=user, email=user.email, name="Ada")
    return user


def centre(company, code, **fields):
    return CostCentre.objects.create(company=company, code=code, **fields)


def pay(client, **typed):
    return client.post(url("payment-method"), {"method": "bank-transfer", **typed})


def test_order_number_that_a_parent_company_needs_is_asked_for(client, buyer):
    client.force_login(buyer)
    with pytest.raises(AssertionError, match="payment"):
        walk_to_review(client, ProductFactory())

    page = pay(client, po_number=" ")

    assert page.context["form"].errors["po_number"] == [
        "Please give your order number: your company needs it."
    ]
    assert client.get(url("preview")).url == url("payment-method")


def test_what_was_given_stands_in_the_review_and_on_the_order(client, buyer, company):
    mine = centre(company, "4711", name="Kitchen")
    other = centre(company, "4712")
    contact = buyer.company_contact
    contact.cost_centre, contact.department = mine, Department.objects.create(company=company, name="Lab")
    contact.save()
    client.force_login(buyer)
    with pytest.raises(AssertionError):
        walk_to_review(client, ProductFactory())
    assert client.get(url("payment-method")).context["form"]["cost_centre"].value() == str(mine.pk)

    pay(client, po_number="PO 77", cost_centre=str(other.pk))
    page = client.get(url("preview"))
    client.post(url("preview"), review(client))

    assert "PO 77" in page.content.decode()
    order = Order.objects.get()
    assert (order.po_number, order.cost_centre, order.department.name) == ("PO 77", other, "Lab")


def test_cost_centre_of_another_company_is_refused(client, buyer, company):
    centre(company, "1")
    stranger = centre(Company.objects.create(name="Other"), "2")
    client.force_login(buyer)
    with pytest.raises(AssertionError):
        walk_to_review(client, ProductFactory())

    page = pay(client, po_number="1", cost_centre=str(stranger.pk))

    assert "cost_centre" in page.context["form"].errors


def test_order_number_that_changed_since_the_review_is_looked_at_again(client, buyer):
    client.force_login(buyer)
    with pytest.raises(AssertionError):
        walk_to_review(client, ProductFactory())
    pay(client, po_number="one")
    seen = review(client)
    pay(client, po_number="two")

    client.post(url("preview"), seen)

    assert not Order.objects.exists()


def test_guests_are_asked_for_neither(client):
    walk_to_review(client, ProductFactory())

    form = client.get(url("payment-method")).context["form"]

    assert not {"po_number", "cost_centre"} & set(form.fields)
