import pytest

from shop.b2b.models import CompanyLocation, CostCentre
from tests.crm_core.factories import staff_with
from tests.shop.b2b.factories import CompanyFactory, CompanyLocationFactory
from tests.shop.factories import CountryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
KINDS = ("companylocation", "department", "costcentre")
RIGHTS = [f"b2b.{action}_{kind}" for action in ("view", "add", "change") for kind in KINDS]


@pytest.fixture
def sales(client):
    client.force_login(staff_with("b2b.view_company", *RIGHTS))
    return client


def typed(company, **fields):
    return {
        "company": company.pk,
        "name": "Main warehouse",
        "code": "",
        "country": CountryFactory().pk,
        "line1": "Kai 7",
        "line4": "Hamburg",
        "postcode": "20457",
        "is_shipping": "on",
        "is_active": "on",
    } | fields


def test_a_location_is_written_for_a_company(sales):
    company = CompanyFactory()
    page = sales.get(f"/cms/company-locations/new/?company={company.pk}")
    assert page.context["form"].instance.company == company

    sales.post("/cms/company-locations/new/", typed(company))

    assert company.locations.get().postcode == "20457"


def test_a_wrong_postcode_is_refused(sales):
    response = sales.post("/cms/company-locations/new/", typed(CompanyFactory(), postcode="1"))

    assert "postcode" in response.context["form"].errors
    assert not CompanyLocation.objects.exists()


def test_a_location_stays_its_companys(sales):
    location, other = CompanyLocationFactory(), CompanyFactory()

    sales.post(f"/cms/company-locations/edit/{location.pk}/", typed(other, name="Annex"))

    location.refresh_from_db()
    assert (location.name, location.company == other) == ("Annex", False)


def test_departments_and_cost_centres_are_written(sales):
    company = CompanyFactory()

    sales.post("/cms/company-departments/new/", {"company": company.pk, "name": "Kitchen"})
    sales.post("/cms/company-cost-centres/new/", {"company": company.pk, "code": "4711", "is_active": "on"})

    assert (company.departments.get().name, company.cost_centres.get().code) == ("Kitchen", "4711")


def test_page_of_the_company_leads_there(sales):
    location = CompanyLocationFactory(name="Main warehouse")
    CostCentre.objects.create(company=location.company, code="4711")

    text = sales.get(f"/cms/companies/{location.company_id}/").content.decode()

    assert f"/cms/company-locations/edit/{location.pk}/" in text
    assert f"/cms/company-departments/new/?company={location.company_id}" in text
    assert "4711" in text


@pytest.mark.parametrize("name", ["company-locations", "company-departments", "company-cost-centres"])
def test_who_may_not_is_refused(client, name):
    client.force_login(staff_with("b2b.view_company"))

    assert client.get(f"/cms/{name}/").status_code == 403


@pytest.mark.parametrize("name", ["company-locations", "company-departments", "company-cost-centres"])
def test_lists_open(sales, name):
    CompanyLocationFactory()

    assert sales.get(f"/cms/{name}/?q=ware").status_code == 200
