import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from crm_core.consents.models import ConsentText
from shop.append_only import PROTECTIONS, install, lifted

pytestmark = pytest.mark.django_db


def changed():
    """Try to change the one text there is."""
    with transaction.atomic():
        return ConsentText.objects.update(text="forged")


@pytest.fixture
def text():
    return ConsentText.objects.create(text="May we?", digest="1")


def test_rows_are_kept_until_the_protection_is_lifted_and_afterwards_again(text):
    with pytest.raises(IntegrityError):
        changed()
    with lifted(connection):
        assert changed() == 1
    with pytest.raises(IntegrityError):
        changed()
    install(connection)


def test_the_ledger_is_protected_by_name():
    assert {row.table: row.columns for row in PROTECTIONS if row.table.startswith("consents_")} == {
        "consents_consent": (),
        "consents_consenttext": (),
        "consents_consentsubject": ("id", "kind", "digest"),
    }


@pytest.mark.django_db(transaction=True)
def test_flush_empties_what_nobody_else_may(text):
    call_command("flush", interactive=False, verbosity=0)

    assert not ConsentText.objects.exists()
    ConsentText.objects.create(text="May we?", digest="2")
    with pytest.raises(IntegrityError):
        changed()
