"""Three years of regular customers on paper: 2,000 people and 60 companies. Seeded, no database.

How they buy is stated here, so that what scores and forecasts say of them can be compared with the truth:

- A person orders at a rate of their own, drawn from a gamma distribution, and after each order stays away for
  good with a chance of their own, drawn from a beta distribution: the process that BG/NBD assumes. Before
  Christmas they order more, in August less (`SEASON`, by thinning).
- A company orders at an interval of its own, from three weeks (large) to two months (small), some days sooner
  or later; quantities grow or shrink over the years; one in six stops at some day for good.
- The shop has grown: people become known later rather than sooner. Everybody has few glazes that they like.

The same `now` gives the same people and orders; with another one only the days move.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal

from config.demo.files import BUSINESS, CATALOGUE, json_of, lines_of
from config.demo.order_plan import FOR_TRADE, IN_SETS, random_for
from shop.json_types import JsonObject

PEOPLE, COMPANIES = 2000, 60
DAYS = 3 * 365
#: The domain of their addresses: nobody receives mail there.
DOMAIN = "post.example"
# Orders a day of an eager month; the twelve months in the year's course as a part of it.
SEASON = (0.55, 0.5, 0.6, 0.6, 0.65, 0.6, 0.5, 0.4, 0.6, 0.7, 1.0, 1.0)
RATE_SHAPE, RATE_MEAN_DAYS = 1.1, 75  # orders: gamma; the usual one about every 75 days of an eager month
LEAVE_A, LEAVE_B = 0.9, 2.8
INTERVAL_DAYS = {"large": 21, "medium": 35, "small": 60}
STOPS = 1 / 6
# Every so many people have ordered from a second mailbox, with their name spelt otherwise.
TWO_MAILBOXES = 60
HAS_PHONE = 0.7

Size = Literal["small", "medium", "large"]


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where somebody lives; `tax` is the rate of their country in the shop's prices."""

    line1: str
    line4: str
    postcode: str
    country: str
    tax: Decimal


@dataclass(frozen=True, kw_only=True)
class Regular:
    """Somebody who orders; a company has a contact's name beside its own."""

    email: str
    first_name: str
    last_name: str
    language: str
    phone: str
    address: Address
    company: str = ""
    vat_id: str = ""
    size: Size = "small"


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """An order: what was bought at which price, gross. `sequence` is its number among all."""

    sequence: int
    buyer: Regular
    placed_at: datetime
    lines: tuple["Bought", ...]


@dataclass(frozen=True, kw_only=True)
class Bought:
    """A variant and how many of it."""

    sku: str
    title: str
    quantity: int
    price: Decimal


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What can be bought."""

    sku: str
    titles: dict[str, str]
    glaze: str
    category: str
    pack: int
    price: Decimal


def regular_purchases(*, now: datetime, people: int = PEOPLE, companies: int = COMPANIES) -> list[Purchase]:
    """Return all orders until yesterday, earliest first."""
    buyers = [*regular_people(people), *regular_companies(companies)]
    drafts = [
        (moment, place, buyer)
        for place, buyer in enumerate(buyers)
        for moment in (_company_moments(buyer, now=now) if buyer.company else _moments(buyer, now=now))
    ]
    drafts.sort(key=lambda draft: (draft[0], draft[1]))
    return [
        Purchase(
            sequence=sequence,
            buyer=_mailbox_of(buyer, sequence),
            placed_at=moment,
            lines=tuple(_lines(buyer, moment, now=now, sequence=sequence)),
        )
        for sequence, (moment, _place, buyer) in enumerate(drafts, start=1)
    ]


@cache
def regular_people(number: int) -> tuple[Regular, ...]:
    """Return the people, each with a name that nobody else in their town has."""
    content = _content()
    places, weights = content["places"], [place["weight"] for place in content["places"]]
    taken: set[tuple[str, ...]] = set()
    return tuple(
        _person(place, content["names"][place["names"]], index, taken)
        for index, place in enumerate(random_for("regulars").choices(places, weights, k=number))
    )


@cache
def regular_companies(number: int) -> tuple[Regular, ...]:
    """Return the companies, none of a name that another one has."""
    content, drawn = _content(), random_for("regular companies")
    names = [
        (kind["name"].format(word), country, kind["size"])
        for kind in content["companies"]["kinds"]
        for country in kind["countries"]
        for word in content["companies"]["words"].get(country, content["companies"]["words"]["DE"])
    ]
    chosen = drawn.sample(names, len(names))
    unique = {name: (country, size) for name, country, size in chosen}
    return tuple(_company(name, *unique[name], index) for index, name in enumerate(list(unique)[:number]))


def _content() -> JsonObject:
    return json_of(BUSINESS / "regulars.json")


def _person(place: JsonObject, names: JsonObject, index: int, taken: set[tuple[str, ...]]) -> Regular:
    drawn = random_for(f"regular {index}")
    while True:
        town, postcode, streets = drawn.choice(place["towns"])
        first, last = drawn.choice(names["first"]), drawn.choice(names["last"])
        if (first, last, town) not in taken:
            break
    taken.add((first, last, town))
    return Regular(
        email=f"{_mailbox(first, last, index)}@{DOMAIN}",
        first_name=first,
        last_name=last,
        language=place["language"],
        phone=_phone(place["phone"], index) if drawn.random() < HAS_PHONE else "",
        address=_address(place, town, postcode, drawn.choice(streets), drawn),
    )


def _company(name: str, country: str, size: Size, index: int) -> Regular:
    content, drawn = _content(), random_for(f"company {name}")
    place = next(place for place in content["places"] if place["country"] == country)
    town, postcode, streets = drawn.choice(place["towns"])
    names = content["names"][place["names"]]
    return Regular(
        email=f"orders-{index + 1}@{DOMAIN}",
        first_name=drawn.choice(names["first"]),
        last_name=drawn.choice(names["last"]),
        language=place["language"],
        phone="",
        address=_address(place, town, postcode, drawn.choice(streets), drawn),
        company=name,
        vat_id=f"{country}{700_000_000 + index}" if Decimal(place["tax"]) else "",
        size=size,
    )


def _address(place: JsonObject, town: str, postcode: str, street: str, drawn: random.Random) -> Address:
    number = drawn.randint(1, 88)
    chinese = place["language"] != "en"
    return Address(
        line1=f"{street}{number}號" if chinese else f"{street} {number}",
        line4=town,
        postcode=postcode.format(drawn.randint(10, 99) if "2d" in postcode else drawn.randint(1, 9)),
        country=place["country"],
        tax=Decimal(place["tax"]),
    )


def _mailbox(first: str, last: str, index: int) -> str:
    """Write a name as a mailbox: Chinese ones by their number."""
    name = f"{first}.{last}".lower().replace(" ", "-")
    return f"{name}{index}" if name.isascii() else f"customer{index}"


def _phone(ranges: str, index: int) -> str:
    """Take a number from the ranges that regulators keep for plays and films; "" when they are used up."""
    numbers = [(form, 100 if "02d" in form else 1000) for form in ranges.split("|") if form]
    for form, size in numbers:
        if index < size:
            return form.format(index)
        index -= size
    return ""


def _moments(buyer: Regular, *, now: datetime) -> Iterator[datetime]:
    """Draw a person's orders: the first day, then BG/NBD with a season."""
    drawn = random_for(f"orders of {buyer.email}")
    begin = now - timedelta(days=DAYS)
    day = DAYS * drawn.random() ** 0.8
    rate = drawn.gammavariate(RATE_SHAPE, 1 / (RATE_SHAPE * RATE_MEAN_DAYS))
    leaves = drawn.betavariate(LEAVE_A, LEAVE_B)
    while day < DAYS - 1:
        yield _by_daylight(begin + timedelta(days=day), drawn)
        if drawn.random() < leaves:
            return
        day += drawn.expovariate(rate)
        while day < DAYS and drawn.random() > SEASON[(begin + timedelta(days=day)).month - 1]:
            day += drawn.expovariate(rate)


def _company_moments(buyer: Regular, *, now: datetime) -> Iterator[datetime]:
    """Draw a company's orders: an interval of its own, until it stops if it does."""
    drawn = random_for(f"orders of {buyer.email}")
    begin = now - timedelta(days=DAYS)
    interval = INTERVAL_DAYS[buyer.size] * drawn.uniform(0.75, 1.4)
    day = DAYS * drawn.random() * 0.6
    end = drawn.uniform(day, DAYS) if drawn.random() < STOPS else DAYS
    while day < min(end, DAYS - 1):
        yield _by_daylight(begin + timedelta(days=day), drawn)
        day += max(3, interval * drawn.gauss(1, 0.22))


def _by_daylight(moment: datetime, drawn: random.Random) -> datetime:
    return moment.replace(hour=drawn.randint(7, 21), minute=drawn.randint(0, 59), second=0, microsecond=0)


def _mailbox_of(buyer: Regular, sequence: int) -> Regular:
    """Have some order now and then from another mailbox, their name spelt otherwise, at the same address."""
    drawn = random_for(f"mailbox of {buyer.email}")
    if buyer.company or drawn.random() > 1 / TWO_MAILBOXES or sequence % 2:
        return buyer
    first, last = buyer.first_name, buyer.last_name
    if first.isascii() and drawn.random() < 0.5:  # noqa: PLR2004 - half of them
        first = f"{first[0]}."
    else:
        first, last = last, first
    return Regular(
        email=f"again-{buyer.email}",
        first_name=first,
        last_name=last,
        language=buyer.language,
        phone=buyer.phone,
        address=buyer.address,
    )


def _lines(buyer: Regular, moment: datetime, *, now: datetime, sequence: int) -> Iterator[Bought]:
    """Choose pieces of the glazes that somebody likes; companies by the pack, with a trend."""
    drawn, liked = random_for(f"order {sequence}"), _liked(buyer)
    years = (now - moment).days / 365
    number = drawn.choice([2, 3, 3, 4, 5]) if buyer.company else drawn.choice([1, 1, 2, 2, 3])
    for variant in drawn.sample(liked, min(number, len(liked))):
        if buyer.company:
            trend = random_for(f"trend of {buyer.email}").uniform(-0.25, 0.35)
            packs = {"small": 1, "medium": 2, "large": 4}[buyer.size] * (1 - trend * years / 2)
            quantity = max(1, round(packs * drawn.choice([1, 1, 2]))) * max(variant.pack, 2)
        else:
            quantity = drawn.choice([2, 2, 4, 6]) if variant.category in IN_SETS else 1
        yield Bought(
            sku=variant.sku,
            title=variant.titles.get(buyer.language, variant.titles["en"]),
            quantity=quantity,
            price=variant.price,
        )


@cache
def _liked(buyer: Regular) -> Sequence[Variant]:
    drawn = random_for(f"taste of {buyer.email}")
    sold = [one for one in variants() if not buyer.company or one.category in FOR_TRADE]
    glazes = drawn.sample(sorted({one.glaze for one in sold}), 3)
    return [one for one in sold if one.glaze in glazes]


@cache
def variants() -> Sequence[Variant]:
    """Read what the catalogue sells, in its order."""
    return [
        Variant(
            sku=variant["sku"],
            titles=row["title"],
            glaze=variant["glaze"],
            category=row["categories"][0],
            pack=row["pack"],
            price=Decimal(variant["price"]),
        )
        for row in lines_of(CATALOGUE / "products.jsonl")
        for variant in row["variants"]
        if row["published"] and variant["published"]
    ]
