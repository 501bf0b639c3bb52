"""What the delivery methods ask for a parcel, for carriers that have no prices of their own."""

from collections.abc import Sequence

from shop.carriers.interface import Parcel, Rate
from shop.carriers.models import CarrierService
from shop.carriers.own_labels import PRICE_LISTS
from shop.configuration.queries import shop_currency
from shop.shipping.table import STORED_DELIVERY


def method_rates(carrier: str, services: Sequence[str], parcel: Parcel) -> list[Rate]:
    """Return the prices of the methods that are offered with services of a carrier (by code), free ones too.

    One query. Methods whose prices the carrier itself tells are left out.
    """
    known = CarrierService.objects.filter(carrier__code=carrier, code__in=services)
    codes = dict(known.values_list("pk", "code"))
    rates = []
    for choice in STORED_DELIVERY.get():
        terms = choice.terms.get(parcel.recipient.country)
        code = codes.get(choice.service or 0)
        if code is None or terms is None or terms.asks_carrier or not choice.is_enabled:
            continue
        price = terms.price_of(weight=parcel.weight, value=parcel.value, postcode=parcel.recipient.postcode)
        if price is not None:
            is_free = terms.free_from is not None and parcel.value >= terms.free_from
            rates.append(
                Rate(
                    service=code,
                    price=price * 0 if is_free else price,
                    currency=shop_currency(),
                    working_days=terms.working_days,
                )
            )
    return rates


def install() -> None:
    """Let the carriers with labels of our own answer with these; may run twice."""
    if method_rates not in PRICE_LISTS:
        PRICE_LISTS.append(method_rates)
