"""Two administrators, two moves, two clicks on one invitation: one is first and the other finds out."""

from allauth.account.models import EmailAddress

from shop.b2b.members import administrators_of
from shop.b2b.models import CompanyContact, CompanyInvitation
from shop.b2b.presets import ADMINISTRATOR, preset_role
from tests.races.companies import accepting, deactivating, demoting, depth_of, inviting, moving
from tests.races.running import behind, on_postgresql
from tests.shop.b2b.factories import CompanyFactory, member
from tests.shop.factories import UserFactory

EMAIL = "ida@harbour.example"


@on_postgresql
def test_of_two_administrators_who_demote_each_other_one_stays():
    company = CompanyFactory()
    first, second = member(company, ADMINISTRATOR), member(company, ADMINISTRATOR)

    done = behind(company, [demoting(second, first), demoting(first, second)])

    assert done == ["buyer", "CompanyRefusedError"]
    assert administrators_of(company.pk).get() == first


@on_postgresql
def test_of_two_administrators_who_leave_at_once_one_stays():
    company = CompanyFactory()
    first, second = member(company, ADMINISTRATOR), member(company, ADMINISTRATOR)

    done = behind(company, [deactivating(first, first), deactivating(second, second)])

    assert done == [False, "CompanyRefusedError"]
    assert administrators_of(company.pk).get() == second


@on_postgresql
def test_two_moves_that_are_right_alone_make_no_circle():
    lock, one, two = CompanyFactory(), CompanyFactory(), CompanyFactory()

    done = behind(lock, [moving(one, two), moving(two, one)])

    assert done == [f"/{two.pk}/{one.pk}/", "ValidationError"]
    assert (depth_of(one), depth_of(two)) == (1, 0)


@on_postgresql
def test_an_invitation_that_is_accepted_twice_at_once_makes_one_member():
    preset_role("buyer")
    company = CompanyFactory()
    inviting(company, EMAIL)()
    user = UserFactory(email=EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    invitation = CompanyInvitation.objects.select_related("company").get()

    done = behind(company, [accepting(invitation, user)] * 2)

    assert done == [CompanyContact.objects.get(user=user).pk, None]


@on_postgresql
def test_a_double_click_on_invite_writes_to_somebody_once():
    preset_role("buyer")
    company = CompanyFactory()

    done = behind(company, [inviting(company, EMAIL), inviting(company, EMAIL)])

    assert sorted(done) == sorted([EMAIL, "CompanyRefusedError"])
    assert CompanyInvitation.objects.count() == 1
