"""Somebody sees the customers that they own, their teams' and territories', or all: on every way to one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from content.entry_forms import EntryWorkForm
from content.models import FormEntry
from crm_core.customers.access.rows import may_see, rows_visible_to, visible_to
from crm_core.customers.matching.services import compare_all
from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import Customer, CustomerOrder, DistinctPair, Team, Territory
from crm_core.customers.services import attach_order, identify
from shop.b2b.models import Company
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
VIEW, CHANGE = "customers.view_customer", "customers.change_customer"
MERGE, EXPORT = "customers.merge_customer", "customers.export_customer"
LIST = "/cms/customers/"


@pytest.fixture
def world():
    """A rep with a customer, a colleague of their team with one, one of a territory, one of nobody."""
    rep = rep_with(
        VIEW, CHANGE, "customers.add_customer", MERGE, EXPORT, "order.view_order", "b2b.view_company"
    )
    colleague = rep_with(VIEW)
    team, north = Team.objects.create(name="Key accounts"), Territory.objects.create(name="North")
    team.members.set([rep, colleague])
    north.members.set([rep])
    return {
        "rep": rep,
        "own": CustomerFactory(name="Own", owner=rep),
        "team": CustomerFactory(name="Team", owner=colleague),
        "territory": CustomerFactory(name="Territory", territory=north),
        "nobody": CustomerFactory(name="Nobody", phone="+49301234567"),
    }


def give(user, codename):
    user.user_permissions.add(Permission.objects.get(codename=codename))
    return type(user).objects.get(pk=user.pk)


def names(customers):
    return sorted(customer.name for customer in customers)


@pytest.mark.parametrize(
    ("rights", "seen"),
    [
        ([], ["Own"]),
        (["view_team_customer"], ["Own", "Team"]),
        (["view_territory_customer"], ["Own", "Territory"]),
        (["view_team_customer", "view_territory_customer"], ["Own", "Team", "Territory"]),
        (["view_all_customer"], ["Nobody", "Own", "Team", "Territory"]),
    ],
    ids=["own", "team", "territory", "both", "all"],
)
def test_rights_on_rows_add_up(world, rights, seen):
    user = world["rep"]
    for right in rights:
        user = give(user, right)

    assert names(visible_to(user)) == seen
    assert names(customer for customer in Customer.objects.all() if may_see(user, customer)) == seen


def test_without_the_right_to_view_nobody_is_seen_not_even_those_one_owns(world):
    user = staff_with("order.view_order")
    Customer.objects.update(owner=user)

    assert [list(visible_to(who)) for who in (user, AnonymousUser())] == [[], []]
    assert not may_see(user, world["own"])


def test_rows_of_others_are_not_read_and_merged_records_follow_their_survivor(world):
    for customer in (world["own"], world["nobody"]):
        CustomerOrder.objects.create(customer=customer, order=OrderFactory())
    merge_customers(world["own"], world["team"], by=None)

    found = rows_visible_to(world["rep"], CustomerOrder.objects.all())
    assert [row.customer for row in found] == [world["own"]]
    assert may_see(world["rep"], Customer.records.get(pk=world["team"].pk))


def test_rep_reads_only_their_own_list_search_and_file(client, world):
    client.force_login(world["rep"])

    shown = client.get(LIST).context["object_list"]
    searched = [
        list(client.get(LIST, {"q": words}).context["object_list"])
        for words in ("Nobody", world["nobody"].email, "301234567", "+49 30 1234567")
    ]
    file = client.get(LIST, {"export": "csv"}).getvalue().decode()

    assert names(shown) == ["Own"]
    assert searched == [[], [], [], []]
    assert "Own" in file
    assert not any(name in file for name in ("Team", "Nobody"))


def test_pages_of_a_customer_of_others_are_not_there_and_nothing_is_changed(client, world):
    rep, other = world["rep"], world["nobody"]
    client.force_login(rep)
    merge_customers(other, world["team"], by=None)
    reading = [
        f"{LIST}{other.pk}/",
        f"{LIST}edit/{other.pk}/",
        f"{LIST}history/{other.pk}/",
        f"{LIST}{other.pk}/timeline/",
        f"{LIST}{world['team'].pk}/",
        f"/cms/customer-duplicates/{world['own'].pk}/{other.pk}/",
        f"/cms/customer-duplicates/of/{other.pk}/",
        f"/cms/customer-duplicates/undo/{other.merges.get().pk}/",
    ]

    assert {address: client.get(address).status_code for address in reading} == dict.fromkeys(reading, 404)
    sent = {"name": "Taken", "kind": "person", "decision": "distinct", "confirmed": "1"}
    for address in (reading[1], reading[5], reading[7]):
        assert client.post(address, sent).status_code == 404
    other.refresh_from_db()
    assert (other.name, other.merges.get().undone_at) == ("Nobody", None)
    assert DistinctPair.objects.count() == 0
    assert client.get(f"{LIST}{world['own'].pk}/").status_code == 200


def test_queue_and_candidates_name_no_customer_of_others(client, world):
    mine = identify(email="mara.lindt@example.com", name="Mara Lindt")
    theirs = identify(email="mara.lindr@example.com", name="Mara Lindt")
    compare_all([mine.pk, theirs.pk])
    Customer.objects.filter(pk=mine.pk).update(owner=world["rep"])
    client.force_login(world["rep"])

    queue = client.get("/cms/customer-duplicates/")
    page = client.get(f"{LIST}{mine.pk}/").content.decode()
    found = client.get(f"/cms/customer-duplicates/of/{mine.pk}/", {"q": "Mara"})

    assert list(queue.context["object_list"]) == []
    assert f"{LIST}{theirs.pk}/" not in page
    assert [customer for customer, _url in found.context["found"]] == [world["own"]]


def test_other_pages_do_not_lead_to_customers_of_others(client, world):
    company = Company.objects.create(name="Nordlicht")
    Customer.objects.filter(pk__in=[world["own"].pk, world["nobody"].pk]).update(company=company)
    order = OrderFactory(guest_email="guest@example.com")
    hidden = attach_order(order)
    client.force_login(world["rep"])

    page = client.get(f"/cms/companies/{company.pk}/").content.decode()
    assert (f"{LIST}{world['own'].pk}/" in page, f"{LIST}{world['nobody'].pk}/" in page) == (True, False)
    assert f"{LIST}{hidden.pk}/" not in client.get(f"/cms/shop/orders/{order.number}/").content.decode()


def test_entry_of_a_form_is_tied_to_customers_one_sees(world):
    form = EntryWorkForm(
        {"state": "new", "customer": f"#{world['nobody'].pk}"}, instance=FormEntry(), user=world["rep"]
    )
    own = EntryWorkForm({"state": "new", "customer": "Own"}, instance=FormEntry(), user=world["rep"])
    held = EntryWorkForm(instance=FormEntry(customer=world["nobody"]), user=world["rep"])

    assert form.errors["customer"] == ["No customer fits."]
    assert "customer" not in own.errors
    assert "customer" not in held.fields


def test_whoever_adds_a_customer_sees_them_and_learns_no_name_of_others(client, world):
    client.force_login(world["rep"])
    sent = {"kind": "person", "name": "New", "email": "new@example.com", "language": ""}

    client.post(f"{LIST}new/", sent)
    taken = client.post(f"{LIST}new/", {**sent, "email": world["nobody"].email})

    assert Customer.objects.get(name="New").owner == world["rep"]
    assert "This already belongs to a customer of a colleague." in taken.content.decode()
    assert "Nobody" not in taken.content.decode()


def test_start_page_counts_customers_for_who_sees_all(client, world):
    client.force_login(world["rep"])
    assert "New customers" not in client.get("/cms/").content.decode()
    client.force_login(staff_with(VIEW, CHANGE))
    assert "New customers" in client.get("/cms/").content.decode()


def test_log_of_everybodys_work_calls_customers_by_number(world):
    log(world["nobody"], "wagtail.edit", user=StaffFactory())

    assert ModelLogEntry.objects.get().label == f"#{world['nobody'].pk}"


def test_team_and_territory_are_made_with_staff_only(client):
    client.force_login(staff_with("customers.add_team", "customers.add_territory"))
    rep, shopper = StaffFactory(), rep_with()
    type(shopper).objects.filter(pk=shopper.pk).update(is_staff=False)

    for address in ("/cms/customer-teams/new/", "/cms/customer-territories/new/"):
        assert client.post(address, {"name": "West", "members": [shopper.pk]}).status_code == 200
        assert client.post(address, {"name": "West", "members": [rep.pk]}).status_code == 302

    assert [list(kind.objects.get().members.all()) for kind in (Team, Territory)] == [[rep], [rep]]


def test_groups_that_saw_customers_see_all_after_the_migration():
    group = Group.objects.create(name="Old")
    group.permissions.add(Permission.objects.get(codename="view_customer"))

    class Editor:
        pass

    Editor.connection = connection
    import_module("crm_core.customers.migrations.0007_who_saw_customers_sees_all").see_all_as_before(
        apps, Editor
    )

    assert set(group.permissions.values_list("codename", flat=True)) == {"view_customer", "view_all_customer"}


def test_orders_of_customers_of_others_are_on_no_page_of_a_rep(client, world):
    theirs, own = OrderFactory(number="K-1", guest_email="theirs@example.com"), OrderFactory(number="K-2")
    attach_order(theirs)
    CustomerOrder.objects.create(customer=world["own"], order=own)
    line = theirs.lines.get()
    pages = ["K-1/", f"K-1/lines/{line.pk}/", "K-1/shipping-address/"]  # the last asks its right first
    client.force_login(world["rep"])

    listed = [order.number for order in client.get("/cms/shop/orders/").context["object_list"]]
    answers = [client.get(f"/cms/shop/orders/{page}").status_code for page in pages]
    statistics = client.get("/cms/shop/orders/statistics/").context["total_orders"]

    assert (listed, answers, statistics) == (["K-2"], [404, 404, 403], 1)
    assert client.get("/cms/shop/orders/K-2/").status_code == 200
    client.force_login(staff_with("order.view_order"))
    assert len(client.get("/cms/shop/orders/").context["object_list"]) == 2


def test_ticked_orders_of_customers_of_others_are_not_there(client):
    client.force_login(rep_with(VIEW, "order.view_order", "order.change_order"))
    order = OrderFactory(number="K-1")
    attach_order(order)
    address = f"/cms/bulk/order/order/cancel/?id={order.pk}&next=/cms/"

    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    order.refresh_from_db()
    assert order.status != "Cancelled"
