"""The delivery methods with their prices, kept in memory: a page never costs a query for them.

Staff enter them in the back office. While they have entered none, the settings' KILN_DELIVERY holds.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _

from shop.carriers.rates import FlatRate, RateCalculator, TableRate, TableRow, WeightRate
from shop.configuration.memory import Memory
from shop.json_types import JsonObject
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryTableRow, DeliveryZoneCountry

#: Words of the methods that the settings may name.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "standard": (_("Standard delivery"), _("By parcel post, well packed.")),
    "express": (_("Express delivery"), _("By courier, the quickest way.")),
}


@dataclass(frozen=True, kw_only=True)
class DeliveryTerms:
    """What a method costs to a country, tax within, and how many working days it takes.

    Goods worth `free_from` or more travel free; None: never. `rate` tells the price where it depends on
    weight, postcode or value; `price` is then where it begins. With `asks_carrier` the carrier tells it.
    """

    price: Decimal
    free_from: Decimal | None
    working_days: int
    rate: RateCalculator | None = None
    asks_carrier: bool = False

    def price_of(self, *, weight: int, value: Decimal, postcode: str | None) -> Decimal | None:
        """Return the price of goods of this weight (grams) and gross value; None: not sent there."""
        if self.rate is None:
            return self.price
        return self.rate.price(weight=weight, value=value, postcode=postcode)


@dataclass(frozen=True, kw_only=True)
class DayTerms:
    """That buyers choose the day: of the next `shown` on these ISO weekdays, `capacity` a day (None: any)."""

    option: int
    shown: int
    weekdays: frozenset[int]
    capacity: int | None


@dataclass(frozen=True, kw_only=True)
class DeliveryChoice:
    """A method: its words by language, its terms by country."""

    code: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    is_enabled: bool = True
    terms: Mapping[str, DeliveryTerms] = field(default_factory=dict)
    is_pickup: bool = False
    pickup_price: Decimal = Decimal(0)
    service: int | None = None
    days: DayTerms | None = None

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
    """Read all methods with their rates, in the order shown: four queries, one where there are none."""
    options = list(DeliveryOption.objects.all())
    if not options:
        return ()
    countries: dict[int, list[str]] = {}
    for zone, country in DeliveryZoneCountry.objects.values_list("zone", "country"):
        countries.setdefault(zone, []).append(country)
    pricing = {option.pk: option.pricing for option in options}
    tables = _read_tables()
    terms: dict[int, dict[str, DeliveryTerms]] = {}
    for rate in DeliveryRate.objects.all():
        found = _terms_of_rate(rate, pricing[rate.option_id], tables.get((rate.option_id, rate.zone_id), ()))
        terms.setdefault(rate.option_id, {}).update(dict.fromkeys(countries.get(rate.zone_id, ()), found))
    return tuple(_choice(option, terms.get(option.pk, {})) for option in options)


def _choice(option: DeliveryOption, terms: Mapping[str, DeliveryTerms]) -> DeliveryChoice:
    days = DayTerms(
        option=option.pk,
        shown=option.days_shown,
        weekdays=frozenset(int(day) for day in option.delivery_weekdays),
        capacity=option.daily_capacity,
    )
    return DeliveryChoice(
        code=option.code,
        names=_words(option, "name"),
        descriptions=_words(option, "description"),
        is_enabled=option.is_enabled,
        terms=terms,
        is_pickup=option.kind == DeliveryOption.Kind.PICKUP,
        pickup_price=option.pickup_price,
        service=option.service_id,
        days=days if option.offers_days and option.kind == DeliveryOption.Kind.SHIP else None,
    )


def _read_tables() -> dict[tuple[int, int], list[TableRow]]:
    """Read the rows of all price tables, by method and zone."""
    tables: dict[tuple[int, int], list[TableRow]] = {}
    for row in DeliveryTableRow.objects.order_by("pk"):
        tables.setdefault((row.option_id, row.zone_id), []).append(
            TableRow(
                amount=row.price,
                postcodes=row.postcodes,
                weight_up_to=row.weight_up_to,
                value_from=row.value_from,
            )
        )
    return tables


def _terms_of_rate(rate: DeliveryRate, pricing: str, rows: Sequence[TableRow]) -> DeliveryTerms:
    """Return what a method costs to one zone, by whatever its prices go."""
    kinds = DeliveryOption.Pricing
    calculator: RateCalculator | None = None
    price = rate.price
    if pricing == kinds.WEIGHT:
        calculator = WeightRate(
            base=rate.price, per_kilo=rate.price_per_kg or Decimal(0), max_weight=rate.max_weight
        )
    elif pricing == kinds.TABLE:
        calculator = TableRate(rows=rows, max_weight=rate.max_weight)
        price = min((row.amount for row in rows), default=rate.price)
    elif rate.max_weight is not None:
        calculator = FlatRate(amount=rate.price, max_weight=rate.max_weight)
    return DeliveryTerms(
        price=price,
        free_from=rate.free_from,
        working_days=rate.working_days,
        rate=calculator,
        asks_carrier=pricing == kinds.CARRIER,
    )


def _words(option: DeliveryOption, name: str) -> dict[str, str]:
    return {
        code: getattr(option, f"{name}_{code.replace('-', '_')}") or "" for code, _label in settings.LANGUAGES
    }


STORED_DELIVERY: Memory[tuple[DeliveryChoice, ...]] = Memory("delivery", _read)


def delivery_codes() -> list[str]:
    """Return the codes of the methods that are offered and send parcels, in the order shown."""
    stored = STORED_DELIVERY.get()
    if stored:
        return [choice.code for choice in stored if choice.is_enabled and not choice.is_pickup]
    return list(settings.KILN_DELIVERY)


def pickup_codes() -> list[str]:
    """Return the codes of the methods that are offered by which buyers come, in the order shown."""
    return [choice.code for choice in STORED_DELIVERY.get() if choice.is_enabled and choice.is_pickup]


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
    zones: Mapping[str, Collection[str]] = settings.KILN_DELIVERY_ZONES
    return next((name for name, countries in zones.items() if country in countries), "")


def _terms_of_settings(code: str, country: str) -> DeliveryTerms | None:
    """Read KILN_DELIVERY: a method's entry with what its zone has otherwise; a zone of None: not there."""
    methods: JsonObject = settings.KILN_DELIVERY
    method: JsonObject | None = methods.get(code)
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
