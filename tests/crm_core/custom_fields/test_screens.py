"""Custom fields on the screens: defining them, the form, the list, the page, who may."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm_core.custom_fields.models import CustomField, CustomFieldValue
from crm_core.custom_fields.queries import values_of
from crm_core.custom_fields.services import set_values
from crm_core.customers.models import Customer
from tests.crm_core.custom_fields.kit import choice, field
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = pytest.mark.django_db
CUSTOMERS = ["customers.view_customer", "customers.view_all_customer", "customers.change_customer"]
FIELDS = [f"custom_fields.{action}_customfield" for action in ("view", "add", "change")]


@pytest.fixture
def sales(client):
    client.force_login(staff_with(*CUSTOMERS, "customers.add_customer", "customers.export_customer"))
    return client


def defined(**facts):
    rows = {"choices-TOTAL_FORMS": "0", "choices-INITIAL_FORMS": "0"}
    return {"label_en": "Shoe size", "kind": "text", "applies_to": "all", "position": "0", **rows, **facts}


def page_form(client, url):
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def listed(response):
    return [customer.name for customer in response.context["object_list"]]


def test_a_field_is_defined_and_its_version_kept(client):
    client.force_login(staff_with(*FIELDS))

    answer = client.post(reverse("custom_fields:add"), defined(label_zh_hans="鞋码"))

    made = CustomField.objects.get()
    assert (answer.status_code, made.code, made.version) == (302, "shoe_size", 1)
    assert client.get(reverse("custom_fields:index")).status_code == 200
    assert client.get(reverse("custom_fields:edit", args=[made.pk])).status_code == 200


def test_choices_are_defined_with_the_field(client):
    client.force_login(staff_with(*FIELDS))
    rows = {"choices-TOTAL_FORMS": "1", "choices-0-label_en": "Wide", "choices-0-position": "0"}

    client.post(reverse("custom_fields:add"), defined(kind="choice", **rows))
    assert [str(each) for each in CustomField.objects.get().choices.all()] == ["Wide"]

    refused = client.post(reverse("custom_fields:add"), defined(kind="choice"))
    assert (refused.status_code, CustomField.objects.count()) == (200, 1)


def test_a_choice_in_use_is_not_deleted(client):
    client.force_login(staff_with(*FIELDS))
    size = field(kind="choice", choices=["wide"])
    wide = choice(size, "wide")
    set_values(CustomerFactory(), {size: wide.pk}, by=None)
    rows = {
        "choices-TOTAL_FORMS": "1",
        "choices-INITIAL_FORMS": "1",
        "choices-0-id": wide.pk,
        "choices-0-label_en": "wide",
        "choices-0-position": "0",
        "choices-0-DELETE": "on",
    }

    answer = client.post(reverse("custom_fields:edit", args=[size.pk]), defined(**{**rows, "kind": "choice"}))

    assert "archive it instead" in answer.content.decode()
    assert list(size.choices.all()) == [wide]


def test_a_wrong_default_is_refused(client):
    client.force_login(staff_with(*FIELDS))

    answer = client.post(reverse("custom_fields:add"), defined(kind="number", default="many"))

    assert (answer.status_code, CustomField.objects.count()) == (200, 0)


@pytest.mark.parametrize("name", ["index", "add", "edit", "more", "archive"])
def test_others_define_none(client, name):
    size = field()
    client.force_login(staff_with(*CUSTOMERS))
    args = [size.pk] if name in {"edit", "more", "archive"} else []
    url = reverse(
        f"custom_field_{name}" if name in {"more", "archive"} else f"custom_fields:{name}", args=args
    )

    assert client.post(url, defined()).status_code == 403
    assert (CustomField.objects.count(), CustomField.objects.get().archived_at) == (1, None)


def test_the_kind_is_changed_after_a_preview(client):
    client.force_login(staff_with(*FIELDS))
    size = field()
    set_values(CustomerFactory(), {size: "42"}, by=None)
    url = reverse("custom_field_more", args=[size.pk])

    seen = client.post(url, {"kind": "number"})
    assert seen.context["found"].good == 1
    size.refresh_from_db()
    assert size.kind == "text"

    client.post(url, {"kind": "number", "confirmed": "1"})
    size.refresh_from_db()
    assert (size.kind, CustomFieldValue.objects.get().number) == ("number", 42)


def test_the_customer_form_writes_values(sales):
    size, color = field(kind="number"), field("color", "multiple_choice", choices=["red", "blue"])
    mara = CustomerFactory()
    url = reverse("customers:edit", args=[mara.pk])
    red = choice(color, "red").pk

    answer = sales.post(url, {**page_form(sales, url), "custom_size": "42.5", "custom_color": [red]})

    assert answer.status_code == 302
    assert values_of([mara.pk], [size, color])[mara.pk] == {size.pk: Decimal("42.5"), color.pk: (red,)}
    assert "42.5" in sales.get(reverse("customers:inspect", args=[mara.pk])).content.decode()


def test_what_two_people_change_is_shown_to_the_second(sales):
    size, mara = field(), CustomerFactory()
    url = reverse("customers:edit", args=[mara.pk])
    loaded = page_form(sales, url)
    set_values(mara, {size: "41"}, by=None)

    answer = sales.post(url, {**loaded, "custom_size": "42"})

    assert answer.status_code == 409
    assert values_of([mara.pk], [size])[mara.pk] == {size.pk: "41"}


def test_required_fields_and_defaults_of_a_new_customer(sales):
    size = field(is_required=True, applies_to="person")
    color = field("color", default="blue")
    url = reverse("customers:add")
    typed = {"kind": "person", "name": "Mara", "custom_color": "blue"}

    assert sales.post(url, typed).status_code == 200
    assert Customer.objects.count() == 0

    sales.post(url, {**typed, "custom_size": "42"})
    mara = Customer.objects.get()
    assert values_of([mara.pk], [size, color])[mara.pk] == {size.pk: "42", color.pk: "blue"}
    assert sales.post(url, {**typed, "kind": "company", "name": "Kiln"}).status_code == 302


def test_a_link_leads_nowhere_else(sales):
    field("site", "link")
    mara = CustomerFactory()
    url = reverse("customers:edit", args=[mara.pk])

    answer = sales.post(url, {**page_form(sales, url), "custom_site": "javascript:alert(1)"})

    assert (answer.status_code, CustomFieldValue.objects.count()) == (200, 0)


def test_the_list_shows_filters_and_exports_values(sales):
    size, color = field(kind="number"), field("color", "choice", choices=["red"])
    red = choice(color, "red").pk
    set_values(CustomerFactory(name="A"), {size: Decimal(1), color: red}, by=None)
    set_values(CustomerFactory(name="B"), {size: Decimal(5)}, by=None)
    url = reverse("customers:index")

    assert listed(sales.get(f"{url}?custom_color={red}")) == ["A"]
    assert listed(sales.get(f"{url}?custom_size_min=2&custom_size_max=9")) == ["B"]
    assert sorted(listed(sales.get(f"{url}?custom_size_min=x"))) in (["A", "B"], [])
    rows = sales.get(f"{url}?export=csv").getvalue().decode().splitlines()
    assert rows[0].split(",")[-2:] == ["Size", "Color"]
    assert sorted(row.split(",")[-2:] for row in rows[1:]) == [["1", "red"], ["5", ""]]


def test_the_list_asks_texts_for_beginning_and_part(sales):
    code = field("code")
    set_values(CustomerFactory(name="A"), {code: "KX-41"}, by=None)
    set_values(CustomerFactory(name="B"), {code: "41-KX"}, by=None)
    url = reverse("customers:index")

    assert listed(sales.get(f"{url}?custom_code=kx")) == ["A"]
    assert sorted(listed(sales.get(f"{url}?contains_custom_code=kx"))) == ["A", "B"]
    assert listed(sales.get(f"{url}?contains_custom_code=x-4")) == ["A"]


def test_an_archived_field_is_shown_nowhere(sales):
    size, mara = field(), CustomerFactory()
    set_values(mara, {size: "forty-two"}, by=None)
    size.archived_at = "2026-01-01T00:00Z"
    size.save()

    for url in (reverse("customers:inspect", args=[mara.pk]), reverse("customers:edit", args=[mara.pk])):
        assert "forty-two" not in sales.get(url).content.decode()
