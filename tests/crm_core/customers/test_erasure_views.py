import pytest

from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order
from shop.audit.models import AuditEntry
from shop.order.models import Order
from shop.privacy.models import DeletionRequest
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = ("customers.view_customer", "customers.erase_customer")


@pytest.fixture
def customer():
    order = OrderFactory(guest_email="mei@example.com")
    customer = attach_order(order)
    Order.objects.update(status="Complete", paid_at=order.date_placed)
    return customer


def page(customer):
    return f"/cms/customer-erasures/of/{customer.pk}/"


def test_preview_reason_number_and_a_second_yes_come_before_it(
    client, customer, django_capture_on_commit_callbacks
):
    client.force_login(staff_with(*RIGHTS))
    sent = {"reason": "Letter of 3 May", "number": customer.pk}

    preview = client.get(page(customer)).content.decode()
    wrong = client.post(page(customer), {"reason": "", "number": customer.pk + 1, "confirmed": "1"})
    question = client.post(page(customer), sent)

    assert "names, addresses and contact data of orders (1)" in preview
    assert "Tax and accounting law asks for them" in preview
    assert (wrong.status_code, question.status_code) == (422, 200)
    assert "This cannot be undone" in question.content.decode()
    assert DeletionRequest.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(page(customer), {**sent, "confirmed": "1"})
    request = DeletionRequest.objects.get()
    assert (done.url, request.done_at is not None) == (f"/cms/customer-erasures/{request.pk}/", True)
    assert Customer.objects.get(pk=customer.pk).email == ""
    state = client.get(done.url).content.decode()
    assert "names, addresses and contact data of orders" in state
    assert f"E-{request.pk}" in client.get("/cms/customer-erasures/").content.decode()
    logged = AuditEntry.objects.filter(customer_id=customer.pk).exclude(action="viewed").order_by("pk")
    assert list(logged.values_list("action", flat=True)) == ["erasure_requested", "erased"]


def test_only_with_the_right_and_only_customers_one_sees(client, customer):
    sent = {"reason": "x", "number": customer.pk, "confirmed": "1"}
    for user, status in ((staff_with("customers.view_customer"), 403), (rep_with(*RIGHTS), 404)):
        client.force_login(user)
        assert client.get(page(customer)).status_code == status
        assert client.post(page(customer), sent).status_code == status
    assert DeletionRequest.objects.count() == 0


def test_company_is_no_person(client):
    company = CustomerFactory(kind="company", name="Nordlicht")
    client.force_login(staff_with(*RIGHTS))

    assert client.get(page(company)).url == f"/cms/customers/{company.pk}/"
    assert "Erase personal data" not in client.get(f"/cms/customers/{company.pk}/").content.decode()


def test_open_request_is_taken_back(client, customer, django_capture_on_commit_callbacks):
    Order.objects.update(status="Paid")
    client.force_login(staff_with(*RIGHTS))
    sent = {"reason": "x", "number": customer.pk, "confirmed": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        state = client.post(page(customer), sent).url

    assert "An order has not been dispatched yet." in client.get(state).content.decode()
    client.post(state)
    request = DeletionRequest.objects.get()
    assert (request.withdrawn_at is not None, request.reason) == (True, "")
