"""A registration side by side with whom it may collide with, for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.pipeline.models import Deal
from partners.deal_registrations.facts import facts_of_companies, facts_of_customers
from partners.deal_registrations.models import ConflictMatch, DealRegistration
from partners.deal_registrations.queries import KINDS
from shop.countries import country_name_of

#: Rows of the comparison and what agreement marks them.
ROWS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("End customer"), ("name",)),
    (gettext_lazy("VAT id"), ("vat",)),
    (gettext_lazy("Domain and e-mail"), ("domain", "email")),
    (gettext_lazy("Address"), ("address",)),
    (gettext_lazy("Whose"), ("hierarchy",)),
    (gettext_lazy("Since"), ()),
)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One column: a title with its page, and a text for each row."""

    title: str
    url: str
    cells: Sequence[str]
    match: ConflictMatch | None = None

    @property
    def kinds(self) -> list[str | Promise]:
        """Say what agrees."""
        return [KINDS[kind] for kind in self.match.kinds] if self.match else []


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """The registration first, then each match, and the rows with what agrees marked."""

    sides: Sequence[Side]
    rows: Sequence[tuple[str | Promise, Sequence[tuple[str, bool]]]]


def side_by_side(registration: DealRegistration, *, sees_customers: bool) -> SideBySide | None:
    """Compare a registration with its matches; a fixed number of queries. None where there is none.

    Without the right to see customers those of ours are told as such and no more.
    """
    rows = registration.matches.select_related("other__account__company", "company", "customer__company")
    matches = list(rows[:10])
    if not matches:
        return None
    companies = facts_of_companies([one.company_id for one in matches if one.company_id])
    customers = facts_of_customers([one.customer_id for one in matches if one.customer_id])
    deals = _deals(matches)
    sides = [_of_registration(registration)]
    for match in matches:
        if match.other is not None:
            sides.append(_of_registration(match.other, match=match))
            continue
        pk = match.company_id or match.customer_id or 0
        facts = (companies if match.company_id else customers).get(pk)
        sides.append(_of_ours(match, facts, deals, sees_customers=sees_customers))
    told = [
        (label, [(side.cells[place], _agrees(side, kinds)) for side in sides])
        for place, (label, kinds) in enumerate(ROWS)
    ]
    return SideBySide(sides=sides, rows=told)


def _when(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _agrees(side: Side, kinds: tuple[str, ...]) -> bool:
    return side.match is not None and any(kind in side.match.kinds for kind in kinds)


def _of_registration(one: DealRegistration, *, match: ConflictMatch | None = None) -> Side:
    address = ", ".join(filter(None, (one.line1, f"{one.postcode} {one.city}".strip())))
    cells = [
        one.customer_name,
        one.vat_id,
        ", ".join(filter(None, (one.domain, one.contact_email))),
        ", ".join(filter(None, (address, country_name_of(one.country)))),
        f"{one.account.company} ({one.get_state_display()})",
        _when(one.submitted_at),
    ]
    url = reverse("registrations_office:inspect", args=[one.pk])
    return Side(title=one.number, url=url, cells=cells, match=match)


def _of_ours(match: ConflictMatch, facts: object, deals: dict[str, str], *, sees_customers: bool) -> Side:
    owner = match.company or match.customer
    if not sees_customers or owner is None:
        title = _("Customer of ours")
        return Side(title=title, url="", cells=["", "", "", "", title, ""], match=match)
    page = "companies:inspect" if match.company_id else "customers:inspect"
    names = ", ".join(getattr(facts, "names", ()) or (str(owner),))
    contacts = (*getattr(facts, "domains", ()), *getattr(facts, "emails", ()))[:4]
    places = [f"{one.street}, {one.postcode} {one.city}" for one in getattr(facts, "addresses", ())][:2]
    whose = deals.get(f"{'company' if match.company_id else 'customer'}:{owner.pk}", "")
    cells = [
        names,
        ", ".join(getattr(facts, "vat_ids", ())),
        ", ".join(contacts),
        "; ".join(places),
        whose or (_("our direct customer") if match.is_conflict else _("known, not active")),
        _when(owner.created_at),
    ]
    return Side(title=str(owner), url=reverse(page, args=[owner.pk]), cells=cells, match=match)


def _deals(matches: Sequence[ConflictMatch]) -> dict[str, str]:
    """Name the open deals of our own with the companies and customers among the matches."""
    customers = [one.customer_id for one in matches if one.customer_id]
    companies = [one.company_id for one in matches if one.company_id]
    rows = Deal.objects.filter(state=Deal.State.OPEN).exclude(source__startswith="registration:")
    found = {}
    for title, customer, company in (
        *rows.filter(customer__in=customers).values_list("title", "customer", "customer__company"),
        *rows.filter(customer__company__in=companies).values_list("title", "customer", "customer__company"),
    ):
        words = _("open deal: %(deal)s") % {"deal": title}
        found[f"customer:{customer}"] = words
        found[f"company:{company}"] = words
    return found
