"""The whole way of a referred guest order, by the pages alone."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from crm_core.consents.models import Consent
from partners.commissions.models import Commission
from personalization.interactions.consent import CONSENT_COOKIE
from personalization.interactions.models import Interaction, Visitor
from shop.events.models import Delivery
from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from tests.content.factories import make_home
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.shop.checkout.walk import fill_basket, url, walk_to_review
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory


@pytest.fixture
def home(site):
    return make_home(site)


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered without an error."""

    def delivered(action, *args):
        with django_capture_on_commit_callbacks(execute=True):
            result = action(*args)
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


def say(client, choice):
    client.post(reverse("personalization:consent"), {"choice": choice, "source": "banner", "next": "/"})


def place(client, product):
    """Walk the checkout as a guest and place the order."""
    client.post(url("preview"), walk_to_review(client, product))
    return Order.objects.latest("pk")


def test_referred_guest_comes_back_and_the_partner_sees_the_way_of_the_money(client, home, deliver):
    member = PartnerUserFactory(account__code="nordform")
    cup = ProductFactory(title="Tenmoku cup", price="119.00")

    client.get("/r/nordform/", {"to": "/shop/"})
    say(client, "accept")
    client.get(cup.get_absolute_url())
    order = deliver(place, client, cup)

    commission = Commission.objects.get()
    assert (commission.account, commission.order, commission.status) == (member.account, order, "pending")
    assert (commission.base, commission.amount) == (100, 8)
    assert set(Interaction.objects.values_list("kind", "product")) == {
        ("view", cup.pk),
        ("basket", cup.pk),
        ("purchase", cup.pk),
    }
    assert Visitor.objects.get().first_name == "Ada"
    page = client.get("/").content.decode()
    assert "Recommended for you, Ada" in page
    assert "Tenmoku cup" in page

    deliver(mark_order_paid, order)
    commission.refresh_from_db()
    assert commission.payable_at is not None

    deliver(cancel_order, order)
    commission.refresh_from_db()
    assert commission.status == "reversed"
    page = client.get("/").content.decode()
    assert "Tenmoku cup" not in page
    client.force_login(member.user)
    assert order.number in client.get("/partners/statement/").content.decode()


def test_visitor_who_refuses_orders_all_the_same_and_nothing_else_is_stored(client, home, deliver):
    account = PartnerAccountFactory(code="nordform")
    cup = ProductFactory(title="Tenmoku cup")

    client.get("/r/nordform/")
    say(client, "refuse")
    client.get(cup.get_absolute_url())
    client.get(reverse("search:search"), {"q": "cup"})
    deliver(place, client, cup)

    assert Commission.objects.get().account == account
    assert not Visitor.objects.exists()
    assert not Interaction.objects.exists()
    assert not Consent.objects.exists()
    assert "Recommended for you" not in client.get("/").content.decode()


def test_login_in_between_keeps_the_partner(client, home, deliver):
    account = PartnerAccountFactory(code="nordform")
    user, country = UserFactory(), CountryFactory(display_order=1)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.get("/r/nordform/")
    fill_basket(client, ProductFactory())
    client.post(reverse("account_login"), {"login": user.email, "password": "a-long-passphrase"})
    assert country

    order = deliver(place, client, ProductFactory())

    assert order.user == user
    assert Commission.objects.get().account == account


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/shop/catalogue/",
        "product",
        "/shop/basket/",
        "/shop/search/?q=cup",
        "/accounts/login/",
        "/consent/",
    ],
)
@pytest.mark.parametrize("answer", [None, "refuse"])
def test_no_page_leaves_anything_of_a_visitor_who_did_not_agree(client, home, path, answer):
    cup = ProductFactory()
    path = cup.get_absolute_url() if path == "product" else path
    if answer:
        say(client, answer)

    response = client.get(path)

    assert response.status_code == 200
    assert not Visitor.objects.exists()
    assert not Interaction.objects.exists()
    assert not Consent.objects.exists()
    kept = {name for name, morsel in client.cookies.items() if morsel.value}
    assert kept <= {"csrftoken", CONSENT_COOKIE}
