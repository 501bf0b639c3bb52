"""The demo's companies from the inside: groups, parents, people with roles, places, terms."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from config.demo.customers import shoppers
from config.demo.people import COMPANY_LOGINS, PARTNER_COMPANY
from config.demo.regulars import COMPANIES, Address, Regular, regular_companies, regular_people
from crm_core.customers.models import Customer
from shop.b2b.models import (
    Company,
    CompanyContact,
    CompanyGroup,
    CompanyLocation,
    CompanyRole,
    CostCentre,
    Department,
)
from shop.b2b.permissions import Level
from shop.b2b.presets import ACCOUNTANT, ADMINISTRATOR, APPROVER, BUYER, READER, preset_role
from shop.names import full_name
from shop.slugs import slugify

HOTELS, RETAILERS, DISTRIBUTORS = "Hotels and restaurants", "Retailers", "Distributors"
LINDENHOF = "Gasthaus Lindenhof"
#: Who is not one of the three by turns.
GROUPS = {
    PARTNER_COMPANY: DISTRIBUTORS,
    LINDENHOF: HOTELS,
    "Hotel Seeblick": HOTELS,
    "Café Morgenrot": HOTELS,
}
DAYS = {"small": 14, "medium": 30, "large": 60}
#: Beside who orders already.
STAFF = {"small": (), "medium": (BUYER, ACCOUNTANT), "large": (APPROVER, BUYER, ACCOUNTANT, READER)}
TITLES = {
    BUYER: "Purchasing",
    APPROVER: "Head of purchasing",
    ACCOUNTANT: "Accounts payable",
    READER: "Controlling",
}
DEPARTMENTS = {"small": (), "medium": ("Purchasing",), "large": ("Purchasing", "Kitchen", "Events")}
CENTRES = {"small": (), "medium": (("4100", "Table"),), "large": (("4100", "Table"), ("4200", "Kitchen"))}
DOMAIN = "post.example"
SUBSIDIARIES = 2
ON_HOLD_EVERY = 29


def add_structure() -> int:
    """Give the companies what they lack; return how many there are. Safe to repeat."""
    groups = {
        name: CompanyGroup.objects.get_or_create(name=name)[0] for name in (HOTELS, RETAILERS, DISTRIBUTORS)
    }
    for shopper in shoppers():
        if shopper.company and (company := Company.objects.filter(name=shopper.company).first()):
            _set_group(company, groups, GROUPS.get(company.name, RETAILERS))
            _add_location(company, shopper.address)
    if partner := Company.objects.filter(name=PARTNER_COMPANY).first():
        _set_group(partner, groups, GROUPS[PARTNER_COMPANY])
    regulars = regular_companies(COMPANIES)
    known = {company.name: company for company in Company.objects.all()}
    people = regular_people(COMPANIES * len(STAFF["large"]))
    for place, regular in enumerate(regulars):
        if regular.company in known:
            with transaction.atomic():
                _arrange(known[regular.company], regular, place, groups, people)
    _add_parents([(known[one.company], one) for one in regulars if one.company in known])
    _give_reps()
    _arrange_lindenhof()
    return len(known)


def _set_group(company: Company, groups: Mapping[str, CompanyGroup], name: str) -> None:
    if company.group_id is None:
        company.group = groups[name]
        company.save()


def _arrange(
    company: Company,
    regular: Regular,
    place: int,
    groups: Mapping[str, CompanyGroup],
    people: Sequence[Regular],
) -> None:
    """Give a company of a size its group, terms, places and people; nothing where it has a group."""
    if company.group_id is not None:
        return
    size = regular.size
    company.group = groups[(HOTELS, RETAILERS, DISTRIBUTORS)[place % 3]]
    company.payment_terms_days = DAYS[size]
    if size == "large":
        company.early_payment_days, company.early_payment_percent = 10, 2
        company.needs_po_number = True
    if place % ON_HOLD_EVERY == ON_HOLD_EVERY - 1:
        company.status = Company.Status.ON_HOLD
    company.phone = regular.phone
    company.save()
    _add_location(company, _postal(regular.address))
    departments = [Department.objects.create(company=company, name=name) for name in DEPARTMENTS[size]]
    centres = [
        CostCentre.objects.create(company=company, code=code, name=name) for code, name in CENTRES[size]
    ]
    company.contacts.filter(role=None).update(role=preset_role(ADMINISTRATOR))
    for number, preset in enumerate(STAFF[size]):
        person = people[(place * len(STAFF["large"]) + number) % len(people)]
        name = full_name(person.first_name, person.last_name)
        CompanyContact.objects.get_or_create(
            email=f"{slugify(name) or 'people'}-{place}-{number}@{DOMAIN}",
            defaults={
                "company": company,
                "name": name,
                "role": preset_role(preset),
                "job_title": TITLES[preset],
                "department": departments[number % len(departments)] if departments else None,
                "cost_centre": centres[number % len(centres)] if centres else None,
            },
        )


def _postal(address: Address) -> dict[str, str]:
    return {
        "line1": address.line1,
        "line4": address.line4,
        "postcode": address.postcode,
        "country_id": address.country,
    }


def _add_location(company: Company, address: Mapping[str, str]) -> None:
    names = ("line1", "line4", "postcode", "country_id")
    CompanyLocation.objects.get_or_create(
        company=company,
        name="Main entrance",
        defaults={**{name: address[name] for name in names}, "is_billing": True},
    )


def _add_parents(companies: Sequence[tuple[Company, Regular]]) -> None:
    """Put two small companies below each large one, the last of them a floor deeper."""
    large = [company for company, regular in companies if regular.size == "large"]
    small = iter([company for company, regular in companies if regular.size == "small"])
    for parent in large:
        above = parent
        for company in (each for _place, each in zip(range(SUBSIDIARIES), small, strict=False)):
            if company.parent_id is None:
                company.parent, company.payment_terms_days = above, None
                company.save()
            above = company


def _give_reps() -> None:
    """Name the owner of a company's customer as its sales representative."""
    owned = Customer.objects.filter(company__sales_rep=None, owner__isnull=False, company__isnull=False)
    for company_id, owner_id in owned.values_list("company", "owner"):
        Company.objects.filter(pk=company_id, sales_rep=None).update(sales_rep=owner_id)


@transaction.atomic
def _arrange_lindenhof() -> None:
    """Give the company that `make demo` names its people, each with an account, and a role of its own."""
    company = Company.objects.filter(name=LINDENHOF).first()
    if company is None or company.departments.exists():
        return
    company.payment_terms_days, company.early_payment_days, company.early_payment_percent = 30, 10, 2
    company.save()
    kitchen = Department.objects.create(company=company, name="Kitchen")
    Department.objects.create(company=company, name="Dining room")
    for code, name in (("4100", "Table"), ("4200", "Kitchen"), ("6300", "Summer garden")):
        CostCentre.objects.create(company=company, code=code, name=name)
    company.contacts.filter(role=None).update(role=preset_role(ADMINISTRATOR), job_title="Owner")
    chef = CompanyRole.objects.create(
        company=company,
        name="Head chef",
        grants={
            "orders.place": Level.OWN,
            "orders.view": Level.DEPARTMENT,
            "quotes.view": Level.DEPARTMENT,
            "quotes.request": Level.OWN,
            "lists.share": Level.OWN,
        },
    )
    roles = {"chef": chef, "accounts": preset_role(APPROVER)}
    for login in COMPANY_LOGINS:
        name = full_name(login.first_name, login.last_name)
        key = login.email.partition("@")[0]
        CompanyContact.objects.create(
            company=company,
            name=name,
            email=login.email,
            role=roles[key],
            job_title="Head chef" if key == "chef" else "Accounts and approvals",
            department=kitchen if key == "chef" else None,
        )
