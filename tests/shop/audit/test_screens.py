import pytest
from django.contrib.auth.models import Group

from crm_core.customers.models import FieldRight, Team
from shop.audit.models import AuditEntry
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LOG = "/cms/audit/"


@pytest.fixture
def reader(client):
    user = staff_with("audit.view_auditentry", "customers.view_customer", "customers.export_customer")
    AuditEntry.objects.all().delete()
    client.force_login(user)
    return user


def entries():
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("actor", "action", "customer_id", "detail"))


def test_views_and_exports_are_logged_and_refusals_are_not(client, reader):
    customer = CustomerFactory()

    client.get(f"/cms/customers/{customer.pk}/")
    client.get(f"/cms/customers/{customer.pk}/timeline/")
    client.get("/cms/customers/", {"export": "csv", "q": "secret@example.com"}).getvalue()
    client.get("/cms/customers/999/")
    columns = entries()[-1][3]["columns"]

    assert "email" in columns
    assert entries() == [
        (reader.pk, "viewed", customer.pk, {"page": "CustomerPageView"}),
        (reader.pk, "viewed", customer.pk, {"page": "timeline"}),
        (reader.pk, "exported", None, {"list": "customers", "columns": columns}),
    ]
    client.force_login(rep_with("customers.view_customer"))
    AuditEntry.objects.all().delete()
    assert client.get(f"/cms/customers/{customer.pk}/").status_code == 404
    assert entries() == []


def test_log_is_filtered_by_who_what_when_and_whom(client, reader):
    customer, other = CustomerFactory(), CustomerFactory()
    for each in (customer, other):
        client.get(f"/cms/customers/{each.pk}/")
    colleague = StaffFactory()
    AuditEntry.objects.filter(action="rights_changed").delete()

    def found(**asked):
        listed = client.get(LOG, asked).context["object_list"]
        return [(entry.action, entry.customer_id) for entry in listed if entry.action == "viewed"]

    assert found() == [("viewed", other.pk), ("viewed", customer.pk)]
    assert found(customer_id=customer.pk) == [("viewed", customer.pk)]
    assert found(actor=colleague.pk) == []
    assert len(found(actor=reader.pk, action="viewed", at_from="2020-01-01")) == 2
    assert found(action="exported") == []


def test_log_and_panel_are_for_who_may_read_them_and_nobody_writes_one(client, reader):
    customer = CustomerFactory()
    client.get(f"/cms/customers/{customer.pk}/")
    assert "Audit log" in client.get(f"/cms/customers/{customer.pk}/").content.decode()
    assert client.get(f"{LOG}new/").status_code == 404

    client.force_login(staff_with("customers.view_customer"))
    assert client.get(LOG).status_code == 403
    assert "Audit log" not in client.get(f"/cms/customers/{customer.pk}/").content.decode()


def test_teams_and_fields_of_roles_are_changes_of_rights(client, reader):
    team, member, group = Team.objects.create(name="North"), StaffFactory(), Group.objects.create(name="G")
    AuditEntry.objects.all().delete()

    team.members.add(member)
    FieldRight.objects.create(group=group, field="phone", access="hidden").delete()

    assert [detail for _actor, _action, _customer, detail in entries()] == [
        {"what": "team members", "added": [member.pk]},
        {"what": "field of customers", "field": "phone", "access": "hidden"},
        {"what": "field of customers", "field": "phone", "access": "as other rights say"},
    ]


def test_changes_of_ticked_rows_are_logged_row_by_row(client):
    order = OrderFactory(number="K-1")
    user = staff_with("order.view_order", "order.change_order")
    AuditEntry.objects.all().delete()
    client.force_login(user)

    client.post(f"/cms/bulk/order/order/cancel/?id={order.pk}&next=/cms/")

    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.action, entry.model, entry.object_id) == (
        user.pk,
        "bulk_action",
        "order.order",
        order.pk,
    )
    assert entry.detail == {"action": "cancel", "rows": 1}
