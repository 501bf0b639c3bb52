"""Everybody who has an account: found, looked at, closed to them and opened again."""

import pytest

from shop.user.models import User
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def admin(client):
    user = StaffFactory(is_superuser=True)
    client.force_login(user)
    return user


def test_accounts_are_found_by_address_and_by_name_in_either_order(client, admin):
    wang = UserFactory(first_name="淑芬", last_name="王", email="shufen@example.com")
    UserFactory(email="other@example.com")

    def found(text):
        return list(client.get("/cms/accounts/", {"q": text}).context["object_list"])

    assert found("shufen@") == found("王 淑芬") == found("淑芬 王") == [wang]
    page = client.get("/cms/accounts/").content.decode()
    assert "王淑芬" in page
    assert [word for word in ("True", "False") if f">{word}<" in page] == []


def test_page_shows_the_orders_of_an_account(client, admin):
    user = UserFactory()
    order = OrderFactory(user=user)

    assert order.number in client.get(f"/cms/accounts/{user.pk}/").content.decode()
    client.force_login(staff_with("user.view_user"))
    assert order.number not in client.get(f"/cms/accounts/{user.pk}/").content.decode()


def test_account_is_closed_to_its_owner_and_opened_again(client, admin):
    user = UserFactory()
    address = f"/cms/accounts/{user.pk}/"

    client.post(address, {"action": "deactivate"})
    assert not User.objects.get(pk=user.pk).is_active
    client.post(address, {"action": "activate"})
    assert User.objects.get(pk=user.pk).is_active


def test_nobody_closes_their_own_account_or_an_administrators(client, admin):
    other = StaffFactory(is_superuser=True)

    for user in (admin, other):
        client.post(f"/cms/accounts/{user.pk}/", {"action": "deactivate"})

    assert User.objects.filter(is_active=False).count() == 0


def test_who_may_only_look_changes_nothing(client):
    user = UserFactory()
    client.force_login(staff_with("user.view_user"))

    refused = client.post(f"/cms/accounts/{user.pk}/", {"action": "deactivate"})
    client.force_login(staff_with("order.view_order"))
    hidden = client.get("/cms/accounts/")

    assert (refused.status_code, hidden.status_code, User.objects.get(pk=user.pk).is_active) == (
        403,
        403,
        True,
    )


def test_old_addresses_lead_on(client, admin):
    assert client.get("/cms/shop/users/").url == "/cms/accounts/"
    assert client.get(f"/cms/shop/users/{admin.pk}/").url == f"/cms/accounts/{admin.pk}/"
