import pytest
from allauth.account.models import EmailAddress

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
