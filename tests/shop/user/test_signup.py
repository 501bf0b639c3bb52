"""Opening an account, confirming its address, choosing a new password: nobody learns who has one."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from shop.basket.models import Basket
from shop.user.models import User
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "glaze-and-fire-2026"


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_up(client, email, **data):
    answers = {"email": email, "password1": PASSWORD, "password2": PASSWORD, **data}
    return client.post(reverse("account_signup"), answers)


def log_in(client, email="mei@example.com"):
    return client.post(reverse("account_login"), {"login": email, "password": PASSWORD})


def link_of(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def is_logged_in(client):
    return client.get(reverse("customer:summary")).status_code == 200


def in_basket(client):
    rows = client.get(reverse("basket:summary")).context["summary"].rows
    return [(row.title, row.quantity) for row in rows]


def test_signing_up_answers_the_same_whether_the_address_is_known(mei, letters):
    pages = []
    for email in (mei.email, "new@example.com"):
        visitor = Client()
        answer = sign_up(visitor, email)
        shown = visitor.get(answer["Location"]).content.decode().replace(email, "")
        pages.append((answer.status_code, answer["Location"], re.sub(r"csrf\S+ value=\S+", "", shown)))

    assert pages[0] == pages[1]
    assert pages[0][:2] == (302, reverse("account_email_verification_sent"))
    assert [letter.to for letter in letters()] == [["mei@example.com"], ["new@example.com"]]
    assert "confirm-email" not in letters()[0].body
    assert User.objects.count() == 2


def test_nobody_is_logged_in_before_the_address_is_confirmed(client):
    sign_up(client, "new@example.com")

    assert not is_logged_in(client)
    assert log_in(Client(), "new@example.com")["Location"] == reverse("account_email_verification_sent")


def test_looking_at_the_link_confirms_nothing(client, letters):
    sign_up(client, "new@example.com")

    page = client.get(link_of(letters()[0]))

    assert page.status_code == 200
    assert EmailAddress.objects.filter(verified=True).count() == 0


def test_a_guest_keeps_the_basket_through_signing_up(client, letters):
    product = ProductFactory(title="Tide vase")
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 2})

    sign_up(client, "new@example.com", next=reverse("checkout:index"))
    assert in_basket(client) == [("Tide vase", 2)]
    assert client.get(reverse("checkout:index")).status_code == 200  # still as a guest
    confirmed = client.post(link_of(letters()[0]))

    assert confirmed["Location"] == reverse("checkout:index")
    assert is_logged_in(client)
    assert in_basket(client) == [("Tide vase", 2)]
    assert Basket.open.get().owner.email == "new@example.com"


def test_a_link_opened_elsewhere_confirms_and_logs_nobody_in(client, letters):
    product = ProductFactory(title="Tide vase")
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 2})
    sign_up(client, "mei@example.com")
    phone = Client()

    assert phone.post(link_of(letters()[0])).status_code == 302
    assert not is_logged_in(phone)
    log_in(client)

    assert in_basket(client) == [("Tide vase", 2)]


def test_a_basket_of_before_and_one_of_a_guest_become_one_at_login(client, mei):
    vase, bowl = ProductFactory(title="Vase"), ProductFactory(title="Bowl")
    BasketFactory(owner=mei, lines=[(vase, 3), (bowl, 1)])
    client.post(reverse("basket:add", args=[vase.pk]), {"quantity": 2})
    client.post(reverse("basket:add", args=[bowl.pk]), {"quantity": 4})

    log_in(client)

    assert in_basket(client) == [("Vase", 3), ("Bowl", 4)]
    assert Basket.objects.filter(status=Basket.MERGED).count() == 1


def test_a_new_password_is_chosen_by_the_mails_link(client, mei, letters):
    client.post(reverse("account_reset_password"), {"email": mei.email})
    form = client.get(link_of(letters()[0]), follow=True)
    new = "ash-and-water-2026"

    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    mei.refresh_from_db()
    assert mei.check_password(new)
    used = Client().get(link_of(letters()[0]), follow=True)
    assert used.context["token_fail"] is True


def test_another_address_is_taken_without_a_word_on_whose_it_is(client, mei):
    UserFactory(email="li@example.com")
    client.force_login(mei)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    add = {"action_add": ""}

    answers = [
        client.post(reverse("account_email"), {"email": email, **add})
        for email in ("li@example.com", "nobody@example.com")
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_email"))
    }
    assert mei.emailaddress_set.get(email="nobody@example.com").verified is False


def test_full_width_address_finds_the_account(client, mei):
    log_in(client, "ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ\u3000")

    assert is_logged_in(client)


def test_two_spellings_of_an_address_open_one_account(client):
    for email in (
        "töpfe@example.com",
        "ada@müller.example",
        "ada@xn--mller-kva.example",
        "ADA@MÜLLER.example",
    ):
        sign_up(Client(), email)

    assert list(User.objects.values_list("email", flat=True)) == ["ada@xn--mller-kva.example"]
