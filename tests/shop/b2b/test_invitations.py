from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from shop.b2b.invitations import (
    accept_invitation,
    can_be_accepted,
    invitation_of,
    invite_member,
    resend_invitation,
    token_of,
    withdraw_invitation,
)
from shop.b2b.members import Membership
from shop.b2b.models import Company, CompanyContact, CompanyInvitation
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.b2b.queries import company_of
from shop.b2b.roles import CompanyRefusedError
from shop.events.models import Event
from shop.mail.models import Mail
from tests.shop.b2b.factories import CompanyContactFactory, CompanyFactory, access, member
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
IDA = "ida@harbour.example"


@pytest.fixture
def admin():
    return member(CompanyFactory(name="Harbour"), ADMINISTRATOR)


def invited(admin, email=IDA, by=None, **parts):
    to = Membership(**{"role": preset_role("approver"), **parts})
    by = by or access(admin)
    return invite_member(
        admin.company, email=email, name="Ida", to=to, by=by, sender=admin.user, now=timezone.now()
    )


def account(email=IDA, *, verified=True):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def test_an_invitation_is_a_letter_and_no_member_yet(admin):
    user = account()

    invitation = invited(admin, email="IDA@harbour.example")

    letter = Mail.objects.get(kind="company-invitation")
    assert letter.to.lower() == IDA
    assert "/company/invitation/" in letter.text
    assert "Harbour" in letter.subject
    assert company_of(user) is None
    assert Event.objects.filter(name="CompanyMemberInvited").count() == 1
    assert invitation_of(token_of(invitation)) == invitation


def test_who_accepts_is_what_they_were_invited_as(admin):
    kitchen = admin.company.departments.create(name="Kitchen")
    user = account()

    contact = accept_invitation(invited(admin, department=kitchen), user, now=timezone.now())

    assert (contact.company, contact.role.preset, contact.department) == (admin.company, "approver", kitchen)
    assert company_of(user) == admin.company
    assert Event.objects.get(name="CompanyMemberJoined").payload["contact_id"] == contact.pk


def test_a_link_makes_one_member_once(admin):
    invitation, user = invited(admin), account()
    accept_invitation(invitation, user, now=timezone.now())
    CompanyContact.objects.filter(user=user).delete()

    assert accept_invitation(invitation, user, now=timezone.now()) is None
    assert not CompanyContact.objects.filter(user=user).exists()
    assert not can_be_accepted(CompanyInvitation.objects.get(), now=timezone.now())


def test_a_link_ends(admin):
    invitation = invited(admin)
    later = invitation.expires_at + timedelta(seconds=1)

    assert not can_be_accepted(invitation, now=later)
    assert accept_invitation(invitation, account(), now=later) is None


@pytest.mark.parametrize("how", ["withdrawn", "sent again", "closed"])
def test_a_link_that_was_called_back_leads_nowhere(admin, how):
    invitation, user = invited(admin), account()
    token, now = token_of(invitation), timezone.now()

    if how == "withdrawn":
        assert withdraw_invitation(invitation, by=access(admin), now=now)
    elif how == "sent again":
        assert resend_invitation(invitation, by=access(admin), now=now)
        assert invitation_of(token) is None
    else:
        Company.objects.update(status="closed")

    assert accept_invitation(invitation, user, now=now) is None
    assert company_of(user) is None


def test_sent_again_it_is_a_letter_with_another_link(admin):
    invitation = invited(admin)
    CompanyInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    assert resend_invitation(invitation, by=access(admin), now=timezone.now())

    fresh = CompanyInvitation.objects.get()
    assert Mail.objects.filter(kind="company-invitation").count() == 2
    assert accept_invitation(fresh, account(), now=timezone.now()).company == admin.company


@pytest.mark.parametrize("which", ["another", "unconfirmed"])
def test_an_account_that_did_not_show_the_address_does_not_join(admin, which):
    user = account("eve@other.example") if which == "another" else account(verified=False)

    with pytest.raises(CompanyRefusedError, match=f"for {IDA}"):
        accept_invitation(invited(admin), user, now=timezone.now())

    assert CompanyInvitation.objects.get().accepted_at is None


def test_an_account_of_another_company_stays_there(admin):
    user = account()
    CompanyContactFactory(user=user, company=CompanyFactory())

    with pytest.raises(CompanyRefusedError, match="buys for another company"):
        accept_invitation(invited(admin), user, now=timezone.now())


def test_addresses_that_cannot_be_invited(admin):
    CompanyContactFactory(company=CompanyFactory(), email="mei@other.example")
    member(admin.company, email="jonas@harbour.example")
    invited(admin)

    for email, words in [
        ("Mei@other.example", "belongs to another company"),
        ("jonas@harbour.example", "one of your people already"),
        (IDA, "has been invited already"),
    ]:
        with pytest.raises(CompanyRefusedError, match=words):
            invited(admin, email=email)

    assert CompanyInvitation.objects.count() == 1


def test_who_was_written_down_without_an_account_can_be_invited(admin):
    contact = CompanyContactFactory(company=admin.company, email=IDA, name="Ida Berg")

    accept_invitation(invited(admin), account(), now=timezone.now())

    joined = CompanyContact.objects.get(pk=contact.pk)
    assert (joined.role.preset, joined.name, joined.user.email) == ("approver", "Ida Berg", IDA)


def test_nobody_invites_above_themselves_or_elsewhere(admin):
    helper = access(member(admin.company, {"members.manage": 3, "orders.place": 1, "orders.view": 1}))

    with pytest.raises(CompanyRefusedError, match="more than you"):
        invited(admin, role=preset_role(ADMINISTRATOR), by=helper)
    with pytest.raises(CompanyRefusedError, match="may not manage"):
        invited(member(CompanyFactory(), ADMINISTRATOR), by=access(admin))
    with pytest.raises(CompanyRefusedError, match="may not manage"):
        withdraw_invitation(
            invited(admin), by=access(member(CompanyFactory(), ADMINISTRATOR)), now=timezone.now()
        )

    assert CompanyInvitation.objects.get().withdrawn_at is None


def test_the_shop_itself_invites_the_first_one(admin):
    company = CompanyFactory()
    to = Membership(role=preset_role(ADMINISTRATOR))

    invitation = invite_member(
        company, email=IDA, name="Ida", to=to, by=None, sender=None, now=timezone.now()
    )

    assert accept_invitation(invitation, account(), now=timezone.now()).role.preset == ADMINISTRATOR
