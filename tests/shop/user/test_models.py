from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps

from shop.user.models import User

pytestmark = pytest.mark.django_db


def test_superuser_made_on_the_server_logs_in_without_a_mail(client, mailoutbox):
    owner = User.objects.create_superuser(email="Owner@kiln.example", password="a-long-word-of-mine")

    response = client.post("/accounts/login/", {"login": owner.email, "password": "a-long-word-of-mine"})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert EmailAddress.objects.filter(user=owner, verified=True, primary=True).count() == 1
    assert mailoutbox == []


def test_other_accounts_still_have_to_confirm(client):
    User.objects.create_user(email="mei@kiln.example", password="a-long-word-of-mine")

    client.post("/accounts/login/", {"login": "mei@kiln.example", "password": "a-long-word-of-mine"})

    assert "_auth_user_id" not in client.session


def test_account_keeps_its_address_in_one_spelling():
    ada = User.objects.create_user(email="Ada@MÜLLER.example")
    assert ada.email == "Ada@xn--mller-kva.example"

    ada.email = "ａｄａ＠kiln.example"
    ada.save()
    assert User.objects.get().email == "ada@kiln.example"


def test_accounts_of_before_are_respelt_where_nobody_has_that_spelling():
    spell = import_module("shop.user.migrations.0005_email_spelling").spell
    pairs = ("ada@müller.example", "mei@müller.example", "mei@xn--mller-kva.example")
    for email in pairs:
        user = User.objects.create_user(email=f"{email[:3]}{len(email)}@kiln.example")
        User.objects.filter(pk=user.pk).update(email=email)
        EmailAddress.objects.create(user=user, email=email, verified=email.startswith("ada"))

    spell(apps, None)

    found = ["ada@xn--mller-kva.example", "mei@müller.example", "mei@xn--mller-kva.example"]
    assert sorted(User.objects.values_list("email", flat=True)) == sorted(found)
    assert sorted(EmailAddress.objects.values_list("email", flat=True)) == sorted(found)
    User.objects.get(email="mei@müller.example").save()  # its owner changes something else
