import pytest
from django.core.management import CommandError, call_command

from shop.configuration.fields import Secret
from shop.configuration.models import MailSettings, PaymentSettings

pytestmark = pytest.mark.django_db


def test_a_new_key_takes_over_every_secret(settings):
    settings.KILN_SECRETS_KEYS = ["old"]
    PaymentSettings.objects.create(stripe_secret_key=Secret.of("sk_test_x"))
    MailSettings.objects.create(password=Secret.of("pw"))
    settings.KILN_SECRETS_KEYS = ["new", "old"]

    call_command("rotate_secrets")

    settings.KILN_SECRETS_KEYS = ["new"]
    assert PaymentSettings.objects.get().stripe_secret_key.reveal() == "sk_test_x"
    assert MailSettings.objects.get().password.reveal() == "pw"


def test_what_no_key_opens_is_counted_and_kept(settings):
    settings.KILN_SECRETS_KEYS = ["lost"]
    PaymentSettings.objects.create(stripe_secret_key=Secret.of("sk_test_x"))
    settings.KILN_SECRETS_KEYS = ["new"]

    with pytest.raises(CommandError, match="1 secrets cannot be read"):
        call_command("rotate_secrets")
    settings.KILN_SECRETS_KEYS = ["lost"]
    assert PaymentSettings.objects.get().stripe_secret_key.reveal() == "sk_test_x"
