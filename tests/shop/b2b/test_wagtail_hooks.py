import pytest

from crm_core.customers.services import identify
from shop.b2b.models import Company, CompanyContact
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, CustomerFactory, staff_with
from tests.shop.b2b.office import LIST, RIGHTS, form
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def sales(client):
    client.force_login(staff_with(*RIGHTS))
    return client


def test_company_is_written_with_its_people(sales):
    sales.post(f"{LIST}new/", form(vat_id="de 136 695 976", name="Harbour", email="x"))
    assert Company.objects.count() == 0

    data = form(vat_id="de 136 695 976")
    data |= form(name="Jonas Beck", email="jonas@harbour.example") | {
        "name": "Harbour",
        "vat_id": "de 136 695 976",
    }
    data["contacts-0-name"] = "Jonas Beck"
    sales.post(f"{LIST}new/", data)

    company = Company.objects.get()
    assert (company.name, company.vat_id) == ("Harbour", "DE136695976")
    assert company.contacts.get().email == "jonas@harbour.example"
    assert identify(email="jonas@harbour.example").company == company


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("DE136695975", "This is not a valid VAT id: a digit is wrong."),
        ("DE1", "This is not a valid VAT id: a digit is wrong."),
    ],
)
def test_wrong_vat_id_is_refused(sales, typed, error):
    response = sales.post(f"{LIST}new/", form(vat_id=typed))

    assert response.context["form"].errors == {"vat_id": [error]}
    assert Company.objects.count() == 0


def test_vat_id_of_another_country_is_kept(sales):
    sales.post(f"{LIST}new/", form(vat_id="che 123.456.788"))

    assert Company.objects.get().vat_id == "CHE123.456.788"


def test_company_stands_once_in_the_list_however_many_match(sales):
    company = CompanyFactory(name="Harbour")
    CompanyContactFactory(company=company, email="jonas@harbour.example")
    CompanyContactFactory(company=company, email="anna@harbour.example")
    CompanyFactory(name="Other")

    assert list(sales.get(LIST + "?q=harbour.example").context["object_list"]) == [company]


def test_list_costs_the_same_for_one_and_three(sales, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        CompanyFactory.create_batch(number)
        sales.get(LIST)
        with django_assert_max_num_queries(20) as captured:
            response = sales.get(LIST)
        counts.append((len(response.context["object_list"]), len(captured)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


def test_staff_without_the_right_is_refused(client):
    company = CompanyFactory(name="Harbour")
    client.force_login(staff_with("order.view_order"))

    for page in (LIST, f"{LIST}new/", f"{LIST}edit/{company.pk}/"):
        assert client.get(page).status_code == 403


def test_page_tells_people_and_what_packages_above_know(client):
    client.force_login(staff_with("b2b.view_company", "order.view_order", "customers.view_customer"))
    contact = CompanyContactFactory(company=CompanyFactory(name="Harbour"), name="Jonas Beck")
    user = UserFactory()
    CompanyContact.objects.filter(pk=contact.pk).update(user=user)
    OrderFactory(number="K-1", user=user)
    OrderFactory(number="K-2", user=UserFactory())
    customer = CustomerFactory(name="Harbour & Sons", company=contact.company)

    text = client.get(f"{LIST}{contact.company_id}/").content.decode()

    shown = ["Jonas Beck", 'href="/cms/shop/orders/K-1/"', f'href="/cms/customers/{customer.pk}/"', "K-2"]
    assert [words in text for words in shown] == [True, True, True, False]


def test_page_hides_what_one_may_not_see(sales):
    contact = CompanyContactFactory(company=CompanyFactory(name="Harbour"))
    user = UserFactory()
    CompanyContact.objects.filter(pk=contact.pk).update(user=user)
    OrderFactory(number="K-1", user=user)
    CustomerFactory(name="Harbour & Sons", company=contact.company)

    text = sales.get(f"{LIST}{contact.company_id}/").content.decode()

    assert ["K-1" in text, "Harbour &amp; Sons" in text] == [False, False]


def test_row_of_the_list_opens_the_page_and_the_page_the_form(sales):
    company = CompanyFactory(name="Harbour")

    assert f'href="{LIST}{company.pk}/"' in sales.get(LIST).content.decode()
    assert f'href="{LIST}edit/{company.pk}/"' in sales.get(f"{LIST}{company.pk}/").content.decode()


def test_page_costs_the_same_for_one_and_three_people_and_orders(client, django_assert_max_num_queries):
    client.force_login(staff_with("b2b.view_company", "order.view_order", "customers.view_customer"))
    company = CompanyFactory()
    counts = []
    for number in (1, 2):
        for _place in range(number):
            contact = CompanyContactFactory(company=company)
            user = UserFactory()
            CompanyContact.objects.filter(pk=contact.pk).update(user=user)
            OrderFactory(user=user)
            CustomerFactory(company=company, owner=UserFactory())
        client.get(f"{LIST}{company.pk}/")
        # Ten panels of several parts, each within a savepoint, and hardly more than one query each.
        with django_assert_max_num_queries(38) as captured:
            client.get(f"{LIST}{company.pk}/")
        counts.append(len(captured))

    assert counts[0] == counts[1]
