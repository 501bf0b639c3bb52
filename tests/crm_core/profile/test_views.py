"""The page of contact points, addresses and relations; tags on the page and all of them; choosing a customer."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import CustomerIdentifier, FieldRight
from crm_core.customers.panels import PANELS
from crm_core.profile.models import ContactPoint, ContactPreference, Employment, ProfileChange, Tag
from crm_core.profile.panels import points_panel
from crm_core.profile.queries import household_of, tags_of
from crm_core.profile.services import set_tags, take_known_points
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
SEES = ["customers.view_customer", "customers.view_all_customer"]
CHANGES = [*SEES, "customers.change_customer"]


@pytest.fixture
def sales(client):
    client.force_login(staff_with(*CHANGES))
    return client


def page(customer):
    return reverse("customer_profile", args=[customer.pk])


def loaded(client, customer):
    """Return the page's form as a browser would send it back."""
    context = client.get(page(customer)).context
    data = {name: _sent(context["form"][name].value()) for name in context["form"].fields}
    for formset in context["rows"].values():
        for name in formset.management_form.fields:
            data[formset.management_form.add_prefix(name)] = formset.management_form[name].value()
        for row in formset.forms:
            data |= {row.add_prefix(name): _sent(row[name].value()) for name in row.fields}
    return {name: value for name, value in data.items() if value is not False and value is not None}


def _sent(value):
    return "on" if value is True else value if value is not None else ""


def row(prefix, number, **facts):
    return {f"{prefix}-{number}-{name}": value for name, value in facts.items()}


def test_contact_points_are_written_with_their_keys(sales):
    mara = CustomerFactory(email="mara@lindt.example")
    take_known_points([mara.pk])
    new = row("points", 1, kind="phone", value="+49 30 1234567", label="work", is_verified="on")

    answer = sales.post(page(mara), {**loaded(sales, mara), **new})

    assert answer.status_code == 302
    mara.refresh_from_db()
    assert (mara.email, mara.phone) == ("mara@lindt.example", "+49301234567")
    point = ContactPoint.objects.get(kind="phone")
    assert (point.value, point.label, point.verified_at is not None) == ("+49301234567", "work", True)
    assert CustomerIdentifier.objects.get(kind="phone").customer == mara
    assert ProfileChange.objects.get().changes[0]["field"] == "contact"


def test_the_preferred_address_is_that_of_the_record(sales):
    mara = CustomerFactory(email="a@x.example")
    CustomerIdentifier.objects.create(customer=mara, kind="email", value="b@x.example")
    take_known_points([mara.pk])
    data = loaded(sales, mara)
    del data["points-0-is_preferred"]

    sales.post(page(mara), {**data, "points-1-is_preferred": "on"})

    mara.refresh_from_db()
    assert mara.email == "b@x.example"


def test_a_removed_contact_point_leads_here_no_more(sales):
    mara = CustomerFactory(email="a@x.example")
    take_known_points([mara.pk])

    sales.post(page(mara), {**loaded(sales, mara), "points-0-DELETE": "on"})

    mara.refresh_from_db()
    assert (mara.email, CustomerIdentifier.objects.count(), ContactPoint.objects.count()) == ("", 0, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "phone", "value": "030 1234567"},
        {"kind": "email", "value": "nobody"},
        {"kind": "messenger", "value": "mara"},
        {"kind": "email", "value": "a@x.example"},
    ],
    ids=["no country code", "no address", "which messenger", "twice"],
)
def test_what_leads_to_nobody_is_refused(sales, facts):
    mara = CustomerFactory(email="a@x.example")
    take_known_points([mara.pk])

    answer = sales.post(page(mara), {**loaded(sales, mara), **row("points", 1, **facts)})

    assert (answer.status_code, ContactPoint.objects.count()) == (422, 1)


def test_what_two_people_change_is_shown_to_the_second(sales):
    mara = CustomerFactory(email="a@x.example")
    take_known_points([mara.pk])
    data = loaded(sales, mara)
    ContactPoint.objects.update(label="work")

    answer = sales.post(page(mara), {**data, "points-0-label": "home"})

    assert (answer.status_code, ContactPoint.objects.get().label) == (409, "work")


def test_addresses_stand_once(sales):
    mara = CustomerFactory()
    first = row("addresses", 0, line1="Hauptstr. 5", postcode="10115", city="Berlin", is_billing="on")
    second = row("addresses", 1, line1="Hauptstraße 5", postcode="10 115", city="BERLIN")
    data = {**loaded(sales, mara), **first}

    assert sales.post(page(mara), {**data, **second, "addresses-TOTAL_FORMS": "2"}).status_code == 422
    assert sales.post(page(mara), data).status_code == 302
    assert (mara.addresses.count(), mara.addresses.get().is_billing) == (1, True)
    assert "Hauptstr. 5" in sales.get(reverse("customers:inspect", args=[mara.pk])).content.decode()


def test_where_somebody_works_and_lives(sales):
    mara, paul, firm = (
        CustomerFactory(),
        CustomerFactory(name="Paul"),
        CustomerFactory(name="Kiln", kind="company"),
    )
    data = {
        **loaded(sales, mara),
        **row("jobs", 0, other=[firm.pk], role="Buyer"),
        "household_name": "Lindt",
        "household_members": [paul.pk],
    }

    assert sales.post(page(mara), data).status_code == 302

    assert (Employment.objects.get().company, household_of(paul).household.name) == (firm, "Lindt")
    for customer, words in ((mara, "Kiln"), (firm, "Buyer"), (paul, "Lindt")):
        assert words in sales.get(reverse("customers:inspect", args=[customer.pk])).content.decode()
        assert sales.get(page(customer)).status_code == 200


def test_the_record_form_writes_tags_and_channel(sales):
    mara = CustomerFactory()
    url = reverse("customers:edit", args=[mara.pk])
    form = sales.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    sales.post(url, {**data, "tags": "VIP, New", "preferred_channel": "phone"})

    assert [tag.name for tag in tags_of([mara.pk])[mara.pk]] == ["New", "VIP"]
    assert ContactPreference.objects.get().channel == "phone"


def test_tags_are_added_and_removed_on_the_page(sales):
    mara = CustomerFactory()
    url = reverse("customer_tag", args=[mara.pk])

    sales.post(url, {"add": "VIP"})
    assert "VIP" in sales.get(reverse("customers:inspect", args=[mara.pk])).content.decode()

    sales.post(url, {"remove": Tag.objects.get().pk})
    sales.post(url, {"remove": "x"})
    assert (tags_of([mara.pk]), Tag.objects.count()) == ({}, 1)


def test_the_list_is_filtered_by_tags(sales):
    set_tags(CustomerFactory(name="A"), ["VIP"], by=None)
    CustomerFactory(name="B")

    found = sales.get(f"{reverse('customers:index')}?tag={Tag.objects.get().pk}").context["object_list"]

    assert [customer.name for customer in found] == ["A"]


def test_tags_are_renamed_and_merged(client):
    client.force_login(staff_with(*SEES, "profile.view_tag", "profile.change_tag"))
    mara = CustomerFactory()
    set_tags(mara, ["VIP", "V.I.P."], by=None)
    vip, other = Tag.objects.get(name="VIP"), Tag.objects.get(name="V.I.P.")
    edit = reverse("customer_tags:edit", args=[vip.pk])

    assert client.post(edit, {"name": "v.i.p.", "color": "red"}).status_code == 200
    assert client.post(edit, {"name": "Loyal", "color": "red"}).status_code == 302
    merge = reverse("wagtail_bulk_action", args=["profile", "tag", "merge"])
    client.post(f"{merge}?id={vip.pk}&id={other.pk}&next=/cms/", {})

    assert [tag.name for tag in tags_of([mara.pk])[mara.pk]] == ["Loyal"]
    assert client.get(reverse("customer_tags:index")).status_code == 200


def test_a_colleagues_customer_is_not_there(client):
    client.force_login(rep_with("customers.view_customer", "customers.change_customer"))
    other = CustomerFactory(name="Other")

    assert client.get(page(other)).status_code == 404
    assert client.post(reverse("customer_tag", args=[other.pk]), {"add": "VIP"}).status_code == 404
    assert client.get(f"{reverse('customer_choices')}?q=Other").json() == {"results": []}
    assert Tag.objects.count() == 0


def test_who_may_look_may_not_write(client):
    client.force_login(staff_with(*SEES))
    mara = CustomerFactory(name="Mara")

    assert client.get(page(mara)).status_code == 403
    assert client.post(reverse("customer_tag", args=[mara.pk]), {"add": "VIP"}).status_code == 403
    answer = client.get(f"{reverse('customer_choices')}?q=Mara").json()
    assert answer == {"results": [{"pk": mara.pk, "label": f"Mara ({mara.email})"}]}


def test_numbers_that_a_role_may_not_change_stay_unseen(client):
    user, role = UserFactory(is_staff=True), Group.objects.create(name="reader")
    for name in ("wagtailadmin.access_admin", *CHANGES):
        app, codename = name.split(".")
        role.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    user.groups.add(role)
    FieldRight.objects.create(group=role, field="phone", access="hidden")
    mara = CustomerFactory(email="a@x.example", phone="+49301234567")
    CustomerIdentifier.objects.create(customer=mara, kind="phone", value="+49301234567")
    take_known_points([mara.pk])
    client.force_login(user)

    assert "301234567" not in client.get(page(mara)).content.decode()
    data = {**loaded(client, mara), **row("points", 1, kind="phone", value="+49 30 7654321")}
    assert client.post(page(mara), data).status_code == 422
    client.post(page(mara), loaded(client, mara))

    mara.refresh_from_db()
    assert (mara.phone, ContactPoint.objects.filter(kind="phone").count()) == ("+49301234567", 1)


def test_the_keys_stand_once_under_the_contact_points_with_their_record(client):
    mara, gone = CustomerFactory(email="mara@lindt.example"), CustomerFactory(email="m@lindt.example")
    CustomerIdentifier.objects.create(customer=mara, kind="user", value="731")
    merge_customers(mara, gone, by=None)
    staff = staff_with(*SEES)

    panel = points_panel(mara, staff)

    keys = [(key.kind, key.value, key.home) for key in panel["keys"]]
    assert keys == [
        ("email", "m@lindt.example", gone),
        ("email", "mara@lindt.example", None),
        ("user", "731", None),
    ]
    assert "contact" not in PANELS.names()
    client.force_login(staff)
    text = client.get(reverse("customers:inspect", args=[mara.pk])).content.decode()
    assert text.count("<summary>Identifiers</summary>") == 1
    assert f"came with record {gone.pk}" in " ".join(text.split())
