import pytest

from partners.accounts.access import access_of
from partners.accounts.models import PartnerDelegate
from partners.accounts.services import add_person
from partners.commissions.models import Commission
from shop.b2b.models import CompanyContact, CompanyRole, Department
from shop.b2b.permissions import Level, permissions_for
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import CommissionFactory, PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.usefixtures("site")
MANAGE = "partner.profile.manage"


def with_grants(member, **grants):
    """Give the member a role of their company's own; a fresh user object forgets what was asked before."""
    named = {name.replace("__", "."): int(level) for name, level in grants.items()}
    role = CompanyRole.objects.create(company=member.account.company, name="Own", grants=named)
    CompanyContact.objects.filter(user=member.user).update(role=role)
    return type(member.user).objects.get(pk=member.user.pk)


def test_people_of_the_company_act_by_their_role_there(django_assert_num_queries):
    administrator = PartnerUserFactory()
    reader = PartnerUserFactory(account=administrator.account, role="reader")

    with django_assert_num_queries(2):
        access = access_of(administrator.user)
    assert (access.account, access.can(MANAGE)) == (administrator.account, True)
    assert not access_of(reader.user).can(MANAGE)
    assert access_of(UserFactory()) is None


def test_a_role_of_the_companys_own_grants_what_it_says():
    access = access_of(with_grants(PartnerUserFactory(), partner__profile__manage=Level.COMPANY))

    assert access.can(MANAGE, Level.COMPANY)
    assert not access.can("partner.agreement.accept")
    assert access.can_any(("partner.agreement.accept", MANAGE))
    assert access.can_any(())


def test_a_delegate_acts_by_the_role_of_the_account_not_of_their_own_company():
    account = PartnerAccountFactory()
    contact = CompanyContactFactory(user=UserFactory())  # a buyer at home
    add_person(account, contact.user, preset="administrator")

    access = access_of(contact.user)

    assert (access.account, access.can(MANAGE)) == (account, True)
    PartnerDelegate.objects.all().delete()
    assert access_of(type(contact.user).objects.get(pk=contact.user.pk)) is None


def test_rows_reach_as_far_as_the_level():
    member, other = PartnerUserFactory(), PartnerUserFactory()
    mine, theirs = CommissionFactory(account=member.account), CommissionFactory(account=other.account)
    rows = Commission.objects.filter(pk__in=[mine.pk, theirs.pk])

    def reached(level):
        CompanyRole.objects.exclude(company=None).update(name="Another")
        user = with_grants(PartnerUserFactory(account=member.account), partner__profile__manage=level)
        scope = access_of(user).scope(MANAGE, user="order__user")
        return list(rows.filter(scope))

    assert reached(Level.COMPANY) == [mine]
    assert reached(Level.OWN) == []
    assert list(rows.filter(access_of(other.user).scope("nothing.of.that"))) == []


def test_the_departments_rows_are_those_of_its_people_and_ones_own():
    member = PartnerUserFactory()
    company = member.account.company
    department = Department.objects.create(company=company, name="North")
    colleague, stranger = (PartnerUserFactory(account=member.account, role="buyer") for _ in range(2))
    CompanyContact.objects.filter(user__in=[member.user, colleague.user]).update(department=department)
    rows = {}
    for who in (member, colleague, stranger):
        rows[who.user] = CommissionFactory(account=member.account, order__user=who.user)
    user = with_grants(member, partner__profile__manage=Level.DEPARTMENT)

    found = Commission.objects.filter(access_of(user).scope(MANAGE, user="order__user"))

    assert set(found) == {rows[member.user], rows[colleague.user]}


def test_permissions_of_partners_are_offered_to_partners_only(client):
    member = PartnerUserFactory()
    buyer = CompanyContactFactory(user=UserFactory())

    def offered(company):
        return {entry.name for entry in permissions_for(company) if entry.name.startswith("partner.")}

    assert MANAGE in offered(member.account.company_id)
    assert offered(buyer.company_id) == set()
    client.force_login(member.user)
    assert "grant-partner-profile-manage" in client.get("/company/roles/new/").content.decode()
