"""The orders of resellers and of consumers, as orders of the past."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from config.adventureworks.companies import Reseller
from config.adventureworks.files import Files, Row, address_of, money
from crm_core.order_history.past_orders import PastAddress, PastLine, PastOrder

PREFIX = "AW-"
Articles = Mapping[str, tuple[str, str]]


def articles_of(files: Files) -> dict[str, tuple[str, str]]:
    """Return number and name of every product row by its key: rows of one number are one article."""
    return {
        row["ProductKey"]: (row["ProductAlternateKey"], row["EnglishProductName"])
        for row in files.rows("DimProduct")
    }


def resellers_orders(
    files: Files, resellers: Mapping[str, Reseller], articles: Articles, countries: frozenset[str]
) -> Iterator[PastOrder]:
    """Read the orders of companies, with their own order numbers."""
    for number, rows in _orders(files, "FactResellerSales"):
        first = rows[0]
        buyer = resellers[first["ResellerKey"]]
        name = buyer.company.name
        yield PastOrder(
            number=f"{PREFIX}{number}",
            placed_at=files.noon(first["OrderDate"]),
            email=buyer.email,
            name=f"{name}, purchasing",
            lines=_lines(rows, articles),
            address=_address("", name, buyer.row, buyer.place, countries),
            company=buyer.company,
            po_number=first["CustomerPONumber"],
            language="en",
        )


def consumers_orders(files: Files, articles: Articles, countries: frozenset[str]) -> Iterator[PastOrder]:
    """Read the orders of people."""
    people = files.by_key("DimCustomer", "CustomerKey")
    places = files.by_key("DimGeography", "GeographyKey")
    for number, rows in _orders(files, "FactInternetSales"):
        person = people[rows[0]["CustomerKey"]]
        given, family = person["FirstName"], person["LastName"]
        yield PastOrder(
            number=f"{PREFIX}{number}",
            placed_at=files.noon(rows[0]["OrderDate"]),
            email=address_of(person["EmailAddress"]),
            name=f"{given} {family}",
            lines=_lines(rows, articles),
            address=_address(given, family, person, places[person["GeographyKey"]], countries),
            language="en",
        )


def _orders(files: Files, table: str) -> Iterator[tuple[str, list[Row]]]:
    for number, rows in groupby(files.rows(table), key=itemgetter("SalesOrderNumber")):
        yield number, list(rows)


def _lines(rows: list[Row], articles: Articles) -> tuple[PastLine, ...]:
    """Return the lines at what a piece cost with its discount taken off."""
    lines = []
    for row in rows:
        sku, title = articles[row["ProductKey"]]
        kept = 1 - Decimal(row["UnitPriceDiscountPct"])
        lines.append(
            PastLine(
                sku=sku,
                title=title,
                quantity=int(row["OrderQuantity"]),
                price=money(str(Decimal(row["UnitPrice"]) * kept)),
            )
        )
    return tuple(lines)


def _address(given: str, family: str, row: Row, place: Row, countries: frozenset[str]) -> PastAddress | None:
    """Return where it went; None where the shop does not know the country."""
    if place["CountryRegionCode"] not in countries:
        return None
    return PastAddress(
        first_name=given,
        last_name=family,
        line1=row["AddressLine1"],
        line4=place["City"],
        postcode=place["PostalCode"],
        country=place["CountryRegionCode"],
        phone=row["Phone"],
    )
