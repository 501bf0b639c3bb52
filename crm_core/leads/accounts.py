"""Accounts that a lead may belong to: companies of the shop and of the records, and by what they were found.

Found by VAT id, by the address of a contact, by the mail domain (no public one), by the name without its
legal form. Only what the user sees is named; of others it is said how many there are.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from crm_core.customers.access.rows import visible_to
from crm_core.customers.matching import folding
from crm_core.customers.models import Customer
from crm_core.customers.queries import customers_matching
from crm_core.leads.models import Lead
from crm_core.leads.score_facts import FREE_MAIL
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.contact_data import plain_code
from shop.user.models import User

MOST, MOST_READ = 8, 50
CLOSE = 90
VAT, CONTACT, DOMAIN, NAME = "vat", "contact", "domain", "name"


@dataclass(kw_only=True)
class PossibleAccount:
    """A company that it may be: its record, the shop's company, or both; `reasons`: by what it was found."""

    company: Company | None = None
    customer: Customer | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Name it in a form."""
        if self.customer is not None:
            return f"customer:{self.customer.pk}"
        return f"company:{self.company.pk}" if self.company else ""

    @property
    def name(self) -> str:
        """Call it by its name."""
        return str(self.customer or self.company)

    @property
    def why(self) -> str:
        """Say by what it was found."""
        words = {
            VAT: _("same VAT id"),
            CONTACT: _("the address is a contact's"),
            DOMAIN: _("same mail domain"),
            NAME: _("same name"),
        }
        return ", ".join(words[reason] for reason in self.reasons)


def possible_accounts(lead: Lead, user: User) -> tuple[list[PossibleAccount], int]:
    """List the accounts that a lead may belong to, the best first, and how many more belong to colleagues."""
    found: dict[tuple[str, int], PossibleAccount] = {}
    for company, reason in _companies(lead):
        _add(found, company, None, reason)
    for customer, reason in _records(lead):
        _add(found, None, customer, reason)
    companies = {pk for kind, pk in found if kind == "company"}
    for customer in Customer.objects.filter(kind=Customer.Kind.COMPANY, company__in=companies):
        found["company", customer.company_id].customer = customer
    records = {each.customer.pk for each in found.values() if each.customer}
    seen = set(visible_to(user).filter(pk__in=records).values_list("pk", flat=True))
    shown = [each for each in found.values() if each.customer is None or each.customer.pk in seen]
    order = [VAT, CONTACT, NAME, DOMAIN]
    best = sorted(shown, key=lambda each: (order.index(each.reasons[0]), -len(each.reasons), each.name))
    return best[:MOST], len(found) - len(shown)


def _add(
    found: dict[tuple[str, int], PossibleAccount],
    company: Company | None,
    customer: Customer | None,
    reason: str,
) -> None:
    if customer is not None and customer.company_id is not None:
        key = ("company", customer.company_id)
        company = customer.company
    elif company is not None:
        key = ("company", company.pk)
    elif customer is not None:
        key = ("customer", customer.pk)
    else:
        return
    each = found.setdefault(key, PossibleAccount())
    each.company, each.customer = each.company or company, each.customer or customer
    if reason not in each.reasons:
        each.reasons.append(reason)


def _companies(lead: Lead) -> list[tuple[Company, str]]:
    """List companies of the shop."""
    email = lead.customer.email
    rows: list[tuple[Company, str]] = []
    if vat_id := plain_vat_id(lead.vat_id):
        rows += [(each, VAT) for each in Company.objects.filter(vat_id__in={lead.vat_id, vat_id})]
    direct = lead.customer.company or (company_of(email=email) if email else None)
    if direct is not None:
        rows.append((direct, CONTACT))
    if domain := _own_domain(email):
        theirs = Company.objects.filter(contacts__email__iendswith=f"@{domain}").distinct()
        rows += [(each, DOMAIN) for each in theirs.order_by("pk")[:MOST]]
    if name := folding.company_name(lead.company_name) if lead.company_name else "":
        wanted = Q(name__istartswith=lead.company_name[:3]) | Q(name__icontains=max(name.split(), key=len))
        near = Company.objects.filter(wanted).order_by("pk")[:MOST_READ]
        rows += [(each, NAME) for each in near if is_same_name(each.name, lead.company_name)]
    return rows


def _records(lead: Lead) -> list[tuple[Customer, str]]:
    """List records of companies that may be of no company of the shop."""
    companies = Customer.objects.filter(kind=Customer.Kind.COMPANY).exclude(pk=lead.customer_id)
    companies = companies.select_related("company")
    rows: list[tuple[Customer, str]] = []
    if domain := _own_domain(lead.customer.email):
        near = customers_matching(f"@{domain}", among=companies)[:MOST]
        rows += [(each, DOMAIN) for each in near if each.email.endswith(f"@{domain}")]
    if name := folding.company_name(lead.company_name) if lead.company_name else "":
        near = customers_matching(name, among=companies)[:MOST_READ]
        rows += [(each, NAME) for each in near if is_same_name(each.name, lead.company_name)]
    return rows


def plain_vat_id(text: str) -> str:
    """Spell a VAT id as the shop's companies have it: capitals and digits without blanks."""
    return "".join(plain_code(text).split()).upper()[:32]


def is_same_name(one: str, other: str) -> bool:
    """Say whether two names of companies are one but for legal form, order of words or a slip."""
    return fuzz.token_sort_ratio(folding.company_name(one), folding.company_name(other)) >= CLOSE


def _own_domain(email: str) -> str:
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREE_MAIL or domain in folding.PUBLIC_DOMAINS else domain
