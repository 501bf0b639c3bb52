"""Who is found: published, of active partners, by place, specialty, tier and stock."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.locator.models import PartnerListing
from partners.locator.queries import Wanted, find, is_at_a_partner
from partners.sell_through.models import Kind
from partners.tiers.models import TierMembership
from tests.partners.locator.factories import ListingFactory, country
from tests.partners.sell_through.factories import reported
from tests.partners.tiers.factories import TierFactory
from tests.shop.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db
COUNTED = date(2026, 10, 31)


def shown(**facts):
    return ListingFactory(state=PartnerListing.State.SHOWN, **facts)


def names(**wanted):
    return [row.listing for row in find(Wanted(**wanted), today=COUNTED)]


def stocked(listing, product, pieces=5):
    sku = product.stockrecords.get().partner_sku
    reported(listing.account, f"sku,quantity\n{sku},{pieces}\n", kind=Kind.STOCK)


def test_only_published_entries_of_active_partners_are_found():
    listing = shown()
    ListingFactory()
    suspended = shown()
    PartnerAccount.objects.filter(pk=suspended.account_id).update(status="suspended")

    assert names() == [listing]


def test_found_by_place_postcode_and_country():
    hamburg = shown()
    vienna = shown(place="Wien", postcode="1010", country=country("AT"))

    assert names(text="hamb") == [hamburg]
    assert names(text="204") == [hamburg]
    assert names(text="457") == []
    assert names(country="AT") == [vienna]


def test_found_by_specialty_and_tier():
    listing, other = shown(), shown()
    category = CategoryFactory()
    listing.specialties.add(category)
    gold = TierFactory()
    moment = timezone.now()
    TierMembership.objects.create(
        account=other.account, tier=gold, since=moment, review_at=moment.date() + timedelta(days=90)
    )

    assert names(specialty=category) == [listing]
    (row,) = find(Wanted(tier=gold))
    assert (row.listing, row.tier) == (other, gold)


def test_found_by_stock_that_partners_want_to_show():
    product = ProductFactory()
    seller, hidden, empty = shown(shows_stock=True), shown(), shown(shows_stock=True)
    for listing, pieces in ((seller, 5), (hidden, 5), (empty, 0)):
        stocked(listing, product, pieces)

    assert names(product=product) == [seller]
    assert find(Wanted(product=product), today=COUNTED + timedelta(days=61)) == []


def test_number_of_queries_does_not_depend_on_partners(django_assert_num_queries):
    product = ProductFactory()
    for _each in range(3):
        listing = shown(shows_stock=True)
        listing.specialties.add(CategoryFactory())
        stocked(listing, product)

    with django_assert_num_queries(4):
        assert len(find(Wanted(product=product), today=COUNTED)) == 3


def test_product_page_asks_one_query_where_nobody_shows_stock(django_assert_num_queries):
    product = ProductFactory()

    with django_assert_num_queries(1):
        assert not is_at_a_partner(product)
