import pytest

from shop.b2b.models import CostCentre
from shop.b2b.presets import ADMINISTRATOR
from tests.shop.b2b.factories import CompanyFactory, CompanyLocationFactory, member
from tests.shop.factories import CountryFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
PLACES = "/company/places/"


@pytest.fixture
def company():
    return CompanyFactory(name="Harbour")


@pytest.fixture
def admin(client, company):
    contact = member(company, ADMINISTRATOR)
    client.force_login(contact.user)
    return contact


def location(**typed):
    country = CountryFactory(display_order=1)
    fields = {"country": country.pk, "line1": "Kai 7", "line4": "Hamburg", "postcode": "20457"}
    return {**fields, "name": "Main warehouse", "is_shipping": "on", "is_active": "on", **typed}


def test_a_location_is_written_and_changed(client, company, admin):
    client.post(f"{PLACES}location/new/", location(phone_number="030 123456"))
    place = company.locations.get()
    assert (place.name, place.line4, place.is_shipping, str(place.phone_number)) == (
        *("Main warehouse", "Hamburg", True),
        "+4930123456",
    )

    client.post(f"{PLACES}location/{place.pk}/", location(name="Annex", is_active=""))
    place.refresh_from_db()
    assert (place.name, place.is_active) == ("Annex", False)
    assert "Annex" in client.get(PLACES).content.decode()


@pytest.mark.parametrize(("field", "typed"), [("postcode", "1"), ("name", ""), ("line1", "")])
def test_wrong_answers_are_told_beside_the_field(client, company, admin, field, typed):
    response = client.post(f"{PLACES}location/new/", location(**{field: typed}))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["line4"].value() == "Hamburg"


def test_another_country_asks_for_other_fields(client, company, admin):
    CountryFactory(iso_3166_1_a2="US", printable_name="United States")

    response = client.post(f"{PLACES}location/new/", {**location(country="US"), "look": "1"})

    assert "state" in response.context["form"].fields
    assert not company.locations.exists()


@pytest.mark.parametrize(
    ("kind", "typed"), [("department", {"name": "Kitchen"}), ("cost-centre", {"code": "4711"})]
)
def test_departments_and_cost_centres_stand_once(client, company, admin, kind, typed):
    for _time in range(2):
        response = client.post(f"{PLACES}{kind}/new/", {**typed, "is_active": "on"})

    assert "There is one of this name already." in response.content.decode()
    assert company.departments.count() + company.cost_centres.count() == 1


def test_a_department_goes_and_its_people_stay(client, company, admin):
    kitchen = company.departments.create(name="Kitchen")
    cook = member(company, department=kitchen)

    assert "Kitchen" in client.get(f"{PLACES}department/{kitchen.pk}/delete/").content.decode()
    client.post(f"{PLACES}department/{kitchen.pk}/delete/")

    cook.refresh_from_db()
    assert (cook.department, company.departments.count()) == (None, 0)


def test_places_of_a_subsidiary_are_kept_by_who_reaches_there(client, company, admin):
    subsidiary = CompanyFactory(parent=company)
    place = CompanyLocationFactory(company=subsidiary)

    assert place.name in client.get(f"{PLACES}?company={subsidiary.pk}").content.decode()
    response = client.post(
        f"{PLACES}cost-centre/new/?company={subsidiary.pk}", {"code": "1", "is_active": "on"}
    )
    assert response.url == f"{PLACES}?company={subsidiary.pk}"
    assert CostCentre.objects.get().company == subsidiary


def test_places_of_others_are_not_there(client, company, admin):
    theirs = CompanyLocationFactory()

    assert client.get(f"{PLACES}location/{theirs.pk}/").status_code == 404
    assert client.get(f"{PLACES}palace/new/").status_code == 404


def test_overview_tells_terms_rep_people_and_places(client, company, admin):
    parent = CompanyFactory(name="Top AG", payment_terms_days=60, sales_rep=StaffFactory(first_name="Rita"))
    company.parent = parent
    company.save()
    CompanyLocationFactory(company=company, name="Main warehouse")
    client.force_login(member(company).user)

    text = client.get("/company/").content.decode()

    for words in ("Harbour", "60 days", "inherited from Top AG", "Rita", "2 people buy", "Main warehouse"):
        assert words in text
    assert "Manage people" not in text


def test_a_company_on_hold_is_told_so(client, company, admin):
    company.status = "on-hold"
    company.save()

    assert "Your company is on hold" in client.get("/company/").content.decode()


def test_who_acts_for_no_company_finds_nothing(client):
    client.force_login(StaffFactory())

    assert client.get("/company/").status_code == 404
