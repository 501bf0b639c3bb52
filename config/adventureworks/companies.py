"""The resellers as companies, each with its kind of business as group, its place and its representative."""

from collections.abc import Mapping
from dataclasses import dataclass

from oscar.apps.address.models import Country

from config.adventureworks.files import DOMAIN, Files, Row
from config.adventureworks.team import Sellers
from crm_core.customers.models import Customer
from shop.b2b.models import Company, CompanyContact, CompanyGroup, CompanyLocation
from shop.b2b.presets import ADMINISTRATOR, preset_role

MAIN = "Main office"
COMPANIES_A_TIME = 200


@dataclass(frozen=True, kw_only=True)
class Reseller:
    """A reseller's company with what its orders need: the address mail goes to, and its place."""

    company: Company
    email: str
    row: Row
    place: Row


def add_resellers(files: Files, sellers: Sellers) -> dict[str, Reseller]:
    """Add the companies that are missing, by their key; who sold them last is their representative."""
    places = files.by_key("DimGeography", "GeographyKey")
    sold_by = {row["ResellerKey"]: row["EmployeeKey"] for row in files.rows("FactResellerSales")}
    countries = set(Country.objects.values_list("iso_3166_1_a2", flat=True))
    groups = {
        name: CompanyGroup.objects.get_or_create(name=name)[0]
        for name in sorted({row["BusinessType"] for row in files.rows("DimReseller")})
    }
    role = preset_role(ADMINISTRATOR)
    found = {}
    for row in files.rows("DimReseller"):
        place, number = places[row["GeographyKey"]], row["ResellerAlternateKey"]
        company, _new = Company.objects.get_or_create(
            registration_number=number,
            defaults={
                "name": row["ResellerName"],
                "phone": row["Phone"],
                "group": groups[row["BusinessType"]],
                "sales_rep": sellers.people.get(sold_by.get(row["ResellerKey"], "")),
            },
        )
        email = f"buying@{number.lower()}.{DOMAIN}"
        CompanyContact.objects.get_or_create(
            email=email,
            defaults={
                "company": company,
                "name": f"{row['ResellerName']}, purchasing",
                "phone": row["Phone"],
                "role": role,
            },
        )
        if place["CountryRegionCode"] in countries:
            _add_location(company, row, place)
        found[row["ResellerKey"]] = Reseller(company=company, email=email, row=row, place=place)
    return found


def _add_location(company: Company, row: Row, place: Row) -> None:
    CompanyLocation.objects.get_or_create(
        company=company,
        name=MAIN,
        defaults={
            "line1": row["AddressLine1"],
            "line2": row["AddressLine2"],
            "line4": place["City"],
            "state": place["StateProvinceName"],
            "postcode": place["PostalCode"],
            "country_id": place["CountryRegionCode"],
            "is_billing": True,
        },
    )


def give_owners(resellers: Mapping[str, Reseller], sellers: Sellers) -> int:
    """Give the resellers' customers their representative and territory; return how many have an owner.

    Whoever has an owner keeps them.
    """
    known = {
        customer.company_id: customer
        for customer in Customer.objects.filter(company__in=[one.company for one in resellers.values()])
    }
    changed = []
    for reseller in resellers.values():
        customer = known.get(reseller.company.pk)
        if customer is None or customer.owner_id is not None:
            continue
        customer.owner_id = reseller.company.sales_rep_id
        customer.territory = sellers.territories.get(reseller.place["SalesTerritoryKey"])
        changed.append(customer)
    Customer.objects.bulk_update(changed, ["owner", "territory"], batch_size=COMPANIES_A_TIME)
    return sum(customer.owner_id is not None for customer in known.values())
