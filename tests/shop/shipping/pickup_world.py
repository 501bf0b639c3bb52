"""Pick-up points and methods with days, for tests."""

from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone
from tests.shop.factories import CountryFactory
from tests.shop.stock.factories import WarehouseFactory


def zone(*countries, name="Home"):
    """A zone of these countries (default: Germany)."""
    for code in countries or ("DE",):
        CountryFactory(iso_3166_1_a2=code, iso_3166_1_a3=f"{code}X", printable_name=code, name=code)
    made = DeliveryZone.objects.create(name=name)
    made.countries.set(countries or ("DE",))
    return made


def shipped(code="parcel", *, where=None, price="6.00", working_days=2, rate=None, **kwargs):
    """A method that sends, with a price to a zone."""
    option = DeliveryOption.objects.create(code=code, name_en=code.capitalize(), **kwargs)
    DeliveryRate.objects.create(
        option=option, zone=where or zone(), price=price, working_days=working_days, **(rate or {})
    )
    return option


def picked_up(code="pickup", **kwargs):
    """A method by which buyers come."""
    return DeliveryOption.objects.create(
        code=code, name_en="Pickup", kind=DeliveryOption.Kind.PICKUP, **kwargs
    )


def point(code="shop", **kwargs):
    """A warehouse where buyers come, in Germany."""
    facts = {"country": "DE", "is_pickup": True, "line1": "Markt 1", "postcode": "04109", "city": "Leipzig"}
    return WarehouseFactory(code=code, **{**facts, "opening_hours_en": "Mon-Fri 10-18", **kwargs})
