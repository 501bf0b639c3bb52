import pytest

from shop.b2b.models import CompanyRole
from shop.b2b.presets import ADMINISTRATOR
from tests.shop.b2b.factories import CompanyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ROLES = "/company/roles/"


@pytest.fixture
def company():
    return CompanyFactory()


@pytest.fixture
def admin(client, company):
    contact = member(company, ADMINISTRATOR)
    client.force_login(contact.user)
    return contact


def test_presets_are_listed_and_have_no_way_to_change_them(client, company, admin):
    member(company, {"orders.view": 1})

    rows = client.get(ROLES).context["roles"]

    names = [str(row["role"]) for row in rows]
    assert names[:5] == ["Administrator", "Buyer", "Approver", "Accountant", "Reader"]
    assert [row["can_be_changed"] for row in rows] == [False] * 5 + [True]
    assert (rows[0]["role"].people, rows[-1]["role"].people) == (1, 1)


def test_a_role_is_defined_and_changed(client, company, admin):
    client.post(f"{ROLES}new/", {"name": "Night shift", "grant-orders-view": "3", "grant-orders-place": "1"})

    role = CompanyRole.objects.get(company=company)
    assert (role.name, role.grants) == ("Night shift", {"orders.view": 3, "orders.place": 1})

    client.post(f"{ROLES}{role.pk}/", {"name": "Night shift", "grant-orders-view": "0"})
    role.refresh_from_db()
    assert role.grants == {}


@pytest.mark.parametrize("level", ["4", "9", "x"])
def test_levels_that_one_does_not_hold_are_refused_and_nothing_typed_is_lost(client, company, level):
    helper = member(company, {"roles.manage": 3, "orders.view": 3})
    client.force_login(helper.user)

    response = client.post(f"{ROLES}new/", {"name": "More", "grant-orders-view": level})

    assert response.status_code == 422
    assert response.context["form"]["name"].value() == "More"
    assert not CompanyRole.objects.filter(name="More").exists()


def test_what_one_does_not_hold_is_not_asked(client, company):
    helper = member(company, {"roles.manage": 3, "orders.view": 1})
    client.force_login(helper.user)

    client.post(f"{ROLES}new/", {"name": "More", "grant-members-manage": "3"})

    assert CompanyRole.objects.get(name="More").grants == {}


def test_a_name_that_is_taken_is_told(client, company, admin):
    CompanyRole.objects.create(company=company, name="Night shift")

    response = client.post(f"{ROLES}new/", {"name": "Night shift"})

    assert "There is a role of this name already." in response.content.decode()


def test_a_role_goes_unless_somebody_has_it(client, company, admin):
    free = CompanyRole.objects.create(company=company, name="Free")
    held = member(company, {"orders.view": 1}).role

    assert client.get(f"{ROLES}{free.pk}/delete/").status_code == 200
    client.post(f"{ROLES}{free.pk}/delete/")
    client.post(f"{ROLES}{held.pk}/delete/")

    assert list(CompanyRole.objects.filter(company=company)) == [held]
