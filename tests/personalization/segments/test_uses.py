"""What segments are used for: offers, rules, the list and the page of customers, changes of all."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from personalization.segments.bulk import pick_all
from personalization.segments.membership import recompute
from personalization.segments.models import Segment, SegmentMembership, SegmentPick
from personalization.segments.queries import segments_of_request
from personalization.segments.rules import read_rule
from personalization.segments.services import pick, recompute_touched, save_segment, set_active, touch
from shop.offer.customer_groups import group_choices, groups_of
from tests.crm_core.automation.rules import rule, states, work
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
COMPANIES = {"all": [{"field": "customer.kind", "is": "one_of", "value": ["company"]}]}


def manual(*customers, name="Friends"):
    some = save_segment(None, read_rule({}), words={"name_en": name}, kind="manual", by=None)
    recompute(some.pk)
    pick(some, [customer.pk for customer in customers], SegmentPick.Choice.IN, by=None)
    return some


def test_an_offer_may_be_for_a_segment(django_assert_num_queries):
    user, other = UserFactory(), UserFactory()
    some = manual(identify(user=user))
    keys = {f"segment:{some.pk}"}

    assert dict(dict(group_choices())["Segments"]) == {f"segment:{some.pk}": "Friends"}
    with django_assert_num_queries(1):
        assert groups_of(user, keys) == keys
    assert groups_of(other, keys) == set()
    set_active(some, is_active=False)
    assert groups_of(user, keys) == set()


def test_a_page_asks_once_for_the_segments_of_who_is_logged_in(rf, django_assert_num_queries):
    user = UserFactory()
    some = manual(identify(user=user))
    request = rf.get("/")
    request.user = user

    with django_assert_num_queries(1):
        assert segments_of_request(request) == segments_of_request(request) == {some.pk}


def test_the_customer_list_shows_members_and_the_page_tells_since_when(client, site):
    inside = CustomerFactory(name="Inside")
    CustomerFactory(name="Outside")
    some = manual(inside)
    client.force_login(staff_with("customers.view_customer", "segments.view_segment"))

    page = client.get(f"{reverse('customers:index')}?segment={some.pk}").content.decode()
    assert "Inside" in page
    assert "Outside" not in page
    shown = client.get(reverse("customers:inspect", args=[inside.pk])).content.decode()
    assert "Friends" in shown
    assert "since " in shown


def test_without_the_right_neither_list_nor_page_tells_of_segments(client, site):
    inside = CustomerFactory(name="Inside")
    manual(inside)
    client.force_login(staff_with("customers.view_customer"))

    assert "Friends" not in client.get(reverse("customers:index")).content.decode()
    assert "Friends" not in client.get(reverse("customers:inspect", args=[inside.pk])).content.decode()


def test_all_that_the_list_shows_are_put_into_a_segment(django_capture_on_commit_callbacks):
    some, customers = manual(), [CustomerFactory(), CustomerFactory()]

    with django_capture_on_commit_callbacks(execute=True):
        assert pick_all(customers, None, {"segment": some, "choice": "in"}) == 2
    assert pick_all(customers, None, {"segment": some, "choice": "in"}) == 0

    held = SegmentMembership.objects.filter(segment=some, left_at=None)
    assert set(held.values_list("customer_id", flat=True)) == {customer.pk for customer in customers}


def test_a_rule_starts_when_somebody_enters_and_asks_who_is_in():
    customer = CustomerFactory(kind="person")
    some = save_segment(None, read_rule(COMPANIES), words={"name_en": "Companies"}, by=None)
    recompute(some.pk)
    this = {"field": "event.segment_id", "is": "one_of", "value": [str(some.pk)]}
    inside = {"field": "customer.segments", "is": "has_any", "value": [str(some.pk)]}
    rule(trigger=("event", "SegmentEntered"), conditions={"all": [this, inside]})
    rule(trigger=("event", "SegmentLeft"), conditions={"all": [this, inside]}, name="Never")

    Customer.objects.filter(pk=customer.pk).update(kind="company")
    touch([customer.pk], "profile")
    recompute_touched()
    work()
    assert states() == ["done"]

    Customer.objects.filter(pk=customer.pk).update(kind="person")
    touch([customer.pk], "profile")
    recompute_touched()
    work()
    assert states() == ["done"]


def test_segments_are_installed_and_filled_by_hand(capsys):
    CustomerFactory(kind="company")

    call_command("install_segments")
    call_command("install_segments")

    assert capsys.readouterr().out.splitlines() == ["8 new segments.", "0 new segments."]
    assert Segment.objects.filter(is_filled=True).count() == 8
