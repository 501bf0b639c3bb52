"""The price of a delivery as its carrier says, asked by its plug-in and remembered for a while."""

import hashlib
import logging
from decimal import Decimal
from typing import Protocol

from django.core.cache import cache

from shop.breakers import ProviderUnavailableError, call_provider
from shop.carriers.interface import Address, CarrierError, Parcel
from shop.carriers.models import CarrierService
from shop.carriers.registry import carrier_of
from shop.configuration.queries import shop_currency
from shop.shipping.table import stored_choice

logger = logging.getLogger(__name__)
SECONDS, PATIENCE = 900, 3.0
NOTHING = "none"


class Sent(Protocol):
    """What a price is asked for."""

    code: str
    country: str
    postcode: str | None


def carrier_price(method: Sent, *, weight: int, value: Decimal) -> Decimal | None:
    """Return what the method's carrier asks for one parcel; None where it does not go, or does not answer.

    An answer holds for 15 minutes, so that the review and the order have the price that was shown. A
    carrier that is silent is left alone for a while (`shop.breakers`); its methods are not offered then.
    """
    choice = stored_choice(method.code)
    if choice is None or choice.service is None:
        return None
    asked = (choice.service, method.country, method.postcode or "", weight, str(value), shop_currency())
    key = "carrier-price:" + hashlib.sha256(repr(asked).encode()).hexdigest()
    known = cache.get(key)
    if known is None:
        known = _ask(choice.service, method, weight=weight, value=value)
        cache.set(key, known, SECONDS if known != NOTHING else SECONDS // 15)
    return None if known == NOTHING else Decimal(known)


def _ask(service_id: int, method: Sent, *, weight: int, value: Decimal) -> str:
    service = CarrierService.objects.select_related("carrier").filter(pk=service_id).first()
    if service is None or not service.carrier.is_enabled:
        return NOTHING
    parcel = Parcel(
        recipient=Address(country=method.country, postcode=method.postcode or ""),
        weight=weight,
        value=value,
        currency=shop_currency(),
        service=service.code,
    )
    account = service.carrier
    try:
        carrier = carrier_of(account)
        rates = call_provider(
            f"carrier-{account.code}",
            lambda _seconds: carrier.rates(parcel),
            patience=PATIENCE,
            answers=(CarrierError,),
        )
    except (CarrierError, ProviderUnavailableError) as error:
        logger.warning("%s names no price: %s", account.name, error)
        return NOTHING
    prices = [
        rate.price for rate in rates if rate.service == service.code and rate.currency == shop_currency()
    ]
    return str(min(prices)) if prices else NOTHING
