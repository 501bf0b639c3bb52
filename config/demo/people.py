"""Who can log in to the demo."""

from dataclasses import dataclass
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from partners.accounts.models import PartnerAccount
from partners.accounts.services import add_people as add_partner_people
from shop.b2b.models import Company
from shop.user.models import User

PASSWORD = "kiln-demo-2026"  # noqa: S105 - printed by `make demo`, refused outside of it
PARTNER_COMPANY = "Nordlicht Interiors"


@dataclass(frozen=True, kw_only=True)
class Login:
    """One demo user; `group` names a role of the back office."""

    email: str
    first_name: str
    last_name: str
    what: str
    group: str = ""
    is_superuser: bool = False
    #: False for who does the same as one that `make demo` names.
    is_named: bool = True


#: Who buys for the same company, beside its owner.
COMPANY_LOGINS = (
    Login(
        email="chef@kiln.example",
        first_name="Ben",
        last_name="Vogel",
        what="buys for Gasthaus Lindenhof with a budget; larger orders wait for approval",
    ),
    Login(
        email="accounts@kiln.example",
        first_name="Petra",
        last_name="Lindner",
        what="approves orders and pays invoices of Gasthaus Lindenhof",
    ),
)
LOGINS = (
    Login(email="mei@kiln.example", first_name="Mei", last_name="Lin", what="buys for herself"),
    Login(
        email="buyer@kiln.example",
        first_name="Katrin",
        last_name="Lindner",
        what="runs a company's account, Gasthaus Lindenhof",
    ),
    *COMPANY_LOGINS,
    Login(
        email="partner@kiln.example",
        first_name="Jonas",
        last_name="Berg",
        what="leads a distributor, Nordlicht Interiors: the partner portal",
    ),
    Login(email="sales@kiln.example", first_name="Ana", last_name="Costa", what="sales", group="sales"),
    Login(
        email="manager@kiln.example",
        first_name="Ruth",
        last_name="Sommer",
        what="sales manager: quotas, forecast, commissions",
        group="sales manager",
    ),
    Login(
        email="rep@kiln.example",
        first_name="Marta",
        last_name="Kovač",
        what="sales representative",
        group="sales representative",
    ),
    *(
        Login(
            email=f"{first.lower()}@kiln.example",
            first_name=first,
            last_name=last,
            what="sales representative",
            group="sales representative",
            is_named=False,
        )
        for first, last in (
            ("Felix", "Arnold"),
            ("Sanne", "Bakker"),
            ("Hsin-Yi", "Chang"),
            ("Oliver", "Price"),
        )
    ),
    Login(
        email="service@kiln.example", first_name="Tom", last_name="Okafor", what="service", group="service"
    ),
    Login(
        email="fulfilment@kiln.example",
        first_name="Ida",
        last_name="Holm",
        what="fulfilment",
        group="fulfilment",
    ),
    Login(
        email="catalogue@kiln.example",
        first_name="Yara",
        last_name="Haddad",
        what="catalogue",
        group="catalogue",
    ),
    Login(
        email="marketing@kiln.example",
        first_name="Lea",
        last_name="Roth",
        what="marketing",
        group="marketing",
    ),
    Login(
        email="editor@kiln.example",
        first_name="Noor",
        last_name="Visser",
        what="content: writes, publishes nothing",
        group="content editor",
    ),
    Login(
        email="approver@kiln.example",
        first_name="Elif",
        last_name="Arslan",
        what="content: reads, approves, publishes",
        group="content approver",
    ),
    Login(
        email="partners@kiln.example",
        first_name="Paul",
        last_name="Steiner",
        what="partner manager",
        group="partner manager",
    ),
    Login(
        email="admin@kiln.example", first_name="Wei", last_name="Chen", what="everything", is_superuser=True
    ),
)


@transaction.atomic
def add_people() -> int:
    """Add the users who are missing, their roles and the demo partner; return how many are new."""
    new = 0
    # Reckoned once: twelve hashes are seconds, and the password is no secret.
    password = make_password(PASSWORD)
    for login in LOGINS:
        staff = bool(login.group) or login.is_superuser
        user, created = User.objects.get_or_create(
            email=login.email,
            defaults={
                "first_name": login.first_name,
                "last_name": login.last_name,
                "password": password,
                "is_staff": staff,
                "is_superuser": login.is_superuser,
            },
        )
        if created:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            if login.group:
                user.groups.add(Group.objects.get(name=login.group))
        new += created
    _add_partner()
    return new


def _add_partner() -> None:
    company, _ = Company.objects.get_or_create(name=PARTNER_COMPANY)
    account, _ = PartnerAccount.objects.get_or_create(
        code="nordlicht", defaults={"company": company, "commission_rate": Decimal("8.00")}
    )
    add_partner_people(account, [User.objects.get(email="partner@kiln.example")])
