import pytest
from django.urls import reverse

from shop.mail.models import Mail
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_staff_send_somebody_the_link_to_a_new_password(client):
    user = UserFactory()
    client.force_login(StaffFactory(is_superuser=True))
    address = reverse("dashboard:user-password-reset", args=[user.pk])

    response = client.post(address)

    assert (response.status_code, response.url) == (302, reverse("dashboard:user-detail", args=[user.pk]))
    mail = Mail.objects.get()
    assert (mail.to, mail.is_secret) == (user.email, True)
    assert "/accounts/password/reset/key/" in mail.text
    assert client.get(address).status_code == 405
