from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.models import FieldRight
from personalization.segments.membership import recompute
from personalization.segments.models import Segment, SegmentCount, SegmentMembership, SegmentPick
from personalization.segments.rules import read_rule
from personalization.segments.services import save_segment
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = (
    "customers.view_customer",
    "segments.view_segment",
    "segments.add_segment",
    "segments.change_segment",
)
COMPANIES = {"all": [{"field": "customer.kind", "is": "one_of", "value": ["company"]}]}
FORM = {
    "kind": "live",
    "name_en": "Companies",
    "description_en": "All of them",
    "c:mode": "all",
    "c.0:kind": "test",
    "c.0:field": "customer.kind",
    "c.0:is": "one_of",
    "c.0:values": "company",
    "op": "save",
}


def segment(rule=COMPANIES, name="Some", **fields):
    made = save_segment(None, read_rule(rule), words={"name_en": name}, by=None, **fields)
    recompute(made.pk)
    made.refresh_from_db()
    return made


def members(of):
    held = SegmentMembership.objects.filter(segment=of, left_at=None)
    return set(held.values_list("customer_id", flat=True))


@pytest.fixture
def marketer(client):
    user = staff_with(*RIGHTS)
    client.force_login(user)
    return user


def test_a_segment_is_looked_at_before_it_is_saved_and_filled_after(
    client, marketer, django_capture_on_commit_callbacks
):
    company = CustomerFactory(kind="company", name="Harbour")
    CustomerFactory(kind="person", name="Mara")
    assert client.get(reverse("segments:add")).status_code == 200

    seen = client.post(reverse("segments:add"), {**FORM, "op": "preview"}).content.decode()
    assert "1 customer fits now." in seen
    assert "Harbour" in seen
    assert "Mara" not in seen
    assert not Segment.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("segments:add"), FORM)
    made = Segment.objects.get()
    assert answer.url == reverse("segments:inspect", args=[made.pk])
    assert (made.name, made.owner, made.size, members(made)) == ("Companies", marketer, 1, {company.pk})
    page = client.get(answer.url).content.decode()
    assert "Customers where the customer is a company." in page or "company" in page
    assert "All of them" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_en": ""}, "This field is required."),
        ({"c.0:field": ""}, "Choose a field."),
        ({"c.0:values": "robot"}, "A choice is no longer there; choose again."),
        ({"c.0:kind": "nothing", "c.0:field": "automation.none"}, "Choose a field."),
        (
            {"c.0:field": "bought.orders", "c.0:is": "at_least", "c.0:value": "2", "c.0:within": "x"},
            "A number of days lies between 1 and 36,500.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, marketer, change, words):
    answer = client.post(reverse("segments:add"), {**FORM, "description_en": "Typed", **change})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Typed" in answer.content.decode()
    assert not Segment.objects.exists()


def test_a_rule_without_conditions_is_refused(client, marketer):
    data = {key: value for key, value in FORM.items() if not key.startswith("c.0")}

    answer = client.post(reverse("segments:add"), data)

    assert answer.status_code == 422
    assert "Add at least one condition." in answer.content.decode()


def test_buttons_change_the_form(client, marketer):
    answer = client.post(
        reverse("segments:add"), {**FORM, "op": "add-group:c"}, headers={"X-Requested-With": "rule-form"}
    )
    page = answer.content.decode()

    assert 'name="c.1.0:field"' in page
    assert "<html" not in page


def test_who_saves_second_is_told_and_nothing_is_lost(client, marketer):
    some = segment()
    url = reverse("segments:edit", args=[some.pk])
    client.post(url, {**FORM, "seen_version": "1", "name_en": "First"})

    answer = client.post(url, {**FORM, "seen_version": "1", "name_en": "Second"})

    assert answer.status_code == 409
    assert "Second" in answer.content.decode()
    assert Segment.objects.get().name == "First"
    client.post(url, {**FORM, "seen_version": "2", "name_en": "Second"})
    assert Segment.objects.get().name == "Second"


def test_the_list_says_sizes_and_changes_and_asks_no_more_for_more(client, marketer):
    CustomerFactory(kind="company")
    first = segment(name="First")
    SegmentCount.objects.create(segment=first, day=timezone.localdate() - timedelta(days=31), size=4)
    url = reverse("segments:index")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        page = client.get(url).content.decode()
    segment(name="Second")
    segment(name="Third")
    with CaptureQueriesContext(connection) as three:
        client.get(url)

    assert "First" in page
    assert "-3" in page
    assert len(one) == len(three)


def test_customers_are_put_in_kept_out_and_left_to_the_rule(client, marketer):
    inside, outside = CustomerFactory(kind="person"), CustomerFactory(kind="company")
    some = segment()
    url = reverse("segments:pick", args=[some.pk])

    client.post(url, {"customers": [inside.pk], "choice": "in"})
    client.post(url, {"customers": [outside.pk], "choice": "out"})
    assert members(some) == {inside.pk}
    page = client.get(reverse("segments:inspect", args=[some.pk])).content.decode()
    assert "added by hand" in page
    assert "excluded by hand" in page

    client.post(url, {"release": inside.pk})
    client.post(url, {"release": outside.pk})
    assert members(some) == {outside.pk}
    assert not SegmentPick.objects.exists()
    client.post(url, {"choice": "in"})
    assert members(some) == {outside.pk}


def test_of_an_archived_segment_nobody_hears(client, marketer, django_capture_on_commit_callbacks):
    company = CustomerFactory(kind="company")
    some = segment()
    url = reverse("segments:switch", args=[some.pk])

    client.post(url, {})
    CustomerFactory(kind="company")
    recompute(some.pk)
    assert members(some) == {company.pk}
    assert "archived" in client.get(reverse("segments:inspect", args=[some.pk])).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"active": "1"})
    assert len(members(some)) == 2


def test_who_may_only_look_changes_nothing(client):
    some = segment()
    client.force_login(staff_with("customers.view_customer", "segments.view_segment"))

    assert client.get(reverse("segments:inspect", args=[some.pk])).status_code == 200
    for name in ("edit", "switch", "pick"):
        assert client.post(reverse(f"segments:{name}", args=[some.pk]), {}).status_code == 403
    assert client.get(reverse("segments:add")).status_code == 403


def test_a_representative_sees_of_a_segment_the_customers_they_own(client):
    user = rep_with(*RIGHTS)
    CustomerFactory(kind="company", name="Ours", owner=user)
    CustomerFactory(kind="company", name="Theirs")
    some = segment()
    client.force_login(user)

    page = client.get(reverse("segments:inspect", args=[some.pk])).content.decode()
    preview = client.post(reverse("segments:add"), {**FORM, "op": "preview"}).content.decode()

    assert "Ours" in page
    assert "Theirs" not in page
    assert "1 customer fits now." in preview
    assert "Theirs" not in preview


def test_a_segment_by_a_field_that_a_role_does_not_see_is_not_there(client):
    rich = segment({"all": [{"field": "customer.spent", "is": "at_least", "value": "100"}]}, name="Rich")
    over = {"all": [{"field": "customer.segments", "is": "has_any", "value": [str(rich.pk)]}]}
    inner, plain = segment(over, name="Inner"), segment(name="Plain")
    user, role = UserFactory(is_staff=True), Group.objects.create(name="role")
    for name in ("wagtailadmin.access_admin", "customers.view_all_customer", *RIGHTS):
        app, codename = name.split(".")
        role.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    user.groups.add(role)
    FieldRight.objects.create(group=role, field="spent", access="hidden")
    customer = CustomerFactory(kind="company")
    SegmentMembership.objects.create(segment=rich, customer=customer, since=timezone.now())
    SegmentMembership.objects.create(segment=plain, customer=customer, since=timezone.now())
    client.force_login(user)

    found = [
        client.get(reverse("segments:inspect", args=[each.pk])).status_code for each in (rich, inner, plain)
    ]
    assert found == [404, 404, 200]
    assert "Rich" not in client.get(reverse("segments:index")).content.decode()
    page = client.get(reverse("customers:inspect", args=[customer.pk])).content.decode()
    assert "Rich" not in page
    assert "Plain" in page
    assert client.post(reverse("segments:edit", args=[rich.pk]), FORM).status_code == 404
    asking = {**FORM, "c.0:field": "customer.spent", "c.0:is": "at_least", "c.0:value": "100"}
    assert (
        "Your role does not see this field." in client.post(reverse("segments:add"), asking).content.decode()
    )
