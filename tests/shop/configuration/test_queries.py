import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.configuration.fields import Secret
from shop.configuration.models import (
    DocumentSettings,
    MailSettings,
    MoneySettings,
    PaymentSettings,
    TaxSettings,
)
from shop.configuration.queries import (
    STORED,
    bank_account,
    charges_destination,
    has_stripe_key,
    mail_server,
    own_vat_id,
    shop_currency,
    stripe_keys,
    tax_country,
)

pytestmark = pytest.mark.django_db


def save(model, **values):
    row = model.load()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def test_what_staff_chose_holds_until_the_environment_says_otherwise(settings):
    save(MoneySettings, currency="JPY")
    save(TaxSettings, country="CH", vat_id="CHE1", charges_destination=False)

    assert (shop_currency(), tax_country(), own_vat_id(), charges_destination()) == (
        "JPY",
        "CH",
        "CHE1",
        False,
    )
    settings.KILN_CURRENCY, settings.KILN_TAX_COUNTRY = "CHF", "AT"
    settings.KILN_VAT_ID, settings.KILN_TAX_DESTINATION = "AT1", True
    assert (shop_currency(), tax_country(), own_vat_id(), charges_destination()) == ("CHF", "AT", "AT1", True)


def test_each_key_of_stripe_is_overridden_by_itself(settings):
    save(PaymentSettings, stripe_secret_key=Secret.of("sk_test_db"), stripe_publishable_key="pk_test_db")
    settings.KILN_STRIPE_PUBLISHABLE_KEY = "pk_test_env"

    keys = stripe_keys()

    assert (keys.secret, keys.publishable, keys.webhook) == ("sk_test_db", "pk_test_env", "")
    assert "sk_test_db" not in repr(keys)


def test_a_key_that_cannot_be_read_is_none_and_the_log_names_no_secret(settings, caplog):
    save(PaymentSettings, stripe_secret_key=Secret.of("sk_test_db"))
    settings.KILN_SECRETS_KEYS = ["another"]

    assert not has_stripe_key()
    assert ["KILN_SECRETS_KEYS" in line and "sk_test" not in line for line in caplog.messages] == [True]


def test_bank_account_in_words(settings):
    settings.KILN_BANK_ACCOUNT = ""
    assert bank_account().text == ""
    save(MoneySettings, account_holder="Ofen GmbH", iban="DE75512108001245126199", bic="SOGEDEFF")

    assert bank_account().text == "Ofen GmbH, DE75 5121 0800 1245 1261 99, BIC SOGEDEFF"
    settings.KILN_BANK_ACCOUNT = "from the environment"
    assert (bank_account().text, bank_account().iban) == ("from the environment", "")


def test_mail_server_with_its_encryption():
    assert mail_server() is None
    save(
        MailSettings, host="mail.example", port=465, security="tls", username="kiln", password=Secret.of("pw")
    )

    server = mail_server()

    assert (server.host, server.port, server.password, server.use_ssl, server.use_tls) == (
        "mail.example",
        465,
        "pw",
        True,
        False,
    )
    assert "pw" not in repr(server)


def test_reading_costs_no_query_once_it_is_kept():
    STORED.get()
    with CaptureQueriesContext(connection) as queries:
        shop_currency()
        stripe_keys()
        bank_account()
        tax_country()

    assert len(queries) == 0


def test_all_rows_are_read_by_one_query_as_django_reads_them():
    save(MoneySettings, currency="EUR", iban="DE75512108001245126199")
    save(MailSettings, host="mail.example", password=Secret.of("pw"))
    save(DocumentSettings, reporting_currency="CZK", reporting_rate="24.5", attaches_to_mail=False)
    with CaptureQueriesContext(connection) as queries:
        stored = STORED.read()

    assert len(queries) == 1
    for row in (stored.money, stored.mail, stored.documents):
        same = type(row)._default_manager.get()
        assert all(getattr(row, field.attname) == getattr(same, field.attname) for field in row._meta.fields)
        assert not row._state.adding
    assert stored.documents.attaches_to_mail is False
    assert stored.tax._state.adding


def test_there_is_one_row_and_no_second():
    MoneySettings.load()
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneySettings.objects.create(pk=2)
    assert MoneySettings.objects.count() == 1
