"""Entries in the locator."""

import factory

from partners.locator.models import PartnerListing
from shop.countries import Country
from tests.partners.factories import PartnerAccountFactory


def country(code="DE"):
    found, _new = Country.objects.get_or_create(
        iso_3166_1_a2=code, defaults={"printable_name": code, "is_shipping_country": True}
    )
    return found


class ListingFactory(factory.django.DjangoModelFactory):
    """A version that waits."""

    account = factory.SubFactory(PartnerAccountFactory)
    headline = "Tableware for hotels"
    about = "We set tables."
    postcode = "20457"
    place = "Hamburg"
    country = factory.LazyFunction(country)

    class Meta:
        model = PartnerListing
