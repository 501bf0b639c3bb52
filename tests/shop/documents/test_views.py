"""Who gets which document: buyers their own, guests by the link of the order, staff by their rights."""

import io
import zipfile

import pytest
from django.urls import reverse

from shop.documents.models import Document, Invoice, InvoiceDue
from shop.documents.services import issue_invoice
from shop.formats import format_money
from shop.order.links import order_token
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory


@pytest.fixture
def buyer(db):
    return UserFactory()


@pytest.fixture
def invoice(seller_said, buyer):
    return issue_invoice(OrderFactory(user=buyer))


@pytest.fixture
def office(client, db):
    client.force_login(StaffFactory())
    return client


def test_a_buyer_reads_the_list_and_the_file(client, buyer, invoice):
    client.force_login(buyer)

    page = client.get(reverse("documents:own"))
    file = client.get(reverse("documents:own-pdf", args=[invoice.number]), {"language": "zh-hant"})

    assert invoice.number in page.content.decode()
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert file["Cache-Control"] == "private, no-store"


def test_another_buyer_does_not(client, invoice):
    client.force_login(UserFactory())

    assert invoice.number not in client.get(reverse("documents:own")).content.decode()
    assert client.get(reverse("documents:own-pdf", args=[invoice.number])).status_code == 404


def test_the_list_costs_the_same_with_many(client, buyer, invoice, django_assert_max_num_queries):
    client.force_login(buyer)
    for _ in range(3):
        issue_invoice(OrderFactory(user=buyer))

    with django_assert_max_num_queries(12):
        client.get(reverse("documents:own"))


def test_the_page_of_an_order_leads_to_its_documents(client, seller_said):
    order = OrderFactory()
    page = reverse("checkout:order", args=[order_token(order)])
    assert reverse("documents:pro-forma", args=[order_token(order)])[:30] in client.get(page).content.decode()

    invoice = issue_invoice(order)
    html = client.get(page).content.decode()

    assert f"{invoice.number}.pdf" in html
    assert "pro-forma.pdf" not in html


def test_a_link_opens_its_own_orders_documents_only(client, seller_said):
    order, other = OrderFactory(), OrderFactory()
    invoice = issue_invoice(other)
    for token in (order_token(order), f"{order_token(other)}x"):
        assert client.get(reverse("documents:pdf", args=[token, invoice.number])).status_code == 404

    assert client.get(reverse("documents:pdf", args=[order_token(other), invoice.number])).status_code == 200


def test_the_pro_forma_is_there_until_the_invoice_is(client, seller_said):
    order = OrderFactory()
    url = reverse("documents:pro-forma", args=[order_token(order)])
    assert client.get(url).content[:5] == b"%PDF-"

    issue_invoice(order)

    assert client.get(url).status_code == 404


def test_staff_find_a_document_by_number(office, invoice):
    other = issue_invoice(OrderFactory())

    html = office.get(reverse("invoices:index"), {"q": invoice.number.lower()}).content.decode()

    assert (invoice.number in html, other.number in html) == (True, False)


def test_the_page_of_a_document_shows_sums(office, invoice):
    page = office.get(reverse("invoices:inspect", args=[invoice.pk]))

    html = page.content.decode()
    assert reverse("office_documents:pdf", args=[invoice.pk]) in html
    assert format_money(invoice.taxes.get().tax, invoice.currency) in html
    assert "19%" in html


def test_a_period_comes_as_zip(office, invoice):
    days = {"start": "2000-01-01", "end": "2100-01-01"}

    answer = office.get(reverse("office_documents:archive"), days)
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()

    assert names == [f"{invoice.number}.pdf"]


def test_an_empty_period_is_said(office):
    page = office.get(reverse("office_documents:archive"), {"start": "2001-01-01", "end": "2001-01-02"})

    assert "There are no documents in this period." in page.content.decode()


def test_an_invoice_is_written_by_hand(office, seller_said):
    order = OrderFactory()

    office.post(reverse("office_documents:issue", args=[order.number]))

    assert Invoice.objects.get().order == order


def test_without_the_sellers_data_it_is_refused_in_words(office):
    order = OrderFactory()

    page = office.post(reverse("office_documents:issue", args=[order.number]), follow=True)

    assert "No invoice can be written until the settings say" in page.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize("kind", ["packing-slip", "delivery-note", "pro-forma"])
def test_slips_of_an_order(office, seller_said, kind):
    url = reverse("office_documents:slip", kwargs={"number": OrderFactory().number, "kind": kind})

    assert office.get(url).content[:5] == b"%PDF-"


def test_what_is_due_is_listed_and_written(office, seller_said):
    row = InvoiceDue.objects.create(order=OrderFactory(), problem="No address")
    url = reverse("office_documents:due")
    assert "No address" in office.get(url).content.decode()

    office.post(url)

    assert Invoice.objects.get().order == row.order


@pytest.mark.parametrize("name", ["due", "archive", "tax-report"])
def test_a_colleague_without_the_right_sees_none(client, db, name):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(reverse(f"office_documents:{name}")).status_code in {302, 403}
