"""The import's pages, from the file to the undo; who may; the export that loads back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm_core.contact_import.models import ContactFile
from crm_core.custom_fields.services import set_values
from crm_core.customers.models import Customer
from crm_core.profile.services import set_tags
from tests.crm_core.contact_import import kit
from tests.crm_core.custom_fields.kit import choice, field
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db
IMPORT = "contact_import.import_contactfile"
SEES = ["customers.view_customer", "customers.view_all_customer"]
INDEX = reverse("contact_imports:index")
EXPORT = reverse("contact_export")


def url(name, file, *args):
    return reverse(f"contact_imports:{name}", args=[file.pk, *args])


def mapped(client, file):
    form = client.get(url("step", file, "columns")).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.fixture
def sales(client):
    client.force_login(staff_with(IMPORT, *SEES, "customers.export_customer"))
    return client


def test_from_the_file_to_the_undo(sales):
    answer = sales.post(INDEX, {"file": SimpleUploadedFile("hubspot.csv", kit.HUBSPOT.encode())})
    file = ContactFile.objects.get()
    assert answer.headers["Location"] == url("step", file, "columns")

    answer = sales.post(url("step", file, "columns"), mapped(sales, file))
    assert answer.headers["Location"] == url("step", file, "preview")
    assert "Lia Verdi" in sales.get(url("step", file, "preview")).content.decode()
    assert Customer.objects.count() == 0

    answer = sales.post(url("step", file, "preview"))
    assert answer.headers["Location"] == url("step", file, "result")
    assert (Customer.objects.count(), sales.get(url("step", file, "result")).status_code) == (3, 200)

    sales.post(url("undo", file))
    assert Customer.objects.count() == 0
    assert "3 customers deleted" in sales.get(url("step", file, "result")).content.decode()
    assert sales.get(INDEX).status_code == 200


def test_a_mapping_without_names_is_refused(sales):
    file = kit.taken("A,B\n1,2\n")

    answer = sales.post(url("step", file, "columns"), mapped(sales, file))

    file.refresh_from_db()
    assert (answer.status_code, file.state) == (422, ContactFile.State.MAPPING)


def test_one_target_for_two_columns_is_refused(sales):
    file = kit.taken("A,B\n1,2\n")

    answer = sales.post(
        url("step", file, "columns"), {**mapped(sales, file), "column-0": "name", "column-1": "name"}
    )

    assert answer.status_code == 422
    assert "is this already" in answer.content.decode()


def test_a_target_that_is_none_is_refused(sales):
    file = kit.taken("A\n1\n")

    answer = sales.post(url("step", file, "columns"), {**mapped(sales, file), "column-0": "is_superuser"})

    assert answer.status_code == 422


def test_what_is_no_table_is_said(sales):
    for name, content in (
        ("x.pdf", b"%PDF"),
        ("x.csv", b""),
        ("x.vcf", b"BEGIN:VCARD\nN:\xff\xfe;\nEND:VCARD"),
    ):
        answer = sales.post(INDEX, {"file": SimpleUploadedFile(name, content or b"\n")})
        assert answer.status_code == 422
    assert ContactFile.objects.count() == 0


def test_a_file_is_discarded_before_the_import_only(sales):
    file = kit.imported("Name\nMara\n")
    sales.post(url("discard", file))
    assert ContactFile.objects.count() == 1

    sales.post(url("discard", kit.taken("Name\nMara\n")))
    assert ContactFile.objects.get() == file


@pytest.mark.parametrize("name", ["index", "overview", "step", "report", "undo", "discard"])
def test_others_import_nothing(client, name):
    file = kit.imported("Name\nMara\n")
    client.force_login(staff_with(*SEES, "customers.change_customer"))
    args = {"index": [], "step": [file.pk, "preview"]}.get(name, [file.pk])
    address = reverse(f"contact_imports:{name}", args=args)

    assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]
    file.refresh_from_db()
    assert (file.state, Customer.objects.count()) == (ContactFile.State.DONE, 1)


def world():
    size, color = field("size", "number"), field("color", "multiple_choice", choices=["red", "blue, dark"])
    kit.imported(kit.GOOGLE)
    kit.imported(kit.APPLE_CARDS, "cards.vcf")
    bea = Customer.objects.get(name="Bea Kurz")
    set_values(bea, {size: 42, color: (choice(color, "red").pk, choice(color, "blue, dark").pk)}, by=None)
    set_tags(bea, ["=SUM(A1)", "Wholesale"], by=None)
    CustomerFactory(name="=cmd|' /C calc'!A0", email="")
    return bea


@pytest.mark.parametrize("kind", ["csv", "vcf"])
def test_an_export_loads_back_and_changes_nothing(sales, kind):
    world()
    before = kit.everything()

    content = sales.get(f"{EXPORT}?as={kind}").getvalue()
    file = kit.imported(content, f"back.{kind}")

    assert kit.everything() == before
    assert (file.counts["unchanged"], file.counts.get("new", 0), file.counts.get("changed", 0)) == (
        Customer.objects.count(),
        0,
        0,
    )
    assert list(file.problems.all()) == []


@pytest.mark.parametrize("kind", ["csv", "vcf"])
def test_an_export_brings_everything_to_another_shop(sales, kind, settings):
    bea = world()
    content = sales.get(f"{EXPORT}?as={kind}").getvalue()
    told = kit.everything()[0]
    wanted = next(row for row in told if row[1] == bea.name)
    Customer.records.all().delete()
    settings.SECRET_KEY = "another shop's"

    kit.imported(content, f"back.{kind}")

    found = next(row for row in kit.everything()[0] if row[1] == bea.name)
    for record, *_rest in (wanted, found):
        for point in record["contact_points"]:
            point.pop("verified")
    assert found == wanted


def test_an_export_runs_no_formula(sales):
    world()

    text = sales.get(EXPORT).getvalue().decode("utf-8-sig")

    assert "'=cmd" in text
    assert ",=cmd" not in text


def test_an_export_follows_the_filters_and_the_rights(client):
    mine = rep_with("customers.view_customer", "customers.export_customer")
    CustomerFactory(name="Mine", owner=mine)
    CustomerFactory(name="Firm", kind="company", owner=mine)
    CustomerFactory(name="Other")
    client.force_login(mine)

    names = [
        line.split(",")[2]
        for line in client.get(f"{EXPORT}?kind=person").getvalue().decode().splitlines()[1:]
    ]
    assert names == ["Mine"]

    client.force_login(staff_with(*SEES))
    assert client.get(EXPORT).status_code == 403
