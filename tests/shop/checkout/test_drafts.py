import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse

from shop.checkout.drafts import (
    COOKIE,
    SALT,
    TYPED,
    pop_rejected_input,
    restore_draft,
    save_draft,
    stash_rejected_input,
)
from shop.checkout_session import CheckoutSessionData
from shop.order.models import Order
from tests.shop.checkout.walk import ADDRESS, fill_basket, review, url
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-passphrase"


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


def let_session_expire(client):
    client.session.delete()
    del client.cookies["sessionid"]


def test_guest_goes_on_after_the_session_expired(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)
    let_session_expire(client)

    assert client.post(url("shipping-method"), {"method_code": "express"}).url == url("payment-method")
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), review(client))

    order = Order.objects.get()
    assert (order.guest_email, order.shipping_address.line1, order.shipping_code) == (
        "ada@example.com",
        ADDRESS["line1"],
        "express",
    )


def test_user_who_was_logged_out_in_the_middle_finds_all_that_was_typed(client):
    user = UserFactory(email="ada@example.com")
    client.force_login(user)
    fill_basket(client, ProductFactory())
    let_session_expire(client)

    answer = client.post(url("shipping-address"), {**ADDRESS, "as_user": "1"})
    assert answer.url == f"{reverse('account_login')}?next={url('shipping-address')}"
    client.force_login(user)  # keeps the session, as logging in does

    form = client.get(url("shipping-address")).context["form"]
    assert {name: form[name].value() for name in ADDRESS} == ADDRESS


def test_user_who_was_logged_out_on_the_review_orders_what_stood_there(client):
    user = UserFactory(email="ada@example.com")
    client.force_login(user)
    fill_basket(client, ProductFactory())
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "express"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    sent = review(client)
    let_session_expire(client)

    answer = client.post(url("preview"), {**sent, "note": "Ring twice", "as_user": "1"})
    assert answer.url == f"{reverse('account_login')}?next={url('preview')}"
    assert not Order.objects.exists()
    client.force_login(user)  # keeps the session, as logging in does

    assert client.get(url("preview")).context["note_form"]["note"].value() == "Ring twice"
    client.post(url("preview"), {**review(client), "note": "Ring twice", "as_user": "1"})
    order = Order.objects.get()
    assert (order.shipping_address.line1, order.shipping_code) == (ADDRESS["line1"], "express")


def test_answers_of_an_account_come_back_to_nobody_else(client):
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())
    client.post(url("shipping-address"), ADDRESS)
    let_session_expire(client)
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "somebody@example.com"})

    form = client.get(url("shipping-address")).context["form"]
    assert form["line1"].value() is None


def test_forged_draft_is_left_alone(client):
    fill_basket(client, ProductFactory())
    client.cookies["kiln_checkout"] = "forged"

    assert client.get(url("index")).context["form"]["email"].value() == ""


def test_draft_goes_with_the_order(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    assert client.cookies["kiln_checkout"].value
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), {**review(client), "note": "No rush"})

    assert client.cookies["kiln_checkout"].value == ""
    assert Order.objects.get().notes.get().message == "No rush"
    assert "No rush" in client.get(url("thank-you")).content.decode()


GUEST = {"guest": {"email": "ada@example.com"}}


def asked(rf, *, user=None, draft=None, owner=None, given=None):
    """A request with a sealed draft of an owner's, and what its session knows."""
    request = rf.post("/", {"line1": "Here 1", "csrfmiddlewaretoken": "x"})
    request.user, request.session = user or AnonymousUser(), SessionStore()
    if draft is not None:
        request.COOKIES[COOKIE] = signing.dumps({"owner": owner, "answers": draft}, salt=SALT)
    data = CheckoutSessionData(request)
    data.restore_answers(given or {})
    return request, data


@pytest.mark.parametrize("whose", ["nobody", "own", "others"])
@pytest.mark.parametrize("is_user", [True, False])
def test_draft_comes_back_to_its_owner_or_from_a_guest(rf, whose, is_user):
    user, other = UserFactory(), UserFactory()
    owner = {"nobody": None, "own": user.pk, "others": other.pk}[whose]
    request, data = asked(rf, user=user if is_user else None, draft=GUEST, owner=owner)

    restore_draft(request, data)

    is_back = whose == "nobody" or (whose == "own" and is_user)
    assert data.answers() == (GUEST if is_back else {})


def test_what_the_session_knows_goes_before_the_draft(rf):
    kept = {"guest": {"email": "bo@example.com"}}
    request, data = asked(rf, draft=GUEST, given=kept)

    restore_draft(request, data)

    assert data.answers() == kept


def test_without_a_draft_nothing_comes_back(rf):
    request, data = asked(rf)

    restore_draft(request, data)

    assert data.answers() == {}


@pytest.mark.parametrize(("owner", "goes"), [("nobody", True), ("own", True), ("others", False)])
def test_draft_without_answers_goes_unless_it_waits_for_its_owner(rf, owner, goes):
    user, other = UserFactory(), UserFactory()
    owners = {"nobody": None, "own": user.pk, "others": other.pk}
    request, data = asked(rf, user=user, draft=GUEST, owner=owners[owner])
    response = HttpResponse()

    save_draft(request, response, data)

    assert {name: morsel.value for name, morsel in response.cookies.items()} == ({COOKIE: ""} if goes else {})


def test_nothing_is_sealed_or_deleted_where_there_is_nothing(rf):
    request, data = asked(rf)
    response = HttpResponse()

    save_draft(request, response, data)

    assert not response.cookies


@pytest.mark.parametrize("extra", [0, 1])
def test_draft_that_a_browser_would_not_keep_is_not_sent(rf, extra, monkeypatch):
    request, data = asked(rf, given=GUEST)
    size = len(signing.dumps({"owner": None, "answers": GUEST}, salt=SALT, compress=True))
    monkeypatch.setattr("shop.checkout.drafts.MOST_BYTES", size - extra)
    response = HttpResponse()

    save_draft(request, response, data)

    assert (COOKIE in response.cookies) is (not extra)


def test_form_is_kept_for_one_look_at_its_step(rf):
    request, _data = asked(rf)
    stash_rejected_input(request, "address")

    looks = [pop_rejected_input(request, step) for step in ("payment", "address", "address")]

    assert looks == [{}, {"line1": "Here 1"}, {}]


def test_look_elsewhere_leaves_a_kept_form_where_it_is(client):
    fill_basket(client, ProductFactory())
    client.post(url("shipping-address"), {**ADDRESS, "as_user": "1"})

    client.get(url("shipping-method"))

    assert client.session[TYPED] == {"step": "address", "typed": {**ADDRESS, "as_user": "1"}}
