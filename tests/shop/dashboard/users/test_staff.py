from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone

from shop.mail.models import Mail
from shop.user.models import User
from tests.crm_core.factories import staff_with
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
USERS, NEW = "/cms/users/", "/cms/users/new/"
IDA = {"email": "ida@berg.example", "first_name": "Ida", "last_name": "Berg"}


def enter(client, user):
    """Log in as somebody who has just shown that it is they."""
    client.force_login(user)
    session = client.session
    at = timezone.now().timestamp() + 3600 * 24 * 30
    session["account_authentication_methods"] = [{"method": "password", "at": at, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def admin(client):
    client.user = StaffFactory(is_superuser=True)
    enter(client, client.user)
    return client


def test_list_is_of_staff_and_no_shoppers(admin):
    colleague = staff_with()
    UserFactory()

    assert set(admin.get(USERS).context["users"]) == {admin.user, colleague}


def test_colleague_is_invited_with_roles_and_no_password(admin):
    group = Group.objects.create(name="packers")
    assert "password" not in admin.get(NEW).content.decode().split("<main", 1)[1]

    admin.post(NEW, {**IDA, "groups": [group.pk], "is_superuser": "on"})

    user = User.objects.get(email=IDA["email"])
    assert (user.is_staff, user.is_superuser, list(user.groups.all())) == (True, True, [group])
    assert (user.has_usable_password(), Mail.objects.get().to) == (False, IDA["email"])
    page = admin.get(USERS).content.decode()
    assert "invited" in page
    assert f"/cms/users/invite-again/{user.pk}/" in page
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        enter(admin, admin.user)
        assert "invitation expired" in admin.get(USERS).content.decode()


def test_only_administrators_make_administrators(client):
    enter(client, staff_with("user.add_user", "user.change_user"))

    client.post(NEW, {**IDA, "is_superuser": "on"})

    assert not User.objects.get(email=IDA["email"]).is_superuser


def test_who_cannot_be_invited_is_told_so_and_nothing_is_lost(admin):
    UserFactory(email=IDA["email"])

    answer = admin.post(NEW, IDA)

    form = answer.context["form"]
    assert "has not confirmed it" in str(form.errors["email"])
    assert (form["last_name"].value(), Mail.objects.count()) == ("Berg", 0)


def test_invitation_is_sent_again_after_asking(admin):
    admin.post(NEW, IDA)
    user = User.objects.get(email=IDA["email"])
    again = f"/cms/users/invite-again/{user.pk}/"
    key = user.invitation.key

    assert admin.get(again).status_code == 200
    assert Mail.objects.count() == 1
    admin.post(again)

    user.invitation.refresh_from_db()
    assert (Mail.objects.count(), user.invitation.key != key) == (2, True)
    user.invitation.accepted_at = timezone.now()
    user.invitation.save()
    assert admin.post(again).status_code == 404


@pytest.mark.parametrize(
    ("rights", "is_admin", "status"),
    [((), False, 403), (("user.add_user",), True, 403), (("user.add_user",), False, 302)],
)
def test_inviting_again_is_for_who_may_invite_them(client, admin, rights, is_admin, status):
    admin.post(NEW, {**IDA, **({"is_superuser": "on"} if is_admin else {})})
    user = User.objects.get(email=IDA["email"])
    enter(client, staff_with(*rights))

    assert client.post(f"/cms/users/invite-again/{user.pk}/").status_code == status
    assert Mail.objects.count() == (2 if status == 302 else 1)
