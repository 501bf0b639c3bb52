"""What is compared of an end customer, and where it is read: from registrations, companies and customers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from crm_core.customers.matching import folding
from crm_core.customers.matching.facts import Address, folded_address
from crm_core.customers.models import Customer, CustomerIdentifier
from partners.deal_registrations.models import DealRegistration
from shop.b2b.models import Company, CompanyContact, CompanyLocation
from shop.contact_data import normalised_email, plain_code
from shop.tax.services import clean_vat_id


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """By what two records may be of one company; `domains` are never those of a mail provider."""

    names: tuple[str, ...] = ()
    vat_ids: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    country: str = ""


def vat_key(text: str) -> str:
    """Return a VAT id in the one spelling that is compared; one that is wrong by its signs alone."""
    if not text.strip():
        return ""
    try:
        return clean_vat_id(text)
    except ValidationError:
        return "".join(sign for sign in plain_code(text).upper() if sign.isalnum())


def website_domain(text: str) -> str:
    """Return the domain of a website's address without "www."; "" for none and for a provider's."""
    host = text.strip().lower().split("//")[-1].split("/")[0].split("?")[0].split(":")[0]
    domain = host.rpartition("@")[2].removeprefix("www.")
    return domain if "." in domain and domain not in folding.PUBLIC_DOMAINS else ""


def email_domain(email: str) -> str:
    """Return the domain of an address; "" for a provider's, which anybody may have."""
    domain = normalised_email(email).rpartition("@")[2]
    return "" if domain in folding.PUBLIC_DOMAINS else domain


def facts_of(registration: DealRegistration) -> PartyFacts:
    """Return what a registration says of its end customer."""
    emails = _unique([normalised_email(registration.contact_email)])
    domains = _unique([website_domain(registration.website), *map(email_domain, emails)])
    address = folded_address(
        street=registration.line1,
        postcode=registration.postcode,
        city=registration.city,
        country=registration.country,
    )
    return PartyFacts(
        names=_unique([registration.customer_name]),
        vat_ids=_unique([vat_key(registration.vat_id)]),
        domains=domains,
        emails=emails,
        addresses=(address,) if address.street else (),
        country=registration.country,
    )


def facts_of_companies(keys: Collection[int]) -> dict[int, PartyFacts]:
    """Return what is known of our companies; three queries for any number."""
    emails: dict[int, list[str]] = defaultdict(list)
    contacts = CompanyContact.objects.filter(company__in=keys).order_by("pk")
    for company, email in contacts.values_list("company", "email"):
        emails[company].append(normalised_email(email))
    addresses = _addresses(keys)
    rows = Company.objects.filter(pk__in=keys).values_list("pk", "name", "vat_id", "website")
    return {
        pk: PartyFacts(
            names=_unique([name]),
            vat_ids=_unique([vat_key(vat_id)]),
            domains=_unique([website_domain(website), *map(email_domain, emails[pk])]),
            emails=_unique(emails[pk]),
            addresses=tuple(addresses[pk]),
            country=next((one.country for one in addresses[pk] if one.country), ""),
        )
        for pk, name, vat_id, website in rows
    }


def _addresses(keys: Collection[int]) -> dict[int, list[Address]]:
    found: dict[int, list[Address]] = defaultdict(list)
    rows = CompanyLocation.objects.filter(company__in=keys).order_by("pk")
    for company, street, code, city, country in rows.values_list(
        "company", "line1", "postcode", "line4", "country"
    ):
        found[company].append(folded_address(street=street, postcode=code, city=city, country=country))
    return found


def facts_of_customers(keys: Collection[int]) -> dict[int, PartyFacts]:
    """Return what is known of current customers as companies: of a person no name; two queries."""
    emails: dict[int, list[str]] = defaultdict(list)
    identifiers = CustomerIdentifier.objects.filter(
        customer__in=keys, kind=CustomerIdentifier.Kind.EMAIL
    ).order_by("pk")
    for customer, email in identifiers.values_list("customer", "value"):
        emails[customer].append(email)
    found = {}
    rows = Customer.objects.filter(pk__in=keys)
    columns = ("pk", "kind", "name", "email", "identity_profile__facts")
    for pk, kind, name, email, facts in rows.values_list(*columns):
        known = facts or {}
        own = [name] if kind == Customer.Kind.COMPANY else []
        mails = _unique([normalised_email(email), *emails[pk]])
        addresses = tuple(Address(**one) for one in known.get("addresses", ()) if one.get("street"))
        found[pk] = PartyFacts(
            names=_unique([*own, *known.get("companies", ())]),
            domains=_unique(map(email_domain, mails)),
            emails=mails,
            addresses=addresses if own else (),
            country=next((one.country for one in addresses if one.country), ""),
        )
    return found


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
