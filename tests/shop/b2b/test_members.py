import pytest
from django.contrib.auth.models import AnonymousUser

from shop.b2b.access import access_of
from shop.b2b.members import (
    Membership,
    change_member,
    deactivate_member,
    may_edit,
    members_within,
    reactivate_member,
)
from shop.b2b.models import CompanyContact, CostCentre
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.b2b.roles import CompanyRefusedError
from shop.events.models import Event
from shop.partner.buyers import buyer_for
from shop.user.models import User
from tests.shop.b2b.factories import CompanyFactory, access, member

pytestmark = pytest.mark.django_db
ADMIN, BUYER = ADMINISTRATOR, "buyer"


@pytest.fixture
def company():
    return CompanyFactory()


def role_of(contact):
    return CompanyContact.objects.get(pk=contact.pk).role.preset


def test_an_administrator_changes_what_somebody_is(company):
    by, buyer = access(member(company, ADMIN)), member(company)
    kitchen = company.departments.create(name="Kitchen")
    centre = CostCentre.objects.create(company=company, code="4711")

    to = Membership(role=preset_role("approver"), department=kitchen, cost_centre=centre, job_title="Chef")
    change_member(buyer, to, by=by)

    changed = CompanyContact.objects.get(pk=buyer.pk)
    assert (changed.role.preset, changed.department, changed.cost_centre) == ("approver", kitchen, centre)
    assert access(changed).department_id == kitchen.pk


def test_parts_of_another_company_are_refused(company):
    by, buyer, other = access(member(company, ADMIN)), member(company), CompanyFactory()
    parts = [
        Membership(department=other.departments.create(name="Kitchen")),
        Membership(cost_centre=CostCentre.objects.create(company=other, code="1")),
        Membership(role=member(other, {"orders.view": 1}).role),
    ]

    for to in parts:
        with pytest.raises(CompanyRefusedError, match="of this company"):
            change_member(buyer, to, by=by)


def test_nobody_gives_a_role_that_may_more_than_they(company):
    helper, buyer = (
        access(member(company, {"members.manage": 3, "orders.place": 1, "orders.view": 1})),
        member(company),
    )

    with pytest.raises(CompanyRefusedError, match="more than you may do yourself"):
        change_member(buyer, Membership(role=preset_role(ADMIN)), by=helper)
    with pytest.raises(CompanyRefusedError):
        change_member(buyer, Membership(role=preset_role("reader")), by=helper)

    assert role_of(buyer) == BUYER


def test_nobody_touches_a_member_who_may_more_than_they(company):
    admin = member(company, ADMIN)
    member(company, ADMIN)
    helper = access(member(company, {"members.manage": 3, "orders.place": 1, "orders.view": 1}))

    assert not may_edit(helper, admin)
    with pytest.raises(CompanyRefusedError):
        change_member(admin, Membership(), by=helper)
    with pytest.raises(CompanyRefusedError):
        deactivate_member(admin, by=helper)

    assert access(admin) is not None


def test_nobody_raises_themselves(company):
    contact = member(company, {"members.manage": 3, "orders.place": 1, "orders.view": 1})

    with pytest.raises(CompanyRefusedError):
        change_member(contact, Membership(role=preset_role(ADMIN)), by=access(contact))


@pytest.mark.parametrize("how", ["demote", "deactivate"])
def test_the_last_administrator_stays(company, how):
    admin = member(company, ADMIN)
    member(company, ADMIN, is_active=False)
    member(company, ADMIN, user=None)
    gone = member(company, ADMIN)
    User.objects.filter(pk=gone.user_id).update(is_active=False)

    to = Membership(role=preset_role(BUYER))
    change = {"demote": lambda: change_member(admin, to, by=access(admin))}
    change["deactivate"] = lambda: deactivate_member(admin, by=access(admin))

    with pytest.raises(CompanyRefusedError, match="only administrator"):
        change[how]()

    assert (role_of(admin), CompanyContact.objects.get(pk=admin.pk).is_active) == (ADMIN, True)


def test_of_two_administrators_one_may_go(company):
    first, second = member(company, ADMIN), member(company, ADMIN)
    by = access(second)

    change_member(first, Membership(role=preset_role(BUYER)), by=by)

    with pytest.raises(CompanyRefusedError):
        deactivate_member(second, by=by)
    assert (role_of(first), role_of(second)) == (BUYER, ADMIN)


def test_who_was_demoted_meanwhile_changes_nothing(company):
    first, second = member(company, ADMIN), member(company, ADMIN)
    late = access(first)
    change_member(first, Membership(role=preset_role(BUYER)), by=access(second))

    with pytest.raises(CompanyRefusedError, match="may not manage"):
        deactivate_member(second, by=late)


def test_deactivated_one_loses_prices_and_permissions_at_once(company):
    by, buyer = access(member(company, ADMIN)), member(company)
    user = User.objects.get(pk=buyer.user_id)
    assert buyer_for(user).company_id == company.pk

    deactivate_member(buyer, by=by)

    again = User.objects.get(pk=buyer.user_id)
    assert (access_of(again), buyer_for(again).company_id) == (None, None)
    assert buyer_for(again) == buyer_for(User.objects.get(pk=again.pk))
    assert Event.objects.get(name="CompanyMemberDeactivated").payload["contact_id"] == buyer.pk

    reactivate_member(buyer, by=by)
    assert access(buyer).company_id == company.pk


def test_deactivating_twice_is_told_once(company):
    by, buyer = access(member(company, ADMIN)), member(company)

    for _time in range(2):
        deactivate_member(buyer, by=by)

    assert Event.objects.filter(name="CompanyMemberDeactivated").count() == 1


def test_people_of_subsidiaries_are_managed_by_who_reaches_there(company):
    subsidiary, aside = CompanyFactory(parent=company), CompanyFactory()
    theirs, strangers = member(subsidiary), member(aside)
    head, local = (
        member(company, ADMIN),
        member(company, {"members.manage": 3, "orders.place": 1, "orders.view": 1}),
    )

    assert theirs in members_within(access(head))
    assert theirs not in members_within(access(local))
    change_member(theirs, Membership(role=preset_role("reader")), by=access(head))
    for contact, by in ((strangers, head), (theirs, local)):
        with pytest.raises(CompanyRefusedError, match="may not manage"):
            deactivate_member(contact, by=access(by))

    assert role_of(theirs) == "reader"


def test_strangers_and_buyers_manage_nobody(company):
    assert access_of(AnonymousUser()) is None
    assert list(members_within(access(member(company)))) == []
