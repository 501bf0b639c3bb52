"""Contact points, tags, households; what a merge and its undo do with them; letting go of them."""

import pytest
from allauth.account.models import EmailAddress

from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import CustomerIdentifier
from crm_core.customers.services import add_identifiers, attach_order
from crm_core.profile.export import profile_record
from crm_core.profile.models import (
    ContactPoint,
    CustomerAddress,
    CustomerTag,
    Employment,
    Household,
    ProfileChange,
    Tag,
)
from crm_core.profile.queries import addresses_of, household_of, tags_of
from crm_core.profile.services import (
    merge_tags,
    set_household,
    set_preferred_channel,
    set_tags,
    take_known_points,
)
from crm_core.profile.values import digest_of_address, tag_names
from crm_core.timeline.models import TimelineEntry
from tests.crm_core.erasing import erase_addresses
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


def points(customer):
    return sorted(customer.contact_points.values_list("kind", "value"))


def tags(customer):
    return [tag.name for tag in tags_of([customer.pk]).get(customer.pk, [])]


def address(customer, line1="Weg 1", **facts):
    parts = [line1, "", facts.get("postcode", "10115"), facts.get("city", "Berlin"), ""]
    return CustomerAddress.objects.create(
        customer=customer, line1=line1, postcode=parts[2], city=parts[3], digest=digest_of_address(parts)
    )


def test_identifiers_are_contact_points_once():
    mara = CustomerFactory(email="mara@lindt.example")
    add_identifiers(mara, phone="+49 30 1234567")

    assert (take_known_points([mara.pk]), take_known_points([mara.pk])) == (2, 0)
    assert points(mara) == [("email", "mara@lindt.example"), ("phone", "+49301234567")]


def test_an_address_that_an_account_confirmed_is_verified():
    mara, user = CustomerFactory(email="mara@lindt.example"), UserFactory()
    CustomerIdentifier.objects.create(customer=mara, kind="user", value=str(user.pk))
    EmailAddress.objects.create(user=user, email="Mara@lindt.example", verified=True)

    take_known_points([mara.pk])

    assert ContactPoint.objects.get().verified_at is not None


def test_tags_are_made_on_the_fly_in_one_spelling():
    mara, paul = CustomerFactory(), CustomerFactory()

    set_tags(mara, tag_names("VIP, Café，批发"), by=None)
    set_tags(paul, tag_names("vip,cafe"), by=None)

    assert (tags(mara), tags(paul)) == (["Café", "VIP", "批发"], ["Café", "VIP"])
    assert Tag.objects.count() == 3


def test_a_change_of_tags_stands_on_the_timeline(django_capture_on_commit_callbacks):
    mara = CustomerFactory()

    with django_capture_on_commit_callbacks(execute=True):
        set_tags(mara, ["VIP"], by=UserFactory(first_name="Ann", last_name="Lee"))
    set_tags(mara, ["VIP"], by=None)

    assert ProfileChange.objects.get().changes == [{"field": "tags", "old": "", "new": "VIP"}]
    assert list(TimelineEntry.objects.values_list("kind", "data")) == [
        ("profile.changed", {"fields": ["tags"], "by": "Ann Lee", "via": ""})
    ]


def test_merged_tags_are_borne_once():
    mara, paul = CustomerFactory(), CustomerFactory()
    set_tags(mara, ["VIP", "V.I.P."], by=None)
    set_tags(paul, ["V.I.P."], by=None)
    vip, other = Tag.objects.get(name="VIP"), Tag.objects.get(name="V.I.P.")

    assert merge_tags([vip, other], into=vip) == 1
    assert (tags(mara), tags(paul), Tag.objects.count()) == (["VIP"], ["VIP"], 1)


def test_a_household_needs_two():
    mara, paul, ida = CustomerFactory(name="Mara"), CustomerFactory(name="Paul"), CustomerFactory(name="Ida")

    home = set_household(mara, "Lindt", [paul, ida], by=None)
    assert household_of(ida).household == home

    set_household(mara, "", [], by=None)
    assert (household_of(mara), household_of(ida).household) == (None, home)
    set_household(ida, "", [], by=None)
    assert Household.objects.count() == 0


def test_merge_and_undo_restore_both_profiles_exactly():
    mara, twin = CustomerFactory(email="a@x.example"), CustomerFactory(email="b@x.example")
    take_known_points([mara.pk, twin.pk])
    set_tags(mara, ["VIP"], by=None)
    set_tags(twin, ["VIP", "New"], by=None)
    set_preferred_channel(mara, "phone", by=None)
    set_preferred_channel(twin, "email", by=None)
    firm = CustomerFactory(kind="company")
    for person in (mara, twin):
        Employment.objects.create(person=person, company=firm, role="buyer")
        address(person)
    address(twin, "Gasse 2")
    before = [profile_record(mara), profile_record(twin)]

    merge = merge_customers(mara, twin, by=None)
    assert points(mara) == [("email", "a@x.example"), ("email", "b@x.example")]
    assert (tags(mara), mara.contact_preference.channel) == (["New", "VIP"], "phone")
    assert (mara.addresses.count(), mara.employments.count()) == (2, 1)
    add_identifiers(mara, email="c@x.example")
    take_known_points([mara.pk])

    unmerge_customers(merge, by=None)
    after = [profile_record(mara), profile_record(twin)]
    new = after[0]["contact_points"].pop()
    assert (after, new["value"]) == (before, "c@x.example")


def test_a_point_that_came_with_a_merged_records_key_is_theirs():
    mara, twin = CustomerFactory(email="a@x.example"), CustomerFactory(email="b@x.example")
    merge = merge_customers(mara, twin, by=None)
    take_known_points([mara.pk])

    unmerge_customers(merge, by=None)

    assert (points(mara), points(twin)) == ([("email", "a@x.example")], [("email", "b@x.example")])


def test_a_place_stands_once_whatever_its_spelling():
    assert digest_of_address(["Hauptstraße 5", "", "10 115", "BERLIN", "DE"]) == digest_of_address(
        ["Hauptstr. 5", "", "10115", "Berlin", "de"]
    )
    assert digest_of_address(["", "", "", "", "DE"]) == ""


def test_addresses_of_orders_are_told_with_the_kept_ones_not_twice():
    order = OrderFactory(guest_email="mara@lindt.example")
    mara = attach_order(order)
    to = order.shipping_address or order.billing_address
    CustomerAddress.objects.create(
        customer=mara,
        line1=to.line1.upper(),
        postcode=to.postcode,
        city=to.line4,
        country=to.country,
        digest=digest_of_address(
            [to.line1, f"{to.line2} {to.line3}".strip(), to.postcode, to.line4, to.country_id]
        ),
    )

    places = addresses_of(mara, with_orders=True)
    assert (places[0].is_kept, places[0].orders) == (True, 1)
    assert [place.is_kept for place in addresses_of(mara, with_orders=False)] == [True]


def test_a_profile_goes_with_who_is_forgotten():
    mara = CustomerFactory(email="mara@lindt.example")
    take_known_points([mara.pk])
    set_tags(mara, ["VIP"], by=None)
    address(mara)
    Employment.objects.create(person=mara, company=CustomerFactory(kind="company"))

    erase_addresses("mara@lindt.example")

    left = [
        model.objects.count()
        for model in (ContactPoint, CustomerTag, CustomerAddress, Employment, ProfileChange)
    ]
    assert left == [0, 0, 0, 0, 0]
