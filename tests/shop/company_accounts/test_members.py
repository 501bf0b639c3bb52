"""The pages on which a company's people are kept."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from shop.b2b.invitations import invite_member, token_of
from shop.b2b.members import Membership
from shop.b2b.models import CompanyContact, CompanyInvitation
from shop.b2b.pages import COMPANY_MENU
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.b2b.queries import company_of
from shop.mail.models import Mail
from shop.user.models import User
from tests.shop.b2b.factories import CompanyFactory, member
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
PEOPLE, INVITE = "/company/people/", "/company/people/invite/"


@pytest.fixture
def company():
    return CompanyFactory(name="Harbour")


@pytest.fixture
def admin(client, company):
    contact = member(company, ADMINISTRATOR, name="Mei Lin")
    client.force_login(contact.user)
    return contact


def invitation_to(company, email="ida@harbour.example"):
    to = Membership(role=preset_role("approver"))
    return invite_member(company, email=email, name="Ida", to=to, by=None, sender=None, now=timezone.now())


def test_people_are_listed_with_whom_was_invited(client, company, admin):
    member(company, name="Jonas Beck", is_active=False)
    member(CompanyFactory(), name="Stranger")
    invitation_to(company)

    text = client.get(PEOPLE).content.decode()

    shown = [words in text for words in ("Mei Lin", "Jonas Beck", "not active", "ida@harbour.example")]
    assert shown == [True] * 4
    assert "Stranger" not in text


def test_list_costs_the_same_for_one_and_three(client, company, admin, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _place in range(number):
            member(company, department=company.departments.create(name=f"{number}{_place}"))
            invitation_to(company, email=f"{number}{_place}@harbour.example")
        client.get(PEOPLE)
        with django_assert_max_num_queries(30) as captured:
            client.get(PEOPLE)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_inviting_writes_a_letter(client, company, admin):
    role = preset_role("approver")

    response = client.post(INVITE, {"email": "ida@harbour.example", "name": "Ida", "role": role.pk})

    assert response.url == PEOPLE
    assert CompanyInvitation.objects.get().role == role
    assert Mail.objects.get(kind="company-invitation").to == "ida@harbour.example"


def test_an_address_of_another_company_is_refused_in_words(client, company, admin):
    member(CompanyFactory(), email="ida@other.example")
    typed = {"email": "ida@other.example", "name": "Ida", "role": preset_role("buyer").pk}

    response = client.post(INVITE, typed)

    assert response.status_code == 422
    assert "This address belongs to another company." in response.content.decode()
    assert response.context["form"]["name"].value() == "Ida"
    assert not CompanyInvitation.objects.exists()


def test_roles_above_ones_own_are_not_offered(client, company):
    helper = member(company, {"members.manage": 3, "orders.place": 1, "orders.view": 1})
    lesser = member(company, {"orders.place": 1, "orders.view": 1}).role
    member(company, {"orders.view": 3})
    client.force_login(helper.user)

    form = client.get(INVITE).context["form"]
    names = {role.name for role in form.fields["role"].queryset}
    response = client.post(
        INVITE, {"email": "a@b.example", "name": "A", "role": preset_role(ADMINISTRATOR).pk}
    )

    assert names == {lesser.name, helper.role.name}
    assert response.status_code == 422


def test_an_invitation_is_sent_again_and_withdrawn(client, company, admin):
    invitation = invitation_to(company)
    address = reverse("company:invitation-change", args=[invitation.pk])

    client.post(address, {"action": "resend"})
    assert Mail.objects.filter(kind="company-invitation").count() == 2

    client.post(address, {"action": "withdraw"})
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    assert client.post(address, {"action": "resend"}).status_code == 404


def test_a_member_is_changed(client, company, admin):
    buyer = member(company)
    kitchen = company.departments.create(name="Kitchen")
    typed = {"role": preset_role("reader").pk, "department": kitchen.pk, "job_title": "Chef"}

    response = client.post(f"{PEOPLE}{buyer.pk}/", typed)

    buyer.refresh_from_db()
    assert (response.url, buyer.role.preset, buyer.department) == (PEOPLE, "reader", kitchen)


def test_the_last_administrator_is_told_why_not(client, company, admin):
    response = client.post(f"{PEOPLE}{admin.pk}/", {"role": preset_role("buyer").pk})

    assert response.status_code == 422
    assert "This is the only administrator." in response.content.decode()
    client.post(f"{PEOPLE}{admin.pk}/activity/", {"active": "0"})
    admin.refresh_from_db()
    assert (admin.role.preset, admin.is_active) == (ADMINISTRATOR, True)


def test_who_is_deactivated_is_out_at_once_and_comes_back(client, company, admin):
    buyer = member(company)

    client.post(f"{PEOPLE}{buyer.pk}/activity/", {"active": "0"})
    assert company_of(User.objects.get(pk=buyer.user_id)) is None

    client.post(f"{PEOPLE}{buyer.pk}/activity/", {"active": "1"})
    assert company_of(User.objects.get(pk=buyer.user_id)) == company


def test_check_tells_what_somebody_may_do_and_see(client, company, admin):
    reader = member(company, {"orders.view": 3}, name="Ida Berg")
    gone = member(company, is_active=False)

    check = client.get(f"{PEOPLE}{reader.pk}/check/").context["check"]

    assert {str(each.label) for each in check.permissions if each.is_granted} == {"see orders"}
    for_all = {str(page.label) for page in COMPANY_MENU if not page.permissions}
    assert "Company" in for_all
    assert {str(page) for page in check.pages} == for_all | {"Company's orders"}
    assert check.orders == 0
    assert "this person is not active" in client.get(f"{PEOPLE}{gone.pk}/check/").content.decode()


def test_people_of_a_subsidiary_are_kept_by_who_reaches_there(client, company, admin):
    subsidiary = CompanyFactory(name="Harbour Bremen", parent=company)
    theirs, stranger = member(subsidiary, name="Ole"), CompanyFactory()
    address = f"{PEOPLE}?company={subsidiary.pk}"

    assert "Ole" in client.get(address).content.decode()
    assert client.get(f"{PEOPLE}?company={stranger.pk}").status_code == 404
    typed = {"email": "x@harbour.example", "name": "X", "role": preset_role("buyer").pk}
    assert client.post(f"{INVITE}?company={subsidiary.pk}", typed).url == address
    assert CompanyInvitation.objects.get().company == subsidiary
    assert client.post(f"{PEOPLE}{theirs.pk}/", {"role": preset_role("reader").pk}).url == address


def test_people_of_the_parent_are_not_the_subsidiarys(client, company, admin):
    local = member(CompanyFactory(parent=company), ADMINISTRATOR)
    client.force_login(local.user)

    assert client.get(f"{PEOPLE}{admin.pk}/").status_code == 404
    assert client.get(f"{PEOPLE}?company={company.pk}").status_code == 404


@pytest.mark.parametrize("address", [PEOPLE, INVITE, "/company/roles/", "/company/places/"])
def test_buyers_do_not_manage(client, company, address):
    client.force_login(member(company).user)

    assert client.get(address).status_code == 403


def test_accepting_needs_the_account_of_the_address(client, company):
    invitation = invitation_to(company)
    address = f"/company/invitation/{token_of(invitation)}/"
    other = UserFactory()
    client.force_login(other)

    assert "This invitation is for ida@harbour.example" in client.get(address).content.decode()
    assert client.post(address).status_code == 422
    assert company_of(other) is None


def test_who_has_the_account_accepts(client, company):
    invitation, user = invitation_to(company), UserFactory(email="ida@harbour.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    address = f"/company/invitation/{token_of(invitation)}/"
    client.force_login(user)

    client.get(address)
    assert company_of(user) is None
    assert client.post(address).url == "/company/"

    assert CompanyContact.objects.get(user=user).role.preset == "approver"
    assert client.post(address).status_code == 410


def test_who_has_no_account_signs_up_from_the_letter_and_needs_no_second_letter(client, company):
    invitation = invitation_to(company)
    address = f"/company/invitation/{token_of(invitation)}/"

    page = client.get(address)
    assert client.get(page.context["signup_url"]).context["form"].initial["email"] == invitation.email
    client.post(
        page.context["signup_url"],
        {"email": invitation.email, "password1": "a-long-passphrase", "password2": "a-long-passphrase"},
    )
    user = User.objects.get(email=invitation.email)

    assert EmailAddress.objects.get(user=user).verified
    assert client.post(address).url == "/company/"
    assert company_of(user) == company


def test_a_link_of_nobody_is_not_there(client):
    assert client.get("/company/invitation/forged/").status_code == 404
