"""Taking an import back: what it wrote and nobody changed since."""

import pytest

from crm_core.consents.addresses import key_of
from crm_core.consents.queries import may_send
from crm_core.consents.services import suppress
from crm_core.contact_import.models import ContactFile, ImportedContact
from crm_core.custom_fields.queries import values_of
from crm_core.custom_fields.services import set_values
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.services import attach_order
from crm_core.profile.export import profile_record
from crm_core.profile.services import set_tags, take_known_points
from shop.events.delivery import claim_new, deliver
from tests.crm_core.contact_import import kit
from tests.crm_core.custom_fields.kit import field
from tests.crm_core.erasing import erase_addresses
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_an_undone_import_leaves_what_was_before():
    size = field("size")
    mara = CustomerFactory(email="bea@example.com", name="Bea Kurz")
    take_known_points([mara.pk])
    set_values(mara, {size: "41"}, by=None)
    before = kit.everything()

    file = kit.undone(kit.imported(kit.GOOGLE))

    assert (file.state, kit.everything()) == (ContactFile.State.UNDONE, before)
    assert values_of([mara.pk], [size])[mara.pk] == {size.pk: "41"}
    assert (file.counts["undone_deleted"], file.counts["undone_reverted"]) == (4, 1)


def test_who_ordered_since_stays():
    file = kit.imported(kit.HUBSPOT)
    attach_order(OrderFactory(guest_email="lia@example.com"))

    file = kit.undone(file)

    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Lia Verdi", "Verdi Srl"]
    assert CustomerIdentifier.objects.filter(value="lia.old@example.com").exists()
    assert file.counts["undone_kept"] == 2


def test_what_somebody_changed_since_stays():
    size = field("size", label="Size")
    mara = CustomerFactory(email="mara@lindt.example")
    file = kit.imported("Email,Size,Tags\nmara@lindt.example,42,VIP\n")
    set_values(mara, {size: "43"}, by=None)

    kit.undone(file)

    assert values_of([mara.pk], [size])[mara.pk] == {size.pk: "43"}
    assert profile_record(mara)["tags"] == []


def test_a_new_customer_whom_somebody_tagged_stays():
    file = kit.imported("Name,Email\nMara,mara@lindt.example\n")
    set_tags(Customer.objects.get(), ["VIP"], by=None)

    kit.undone(file)

    assert Customer.objects.get().email == "mara@lindt.example"


def test_replaced_values_come_back():
    size = field("size", "multiple_choice", choices=["a", "b"], label="Size")
    mara = CustomerFactory(email="mara@lindt.example", name="Mara")
    a = size.choices.get(label_en="a").pk
    set_values(mara, {size: (a,)}, by=None)
    file = kit.imported("Name,Email,Size\nMara L.,mara@lindt.example,a;b\n", replaces=True)
    mara.refresh_from_db()
    assert mara.name == "Mara L."

    kit.undone(file)

    mara.refresh_from_db()
    assert (mara.name, values_of([mara.pk], [size])[mara.pk]) == ("Mara", {size.pk: (a,)})


def test_a_refusal_outlives_the_undo():
    kit.undone(kit.imported(kit.SALESFORCE))

    assert Customer.objects.count() == 0
    assert not may_send("newsletter", email="ana@example.es")


def test_an_undone_file_can_be_imported_again():
    kit.undone(kit.imported("Name\nMara\n"))
    file = kit.imported("Name\nMara\n")

    assert (file.counts["new"], Customer.objects.count()) == (1, 1)


def test_an_undo_is_done_once():
    file = kit.imported("Name\nMara\n")

    assert [kit.ask_undo(file), kit.ask_undo(file)] == [True, False]
    kit.work_on(file.pk)
    assert ImportedContact.objects.get().undone == "deleted"


def test_who_is_forgotten_is_in_no_file():
    file = kit.imported("Name,Email,Phone\nMara Lindt,mara@lindt.example,030 123\n")

    erase_addresses("mara@lindt.example")

    file.refresh_from_db()
    assert (bytes(file.content), file.told, file.samples, file.problems.count()) == (b"", [], {}, 0)
    assert ImportedContact.objects.get().changes == {}


def test_who_unsubscribed_by_the_import_alone_goes_when_it_is_undone_and_the_ledger_keeps_the_no():
    file = kit.imported(kit.SALESFORCE)
    while claimed := claim_new():
        deliver(claimed)

    kit.undone(file)

    assert not Customer.objects.filter(name="Ana Lopez").exists()
    assert may_send("newsletter", email="ana@example.es").reason


def test_whose_address_bounced_since_stays():
    file = kit.imported(kit.SALESFORCE)
    suppress(key_of(email="ana@example.es"), reason="bounced")
    while claimed := claim_new():
        deliver(claimed)

    kit.undone(file)

    assert Customer.objects.filter(name="Ana Lopez").exists()
