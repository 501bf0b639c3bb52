"""Who buys in the demo: people with an account, guests, and companies with somebody who orders for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.db import transaction
from oscar.apps.address.models import UserAddress

from config.demo.files import BUSINESS, json_of
from partners.accounts.models import PartnerAccount
from partners.accounts.services import add_people
from shop.b2b.models import Company, CompanyContact
from shop.json_types import JsonObject
from shop.names import full_name
from shop.user.models import User

JOINED = timedelta(days=400)
# Where the people of the demo have their addresses; nobody logs in by them.
PEOPLE = "mail.example"
ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode")


@dataclass(frozen=True, kw_only=True)
class Shopper:
    """Somebody who orders; `orders` is how often at least, `glazes` what a company likes."""

    email: str
    language: str
    address: dict[str, str]
    has_account: bool = True
    company: str = ""
    orders: int = 0
    glazes: tuple[str, ...] = ()


def shoppers() -> list[Shopper]:
    """Read all who buy, people before companies, in the order of the file."""
    content = _content()
    people = [
        Shopper(
            email=entry["email"],
            language=entry["language"],
            address=_address(entry, entry),
            has_account=entry["account"],
            orders=entry.get("orders", 0),
        )
        for entry in content["people"]
    ]
    companies = [
        Shopper(
            email=entry["contact"]["email"],
            language=entry["language"],
            address=_address(entry, entry["contact"]),
            company=entry["name"],
            orders=entry["orders"],
            glazes=tuple(entry["glazes"]),
        )
        for entry in content["companies"]
    ]
    return people + companies


@transaction.atomic
def add_customers(*, now: datetime) -> int:
    """Add the accounts, address books, companies and partners who are missing; return how many accounts.

    The accounts have no password: nobody logs in by them. Those of `people.LOGINS` are there already.
    """
    new = sum(_add_account(shopper, now=now) for shopper in shoppers() if shopper.has_account)
    for entry in _content()["companies"]:
        _add_company(entry)
    return new


def _content() -> JsonObject:
    return json_of(BUSINESS / "people.json")


def _address(place: JsonObject, person: JsonObject) -> dict[str, str]:
    return {
        **{name: {**place, **person}[name] for name in ADDRESS_FIELDS},
        "country_id": place["country"],
        "phone_number": person["phone"],
    }


def _add_account(shopper: Shopper, *, now: datetime) -> bool:
    names = {name: shopper.address[name] for name in ("first_name", "last_name")}
    user = User.objects.filter(email=shopper.email).first()
    is_new = user is None
    if user is None:
        user = User(email=shopper.email, language=shopper.language, date_joined=now - JOINED, **names)
        user.set_unusable_password()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not UserAddress.objects.filter(user=user).exists():
        UserAddress.objects.create(user=user, is_default_for_shipping=True, **shopper.address)
        User.objects.filter(pk=user.pk).update(date_joined=now - JOINED)
    return is_new


def _add_company(entry: JsonObject) -> None:
    company, _ = Company.objects.get_or_create(name=entry["name"], defaults={"vat_id": entry["vat_id"]})
    contact = entry["contact"]
    user = User.objects.get(email=contact["email"])
    CompanyContact.objects.get_or_create(
        email=contact["email"],
        defaults={
            "company": company,
            "user": user,
            "name": full_name(contact["first_name"], contact["last_name"]),
            "phone": contact["phone"],
            "job_title": contact["role"],
        },
    )
    if partner := entry.get("partner"):
        account, _ = PartnerAccount.objects.get_or_create(
            code=partner["code"], defaults={"company": company, "commission_rate": Decimal(partner["rate"])}
        )
        add_people(account, [user])
