"""The delivery methods with their prices, kept in memory: a page never costs a query for them.

Staff enter them in the back office. While they have entered none, the settings' KILN_DELIVERY holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from shop.configuration.memory import Memory
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZoneCountry

#: Words of the methods that the settings may name.
WORDS: dict[str, tuple[Any, Any]] = {
    "standard": (_("Standard delivery"), _("By parcel post, well packed.")),
    "express": (_("Express delivery"), _("By courier, the quickest way.")),
}


@dataclass(frozen=True, kw_only=True)
class DeliveryTerms:
    """What a method costs to a country, tax within, and how many working days it takes.

    Goods worth `free_from` or more travel free; None: never.
    """

    price: Decimal
    free_from: Decimal | None
    working_days: int


@dataclass(frozen=True, kw_only=True)
class DeliveryChoice:
    """A method: its words by language, its terms by country."""

    code: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    is_enabled: bool = True
    terms: Mapping[str, DeliveryTerms] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the reader's language, else in that of the shop."""
        return _in_language(self.names)

    @property
    def description(self) -> str:
        """What stands below its name."""
        return _in_language(self.descriptions)


def _in_language(words: Mapping[str, str]) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    fallback: dict[str, tuple[str, ...]] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    order = (language, *fallback.get(language, ()), settings.LANGUAGE_CODE)
    return next((words[code] for code in order if words.get(code)), "")


def _read() -> tuple[DeliveryChoice, ...]:
    """Read all methods with their rates, in the order shown: three queries, one where there are none."""
    options = list(DeliveryOption.objects.all())
    if not options:
        return ()
    countries: dict[int, list[str]] = {}
    for zone, country in DeliveryZoneCountry.objects.values_list("zone", "country"):
        countries.setdefault(zone, []).append(country)
    terms: dict[int, dict[str, DeliveryTerms]] = {}
    for rate in DeliveryRate.objects.all():
        found = DeliveryTerms(price=rate.price, free_from=rate.free_from, working_days=rate.working_days)
        terms.setdefault(rate.option_id, {}).update(dict.fromkeys(countries.get(rate.zone_id, ()), found))
    return tuple(
        DeliveryChoice(
            code=option.code,
            names=_words(option, "name"),
            descriptions=_words(option, "description"),
            is_enabled=option.is_enabled,
            terms=terms.get(option.pk, {}),
        )
        for option in options
    )


def _words(option: DeliveryOption, name: str) -> dict[str, str]:
    return {
        code: getattr(option, f"{name}_{code.replace('-', '_')}") or "" for code, _label in settings.LANGUAGES
    }


STORED_DELIVERY: Memory[tuple[DeliveryChoice, ...]] = Memory("delivery", _read)


def delivery_codes() -> list[str]:
    """Return the codes of the methods that are offered, in the order shown."""
    stored = STORED_DELIVERY.get()
    if stored:
        return [choice.code for choice in stored if choice.is_enabled]
    return list(settings.KILN_DELIVERY)


def stored_choice(code: str) -> DeliveryChoice | None:
    """Return a method that staff entered, offered or not."""
    return next((choice for choice in STORED_DELIVERY.get() if choice.code == code), None)


def delivery_words(code: str) -> tuple[Any, Any]:
    """Return name and description of a method in the reader's language; its code where nothing is known."""
    choice = stored_choice(code)
    return (choice.name, choice.description) if choice else WORDS.get(code, (code, ""))


def delivery_terms(code: str, country: str) -> DeliveryTerms | None:
    """Return what a method costs to a country; None where it does not go there or is not offered."""
    stored = STORED_DELIVERY.get()
    if not stored:
        return _terms_of_settings(code, country)
    choice = stored_choice(code)
    return choice.terms.get(country) if choice and choice.is_enabled else None


def delivery_name(code: str, *, written: str) -> str:
    """Name an order's delivery in the reader's language, unless the method was renamed since.

    `written` is the name under which the order was placed.
    """
    choice = stored_choice(code)
    if choice:
        return choice.name if written in choice.names.values() else written
    return str(WORDS[code][0]) if code in WORDS else written


def zone_of(country: str) -> str:
    """Return the zone of KILN_DELIVERY_ZONES that a country lies in; empty: the shop's own."""
    zones: Any = settings.KILN_DELIVERY_ZONES
    return next((name for name, countries in zones.items() if country in countries), "")


def _terms_of_settings(code: str, country: str) -> DeliveryTerms | None:
    """Read KILN_DELIVERY: a method's entry with what its zone has otherwise; a zone of None: not there."""
    method: Any = settings.KILN_DELIVERY.get(code)
    own = {} if method is None else method.get("zones", {}).get(zone_of(country), {})
    if method is None or own is None:
        return None
    found = {**method, **own}
    free_from = found.get("free_from")
    return DeliveryTerms(
        price=Decimal(found["price"]),
        free_from=None if free_from is None else Decimal(free_from),
        working_days=found["working_days"],
    )
