import pytest

from shop.b2b.access import access_of
from shop.b2b.models import CompanyRole
from shop.b2b.permissions import Level
from shop.b2b.presets import ADMINISTRATOR, NAMES, preset_role, preset_roles
from shop.b2b.roles import CompanyRefusedError, delete_role, held_at, may_grant, roles_of, save_role
from tests.shop.b2b.factories import CompanyFactory, access, member

pytestmark = pytest.mark.django_db
HELPER = {"roles.manage": 3, "orders.view": 1, "orders.place": 1}


@pytest.fixture
def company():
    return CompanyFactory()


def test_presets_are_ready_in_their_order(company):
    assert [role.preset for role in preset_roles()] == list(NAMES)
    assert [role.preset for role in preset_roles()] == list(NAMES)
    assert roles_of(company).count() == len(NAMES)


def test_a_role_is_defined_changed_and_deleted(company):
    by = access(member(company, ADMINISTRATOR))

    role = save_role(CompanyRole(name="Night shift", grants={"orders.view": 2}), by=by)
    role.grants = {"orders.view": 3}
    save_role(role, by=by)

    assert (role.company, role.preset) == (company, "")
    assert CompanyRole.objects.get(pk=role.pk).grants == {"orders.view": 3}
    delete_role(role, by=by)
    assert not CompanyRole.objects.filter(pk=role.pk).exists()


@pytest.mark.parametrize(
    "grants", [{"orders.view": 2}, {"members.manage": 3}, {"orders.view": 1, "roles.manage": 4}]
)
def test_nobody_defines_more_than_they_hold(company, grants):
    by = access(member(company, HELPER))

    with pytest.raises(CompanyRefusedError, match="more than you may do yourself"):
        save_role(CompanyRole(name="More", grants=grants), by=by)

    assert not CompanyRole.objects.filter(name="More").exists()


def test_nobody_changes_a_role_that_grants_more_than_they_hold(company):
    strong = save_role(
        CompanyRole(name="Strong", grants={"orders.view": 3}), by=access(member(company, ADMINISTRATOR))
    )
    by = access(member(company, HELPER))
    strong.grants = {}

    with pytest.raises(CompanyRefusedError):
        save_role(strong, by=by)
    with pytest.raises(CompanyRefusedError):
        delete_role(strong, by=by)

    assert CompanyRole.objects.get(pk=strong.pk).grants == {"orders.view": 3}


def test_presets_and_roles_of_others_stay_as_they_are(company):
    by = access(member(company, ADMINISTRATOR))
    theirs = CompanyRole.objects.create(company=CompanyFactory(), name="Theirs")

    for role in (preset_role("buyer"), theirs):
        with pytest.raises(CompanyRefusedError, match="cannot be changed"):
            save_role(CompanyRole.objects.get(pk=role.pk), by=by)
        with pytest.raises(CompanyRefusedError):
            delete_role(role, by=by)


def test_a_name_is_given_once(company):
    by = access(member(company, ADMINISTRATOR))
    save_role(CompanyRole(name="Night shift"), by=by)

    with pytest.raises(CompanyRefusedError, match="of this name"):
        save_role(CompanyRole(name="Night shift"), by=by)


def test_a_role_that_somebody_has_stays(company):
    by = access(member(company, ADMINISTRATOR))
    role = member(company, {"orders.view": 1}).role

    with pytest.raises(CompanyRefusedError, match="People have this role"):
        delete_role(role, by=by)


def test_what_somebody_was_allowed_when_the_page_opened_does_not_count(company):
    contact = member(company, ADMINISTRATOR)
    by = access_of(contact.user)
    contact.role = preset_role("buyer")
    contact.save()

    with pytest.raises(CompanyRefusedError, match="may not define roles"):
        save_role(CompanyRole(name="Late"), by=by)


def test_elsewhere_one_grants_what_reaches_there_only(company):
    subsidiary = CompanyFactory(parent=company)
    seller = access(member(company, {"members.manage": 4, "orders.view": 3, "orders.place": 1}))

    assert held_at(seller, subsidiary.pk) == {"members.manage": 4, "orders.place": 1}
    role = CompanyRole(name="Sees orders", grants={"orders.view": 3})
    assert not may_grant(seller, role, company_id=subsidiary.pk)
    assert may_grant(seller, role, company_id=company.pk)


def test_the_departments_level_is_granted_in_ones_own_department_only(company):
    kitchen = company.departments.create(name="Kitchen")
    chef = access(member(company, {"orders.view": 2, "members.manage": 3}, department=kitchen))
    role = CompanyRole(company=company, grants={"orders.view": int(Level.DEPARTMENT)})

    assert may_grant(chef, role, company_id=company.pk, department_id=kitchen.pk)
    assert not may_grant(chef, role, company_id=company.pk, department_id=kitchen.pk + 1)
    assert not may_grant(chef, role, company_id=company.pk)


def test_unknown_permissions_of_a_role_count_for_nothing(company):
    assert access(member(company, {"orders.view": 1, "gone.away": 4})).grants == {"orders.view": 1}
