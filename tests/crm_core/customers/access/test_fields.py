"""A field that a role lacks stands on no screen, in no file, and helps to find nobody."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from crm_core.customers.access.field_forms import GroupFieldRights
from crm_core.customers.access.fields import EVERYTHING, FieldAccess, fields_of
from crm_core.customers.forms import CustomerForm
from crm_core.customers.matching.services import compare_all
from crm_core.customers.models import FieldRight
from crm_core.customers.services import identify
from crm_core.timeline.services import record
from shop.audit.models import AuditEntry
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/customers/"
RIGHTS = (
    *("access_admin", "view_customer", "view_all_customer", "change_customer", "merge_customer"),
    *("export_customer", "view_order"),
)


def role(name, **fields):
    group = Group.objects.create(name=name)
    group.permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    for field, access in fields.items():
        FieldRight.objects.create(group=group, field=field, access=access)
    return group


def member_of(*groups):
    user = UserFactory(is_staff=True)
    user.groups.set(groups)
    return user


@pytest.fixture
def agent(client):
    user = member_of(role("Agents", phone="hidden", email="hidden", spent="hidden", language="read_only"))
    client.force_login(user)
    return user


def test_of_several_roles_the_one_that_allows_most_decides():
    lacking = role("Agents", phone="hidden", email="hidden", language="read_only")
    reading = role("Readers", phone="read_only", email="read_only")
    other = Group.objects.create(name="Writers of pages")

    assert fields_of(member_of(lacking)) == FieldAccess(
        hidden=frozenset({"phone", "email"}), read_only=frozenset({"language"})
    )
    assert fields_of(member_of(lacking, reading)) == FieldAccess(read_only=frozenset({"phone", "email"}))
    assert fields_of(member_of(lacking, other)).hidden == {"phone", "email"}
    assert fields_of(member_of(lacking, role("Sales"))) == EVERYTHING
    assert fields_of(staff_with("customers.view_customer")) == EVERYTHING


def test_list_file_filter_and_search_do_without_it(client, agent):
    customer = CustomerFactory(email="mara@lindt.example", phone="+49301234567", name="")
    record(customer, kind="identity.conflict", occurred_at=customer.created_at, source="x",
           data={"key": "email", "value": "mara@lindt.example", "other_id": 1})  # fmt: skip

    listed = client.get(LIST)
    columns = [column.name for column in listed.context["view"].all_columns()]
    file = client.get(LIST, {"export": "csv"}).getvalue().decode()
    page = client.get(f"{LIST}{customer.pk}/").content.decode()

    assert {"email", "phone", "spent"} & set(columns) == set()
    for shown in (listed.content.decode(), file, page):
        assert "mara@lindt.example" not in shown
        assert "301234567" not in shown
    assert f"Customer {customer.pk}" in listed.content.decode()
    assert "Total spent" not in page
    for words in ("mara@lindt.example", "+49 30 1234567", "3012345", "mara@"):
        assert list(client.get(LIST, {"q": words}).context["object_list"]) == []


def test_filter_by_it_is_not_there(client):
    client.force_login(member_of(role("Agents", stage="hidden", owner="hidden")))
    CustomerFactory(stage="lost")

    listed = client.get(LIST, {"stage": "active"})

    assert len(listed.context["object_list"]) == 1
    assert {"stage", "owner"} & set(listed.context["filters"].filters) == set()


def test_form_shows_what_it_may_and_keeps_the_rest(client, agent):
    customer = CustomerFactory(email="mara@lindt.example", phone="+49301234567", language="en", name="")
    address = f"{LIST}edit/{customer.pk}/"
    base = client.get(address).context["form"]["edit_base"].value()

    sent = {"kind": "person", "name": "", "email": "li@example.com", "phone": "1", "language": "zh-hans"}
    answer = client.post(address, {**sent, "edit_base": base})

    customer.refresh_from_db()
    assert answer.status_code == 302
    assert (customer.email, customer.phone, customer.language) == ("mara@lindt.example", "+49301234567", "en")
    assert list(CustomerForm(instance=customer, for_user=agent).fields) == [
        *("kind", "name", "company", "owner", "territory", "language", "preferred_channel", "tags")
    ]


def test_pair_of_customers_is_told_without_it_and_a_merge_leaves_what_one_may_not_change(client, agent):
    one = identify(email="mara.lindt@example.com", name="Mara Lindt", language="en")
    other = identify(email="mara.lindr@example.com", name="Mara Lindt", language="zh-hans")
    compare_all([one.pk, other.pk])
    address = f"/cms/customer-duplicates/{one.pk}/{other.pk}/"

    page = client.get(address).content.decode()
    found = client.get(f"/cms/customer-duplicates/of/{one.pk}/", {"q": "Mara"}).content.decode()
    sent = {"decision": "merge", "survivor": one.pk, "choice-language": other.pk, "choice-email": other.pk}
    client.post(address, sent)

    assert "@example.com" not in page + found
    one.refresh_from_db()
    assert (one.email, one.language) == ("mara.lindt@example.com", "en")


def test_group_page_takes_what_a_role_lacks(client):
    group = role("Agents", phone="hidden", clv="hidden")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert GroupFieldRights(instance=group)["phone"].initial == "hidden"
    assert "Fields of customers" in client.get(f"/cms/groups/edit/{group.pk}/").content.decode()
    form = GroupFieldRights(
        {"customer_fields-email": "read_only", "customer_fields-clv": "hidden"}, instance=group
    )
    assert form.is_valid()
    form.save()
    rows = FieldRight.objects.filter(group=group).values_list("field", "access")
    assert sorted(rows) == [("clv", "hidden"), ("email", "read_only")]
    assert not GroupFieldRights({"customer_fields-spent": "read_only"}, instance=group).is_valid()


def test_no_page_calls_a_customer_without_a_name_by_what_is_hidden(client, agent):
    rights = ("add_timelineentry", "mail_timelineentry", "view_consent", "add_consent", "change_customer")
    agent.groups.get().permissions.add(*Permission.objects.filter(codename__in=rights))
    other = CustomerFactory(name="", email="secret@lindt.example", phone="+49301234567")
    number = other.pk
    pages = (
        *(f"{LIST}{number}/", f"{LIST}{number}/profile/", f"{LIST}{number}/timeline/"),
        *(f"{LIST}{number}/log/note/", f"{LIST}{number}/consents/", f"/cms/customer-duplicates/of/{number}/"),
    )

    answers = {page: client.get(page) for page in pages}
    told = [page for page, answer in answers.items() if "secret@" in answer.content.decode()]

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(pages, 200)
    assert told == []


def test_a_picker_neither_finds_nor_names_by_what_is_hidden(client, agent):
    CustomerFactory(name="Mara", email="secret@lindt.example", phone="")
    choices = reverse("customer_choices")

    assert client.get(f"{choices}?q=secret@lindt.example").json() == {"results": []}
    (found,) = client.get(f"{choices}?q=Mara").json()["results"]
    assert found["label"] == f"Mara (#{found['pk']})"


def test_an_export_of_contacts_is_logged_and_finds_nobody_by_what_is_hidden(client, agent):
    CustomerFactory(name="Mara", email="secret@lindt.example")

    answer = client.get("/cms/contact-export/?q=secret@lindt.example")

    assert "Mara" not in answer.getvalue().decode()
    told = AuditEntry.objects.get(action="exported")
    assert (told.actor_id, told.detail) == (agent.pk, {"list": "contacts", "columns": ["CSV"]})
