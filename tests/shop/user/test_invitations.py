"""A colleague is invited: the mail, its link, and what it opens, once."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from shop.mail.models import Mail
from shop.user.invitations import accept_invitation, invite, send_invitation, token_of
from shop.user.models import Invitation, User
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
PASSWORD = "a long way to the kiln"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


def invited(email="Ida@Berg.example", **changes):
    parts = {"first_name": "Ida", "last_name": "Berg", "groups": [], "is_superuser": False}
    return invite(email=email, by=StaffFactory(), now=timezone.now(), **{**parts, **changes})


def page(user):
    return f"/accounts/invitation/{token_of(user.invitation)}/"


def test_colleague_chooses_a_password_and_enters(client):
    group = Group.objects.create(name="packers")
    user = invited(groups=[group])
    assert (user.email, user.is_staff, user.has_usable_password()) == ("ida@berg.example", True, False)
    assert list(user.groups.all()) == [group]
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, mail.is_secret) == ("staff-invitation", "ida@berg.example", True)
    [link] = re.findall(r"/accounts/invitation/\S+", mail.text)

    assert client.get(link).status_code == 200
    answer = client.post(link, CHOSEN)

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=%2Fcms%2F")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert "_auth_user_id" not in client.session


def test_link_opens_once(client):
    user = invited()
    client.post(page(user), CHOSEN)

    again = client.post(page(user), dict.fromkeys(CHOSEN, "another long way"))

    user.refresh_from_db()
    assert (client.get(page(user)).status_code, again.status_code) == (410, 410)
    assert user.check_password(PASSWORD)
    stale = Invitation(pk=user.invitation.pk, user_id=user.pk, key=user.invitation.key)
    assert not accept_invitation(stale, password="another long way", now=timezone.now())


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"is_staff": False}, {"password": "short"}, {"hours": 24 * 7 + 1}]
)
def test_link_that_does_not_count_sets_no_password(client, change):
    user = invited()
    hours, password = change.pop("hours", 0), change.pop("password", PASSWORD)
    User.objects.filter(pk=user.pk).update(**change)

    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        answer = client.post(page(user), dict.fromkeys(CHOSEN, password))

    user.refresh_from_db()
    assert answer.status_code == (422 if password == "short" else 410)
    assert not user.has_usable_password()
    assert not EmailAddress.objects.exists()


def test_sent_again_the_link_before_leads_nowhere(client):
    user = invited()
    before = page(user)

    send_invitation(user.invitation, now=timezone.now())

    assert Mail.objects.count() == 2
    assert (client.get(before).status_code, client.get(page(user)).status_code) == (404, 200)
    assert client.post(before, CHOSEN).status_code == 404
    assert client.get(f"{page(user)[:-1]}x/").status_code == 404


def test_shopper_who_confirmed_the_address_keeps_password_and_name(client):
    shopper = UserFactory(email="ida@berg.example", first_name="I.")
    shopper.set_password(PASSWORD)
    shopper.save()
    EmailAddress.objects.create(user=shopper, email=shopper.email, verified=True, primary=True)

    user = invited()

    assert user == shopper
    assert (user.is_staff, user.first_name, user.check_password(PASSWORD)) == (True, "I.", True)
    assert not Invitation.objects.exists()
    assert "/cms/" in Mail.objects.get().text


@pytest.mark.parametrize(
    ("kept", "words"),
    [({}, "has not confirmed it"), ({"is_active": False}, "has been deactivated")],
)
def test_account_that_may_be_a_strangers_is_refused(kept, words):
    shopper = UserFactory(email="ida@berg.example", **kept)

    with pytest.raises(ValueError, match=words):
        invited()

    shopper.refresh_from_db()
    assert (shopper.is_staff, Mail.objects.count()) == (False, 0)


def test_invited_twice_is_invited_once():
    first, second = invited(), invited(first_name="Eve", is_superuser=True)

    second.refresh_from_db()
    assert first == second
    assert (second.first_name, second.is_superuser, Mail.objects.count()) == ("Ida", False, 1)
