"""What `manage.py check` says about the amounts in the settings."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from shop.json_types import JsonObject
from shop.money import currency_problem, is_payable


@register()
def check_amounts(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Find a currency that cannot be used, and prices of delivery that the currency cannot pay."""
    currency = settings.OSCAR_DEFAULT_CURRENCY
    if problem := currency_problem(currency):
        return [Error(problem, hint="Set KILN_CURRENCY to another currency.", id="kiln.E001")]
    return [
        Error(
            f"KILN_DELIVERY: {where} is {amount!r}, which {currency} cannot pay.",
            hint="Amounts end in the smallest unit of the currency: cents of a euro, whole yen.",
            id="kiln.E002",
        )
        for where, amount in _amounts()
        if not _can_pay(amount, currency)
    ]


def _amounts() -> Iterator[tuple[str, str]]:
    """Yield the amounts of every way of delivery, at home and by zone, each with its place."""
    delivery: JsonObject = settings.KILN_DELIVERY
    for code, method in delivery.items():
        zones = {f"{code}, {zone}": terms for zone, terms in method.get("zones", {}).items() if terms}
        for place, terms in {code: method, **zones}.items():
            for name in ("price", "free_from"):
                if terms.get(name) is not None:
                    yield f"{name} of {place}", terms[name]


def _can_pay(amount: str, currency: str) -> bool:
    try:
        return Decimal(amount) >= 0 and is_payable(Decimal(amount), currency)
    except InvalidOperation:
        return False
