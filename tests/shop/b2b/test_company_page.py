"""What staff keep of a company beside its name: where it stands, its terms, its people's roles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from shop.b2b.bulk import assign_rep, select_companies
from shop.b2b.models import Company, CompanyGroup, CompanyRole
from shop.b2b.presets import ADMINISTRATOR, preset_role
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, staff_with
from tests.shop.b2b.factories import member
from tests.shop.b2b.office import LIST, RIGHTS, form
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
BULK = "/cms/bulk/b2b/company/set_sales_rep/"


@pytest.fixture
def sales(client):
    client.force_login(staff_with(*RIGHTS))
    return client


def edited(client, company, **typed):
    data = {**form(name=company.name), **typed}
    return client.post(f"{LIST}edit/{company.pk}/", data)


def test_terms_and_place_are_written(sales):
    parent, group, rep = CompanyFactory(), CompanyGroup.objects.create(name="Retail"), StaffFactory()
    company = CompanyFactory()

    edited(
        sales,
        company,
        parent=parent.pk,
        group=group.pk,
        sales_rep=rep.pk,
        payment_terms_days="45",
        early_payment_percent="2",
        early_payment_days="10",
        needs_po_number="true",
        registration_number="HRB 12345",
        status="on-hold",
    )

    company.refresh_from_db()
    assert (company.parent, company.group, company.sales_rep) == (parent, group, rep)
    assert (company.payment_terms_days, company.needs_po_number, company.status) == (45, True, "on-hold")
    assert company.path == f"/{parent.pk}/{company.pk}/"


def test_no_order_number_asked_for_is_not_the_same_as_nothing_said(sales):
    company = CompanyFactory(needs_po_number=True)

    edited(sales, company, needs_po_number="unknown")
    company.refresh_from_db()
    assert company.needs_po_number is None

    edited(sales, company, needs_po_number="false")
    company.refresh_from_db()
    assert company.needs_po_number is False


def test_a_circle_is_refused_in_words_and_nothing_typed_is_lost(sales):
    top = CompanyFactory(name="Top")
    low = CompanyFactory(parent=CompanyFactory(parent=top))

    response = edited(sales, top, parent=low.pk, phone="123")

    assert "A company cannot stand below itself." in str(response.context["form"].errors["parent"])
    assert response.context["form"]["phone"].value() == "123"
    top.refresh_from_db()
    assert (top.parent, top.phone) == (None, "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"early_payment_percent": "2"}, "early_payment_days"),
        ({"early_payment_days": "10"}, "early_payment_percent"),
    ],
)
def test_a_discount_for_early_payment_has_days_and_percent(sales, typed, field):
    response = edited(sales, CompanyFactory(), **typed)

    assert field in response.context["form"].errors


def test_only_staff_are_representatives(sales):
    response = edited(sales, CompanyFactory(), sales_rep=UserFactory().pk)

    assert "sales_rep" in response.context["form"].errors


def test_people_get_roles_and_departments_of_their_company_only(sales):
    contact = CompanyContactFactory()
    company, other = contact.company, CompanyFactory()
    theirs = CompanyRole.objects.create(company=other, name="Theirs")
    kitchen = company.departments.create(name="Kitchen")
    row = {"contacts-INITIAL_FORMS": 1, "contacts-TOTAL_FORMS": 1, "contacts-0-id": contact.pk}
    row |= {"contacts-0-name": contact.name, "contacts-0-email": contact.email, "contacts-0-is_active": "on"}

    refused = edited(sales, company, **row, **{"contacts-0-role": theirs.pk})
    assert refused.context["form"].formsets["contacts"].errors[0].keys() == {"role"}

    edited(
        sales,
        company,
        **row,
        **{"contacts-0-role": preset_role(ADMINISTRATOR).pk, "contacts-0-department": kitchen.pk},
    )
    contact.refresh_from_db()
    assert (contact.role.preset, contact.department) == (ADMINISTRATOR, kitchen)


def test_page_shows_where_terms_come_from_and_the_tree(sales):
    top = CompanyFactory(name="Top AG", payment_terms_days=60)
    middle = CompanyFactory(name="Middle GmbH", parent=top, needs_po_number=True)
    CompanyFactory(name="Low Ltd", parent=middle)
    member(middle, ADMINISTRATOR, name="Ida Berg")

    text = sales.get(f"{LIST}{middle.pk}/").content.decode()

    for words in ("inherited from Top AG", "set here", "60 days", "Low Ltd", "Ida Berg", "Administrator"):
        assert words in text


def test_a_page_with_all_its_panels_costs_at_most_thirty_queries(client):
    client.force_login(StaffFactory())
    counts = []
    for number in (1, 3):
        group = CompanyGroup.objects.create(name=f"Retail {number}")
        company = CompanyFactory(parent=CompanyFactory(), group=group, sales_rep=StaffFactory())
        for _place in range(number):
            member(company, ADMINISTRATOR)
            CompanyFactory(parent=company)
        client.get(f"{LIST}{company.pk}/")
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"{LIST}{company.pk}/")
        assert page.status_code == 200
        # Panels are read within savepoints where a test has a transaction around them.
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in captured))

    assert counts[0] == counts[1] <= 30


def test_list_is_narrowed_and_costs_the_same(sales, django_assert_max_num_queries):
    counts = []
    rep, group = StaffFactory(), CompanyGroup.objects.create(name="Retail")
    for number in (1, 2):
        for _place in range(number):
            CompanyFactory(parent=CompanyFactory(status="closed"), group=group, sales_rep=rep)
        address = f"{LIST}?group={group.pk}&sales_rep={rep.pk}&status=active&has_parent=true"
        sales.get(address)
        with django_assert_max_num_queries(30) as captured:
            rows = sales.get(address).context["object_list"]
        counts.append((len(rows), len(captured)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


def test_export_holds_terms(sales):
    CompanyFactory(name="Harbour", payment_terms_days=45)

    text = b"".join(sales.get(f"{LIST}?export=csv")).decode()

    assert "Harbour" in text
    assert "45" in text


def test_representative_of_several_is_set_and_logged(sales):
    rep, companies = StaffFactory(), CompanyFactory.create_batch(2)
    keys = "&".join(f"id={company.pk}" for company in companies)

    asked = sales.get(f"{BULK}?{keys}")
    assert all(company.name in asked.content.decode() for company in companies)
    sales.post(f"{BULK}?{keys}", {"sales_rep": rep.pk})

    assert Company.objects.filter(sales_rep=rep).count() == 2
    assert ModelLogEntry.objects.filter(action="wagtail.edit", object_id=str(companies[0].pk)).count() == 1


def test_all_that_match_get_a_representative(sales):
    rep, user = StaffFactory(), staff_with(*RIGHTS)
    harbour, _other = CompanyFactory(name="Harbour"), CompanyFactory(name="Other")
    query = sales.get(f"{LIST}?q=harb").wsgi_request.GET

    found = list(select_companies(user, query))

    assert found == [harbour]
    assert assign_rep(found, user, {"sales_rep": rep}) == 1
    assert assign_rep(found, user, {"sales_rep": rep}) == 0


def test_groups_are_kept(client):
    rights = [f"b2b.{action}_companygroup" for action in ("view", "add", "change", "delete")]
    client.force_login(staff_with(*rights))

    client.post("/cms/company-groups/new/", {"name": "Retail"})
    group = CompanyGroup.objects.get()
    assert "Retail" in client.get("/cms/company-groups/").content.decode()
    company = CompanyFactory(group=group)
    client.post(f"/cms/company-groups/delete/{group.pk}/")

    company.refresh_from_db()
    assert (company.group, CompanyGroup.objects.count()) == (None, 0)
