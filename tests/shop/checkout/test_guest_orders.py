import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.urls import reverse

from shop.checkout.guest_orders import claim_orders
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def guest_order(email="ada@example.com"):
    return OrderFactory(user=None, guest_email=email)


def own_address(user, *, verified):
    return EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)


def test_guests_orders_come_to_the_account_that_confirms_the_address(rf):
    mine, other = guest_order("Ada@Example.com"), guest_order("somebody@example.com")
    user = UserFactory(email="ada@example.com")

    email_confirmed.send(EmailAddress, request=rf.get("/"), email_address=own_address(user, verified=True))

    for order in (mine, other):
        order.refresh_from_db()
    assert (mine.user, other.user) == (user, None)


def test_stranger_who_gives_somebody_elses_address_gets_nothing(client):
    order = guest_order()
    user = UserFactory(email="ada@example.com")
    own_address(user, verified=False)

    client.force_login(user)

    order.refresh_from_db()
    assert (claim_orders(user), order.user) == (0, None)
    assert client.get(reverse("customer:order", args=[order.number])).status_code == 404


def test_orders_placed_while_logged_out_are_claimed_at_the_next_login(client):
    user = UserFactory(email="ada@example.com")
    own_address(user, verified=True)
    order = guest_order()

    client.force_login(user)

    assert client.get(reverse("customer:order", args=[order.number])).status_code == 200


def test_order_of_an_account_is_never_taken_over():
    theirs = OrderFactory(user=UserFactory(email="old@example.com"), guest_email="ada@example.com")
    user = UserFactory(email="ada@example.com")
    own_address(user, verified=True)

    assert claim_orders(user) == 0
    theirs.refresh_from_db()
    assert theirs.user.email == "old@example.com"


def test_thank_you_page_offers_a_guest_an_account_with_the_address(client):
    sent = walk_to_review(client, ProductFactory())
    client.post(url("preview"), sent)

    page = client.get(url("thank-you")).content.decode()

    assert f"{reverse('account_signup')}?email=ada%40example.com" in page


def test_user_is_offered_no_account(client):
    client.force_login(UserFactory())
    sent = walk_to_review(client, ProductFactory())
    client.post(url("preview"), sent)

    assert reverse("account_signup") not in client.get(url("thank-you")).content.decode()


def test_address_that_somebody_else_confirmed_claims_nothing():
    order = guest_order()
    own_address(UserFactory(email="ada@example.com"), verified=True)

    assert claim_orders(UserFactory()) == 0
    order.refresh_from_db()
    assert order.user is None


def test_order_without_any_address_is_nobodys():
    order = guest_order("")
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="", verified=True)

    assert claim_orders(user) == 0
    order.refresh_from_db()
    assert order.user is None
