"""The conflict check: who may be the end customer that a registration claims.

Candidates come by indexed keys alone, a fixed number of queries however many companies there are; each is
compared by VAT id, e-mail domain, name (slips forgiven), address and, beyond them, by the company hierarchy.
A conflict is another partner's live registration, or somebody whom we have an open deal of our own with or
sold to directly within KILN_REGISTRATION_DIRECT_DAYS.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz

from crm_core.customers.matching import folding, names
from crm_core.customers.matching.facts import Address
from crm_core.customers.models import Customer
from crm_core.pipeline.models import Deal
from partners.deal_registrations.candidates import candidates_of
from partners.deal_registrations.facts import (
    PartyFacts,
    facts_of,
    facts_of_companies,
    facts_of_customers,
)
from partners.deal_registrations.keys import keys_of
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.models.registrations import LIVE
from shop.b2b.models import Company

VAT, EMAIL, DOMAIN, NAME, ADDRESS, HIERARCHY = "vat", "email", "domain", "name", "address", "hierarchy"
_POINTS = {VAT: 100, EMAIL: 90, DOMAIN: 85, HIERARCHY: 75, ADDRESS: 45}
_SAME_NAME, _CLOSE_NAME, _ABROAD, _MORE = 75, 65, 30, 10
#: From here on it is a conflict; below, staff see it and nobody is told.
SURE = 60
_CLOSE_STREET = 80
SOURCE = "registration:"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Who may be the end customer: one of the three keys, what agrees, how sure (0 to 100), what it means."""

    kinds: tuple[str, ...]
    score: int
    is_conflict: bool
    registration_id: int | None = None
    company_id: int | None = None
    customer_id: int | None = None


def find_matches(registration: DealRegistration, *, now: datetime) -> list[Found]:
    """Return everybody who may be the end customer, the surest first; of the own account's none but its own.

    A fixed number of queries. The partner's own company is never among them.
    """
    facts = facts_of(registration)
    candidates = candidates_of(keys_of(facts))
    candidates.registrations.discard(registration.pk)
    candidates.companies.discard(registration.account.company_id)
    companies = _compared(facts, facts_of_companies(candidates.companies))
    customers = _compared(facts, facts_of_customers(candidates.customers))
    rivals = _rivals(registration, facts, candidates.registrations, companies, now=now)
    direct = _direct(companies, customers, now=now)
    found = [
        *rivals,
        *(
            _found(kinds, score, direct=(None, pk) in direct, company_id=pk)
            for pk, (kinds, score) in companies.items()
        ),
        *(
            _found(kinds, score, direct=(pk, None) in direct, customer_id=pk)
            for pk, (kinds, score) in customers.items()
        ),
    ]
    return sorted(found, key=lambda one: (not one.is_conflict, -one.score))


def company_among(found: Iterable[Found]) -> int | None:
    """Return our company that the end customer surely is: by VAT id, or by domain and name; else None."""
    sure = [
        one
        for one in found
        if one.company_id is not None and (VAT in one.kinds or {DOMAIN, NAME} <= set(one.kinds))
    ]
    return max(sure, key=lambda one: one.score).company_id if sure else None


def _found(kinds: tuple[str, ...], score: int, *, direct: bool, **whose: int) -> Found:
    return Found(kinds=kinds, score=score, is_conflict=direct and score >= SURE, **whose)


def _compared(facts: PartyFacts, others: dict[int, PartyFacts]) -> dict[int, tuple[tuple[str, ...], int]]:
    compared = {pk: compare(facts, other) for pk, other in others.items()}
    return {pk: (kinds, score) for pk, (kinds, score) in compared.items() if score}


def compare(one: PartyFacts, other: PartyFacts) -> tuple[tuple[str, ...], int]:
    """Return what agrees of two, and how sure it is that they are one company: 0 to 100."""
    points: dict[str, int] = {}
    if set(one.vat_ids) & set(other.vat_ids):
        points[VAT] = _POINTS[VAT]
    if set(map(folding.mailbox, one.emails)) & set(map(folding.mailbox, other.emails)):
        points[EMAIL] = _POINTS[EMAIL]
    if set(one.domains) & set(other.domains):
        points[DOMAIN] = _POINTS[DOMAIN]
    if score := _name_points(one, other):
        points[NAME] = score
    if any(_is_one_door(mine, theirs) for mine in one.addresses for theirs in other.addresses):
        points[ADDRESS] = _POINTS[ADDRESS]
    if not points:
        return (), 0
    return tuple(points), min(100, max(points.values()) + _MORE * (len(points) - 1))


def _name_points(one: PartyFacts, other: PartyFacts) -> int:
    levels = {names.compare_companies(mine, theirs)[0] for mine in one.names for theirs in other.names}
    score = _SAME_NAME if names.SAME in levels else _CLOSE_NAME if names.CLOSE in levels else 0
    is_abroad = bool(one.country and other.country and one.country != other.country)
    return max(score - _ABROAD, 0) if is_abroad else score


def _is_one_door(one: Address, other: Address) -> bool:
    if one.country and other.country and one.country != other.country:
        return False
    is_one_place = (one.postcode and one.postcode == other.postcode) or (one.city and one.city == other.city)
    if not (is_one_place and one.street and other.street):
        return False
    numbers = [
        sorted(word for word in street.split() if word[0].isdigit()) for street in (one.street, other.street)
    ]
    return numbers[0] == numbers[1] and fuzz.token_sort_ratio(one.street, other.street) >= _CLOSE_STREET


def _rivals(
    registration: DealRegistration,
    facts: PartyFacts,
    candidates: Collection[int],
    companies: dict[int, tuple[tuple[str, ...], int]],
    *,
    now: datetime,
) -> list[Found]:
    """Compare with live registrations, and find those of the same group of companies."""
    family = _family(companies)
    near = Q(pk__in=candidates) | (Q(company__in=family) if family else Q(pk__in=[]))
    rows = DealRegistration.objects.filter(near, state__in=LIVE).exclude(pk=registration.pk)
    found = []
    for other in rows.order_by("pk"):
        kinds, score = compare(facts, facts_of(other))
        if other.company_id in family and not {VAT, DOMAIN, EMAIL} & set(kinds):
            kinds, score = (*kinds, HIERARCHY), min(100, max(score + _MORE, _POINTS[HIERARCHY]))
        if score:
            is_anothers = other.account_id != registration.account_id
            conflict = is_anothers and score >= SURE and not is_over(other, now)
            found.append(Found(kinds=kinds, score=score, is_conflict=conflict, registration_id=other.pk))
    return found


def is_over(registration: DealRegistration, now: datetime) -> bool:
    """Tell whether a registration claims nobody any more: its protection has ended."""
    ended = registration.protected_until is not None and registration.protected_until <= now
    return ended and registration.state in (DealRegistration.State.WON, DealRegistration.State.APPROVED)


def _family(companies: dict[int, tuple[tuple[str, ...], int]]) -> set[int]:
    """Return the companies of the same trees as those that the end customer surely is."""
    sure = [pk for pk, (_kinds, score) in companies.items() if score >= SURE]
    if not sure:
        return set()
    paths = Company.objects.filter(pk__in=sure).values_list("path", flat=True)
    roots = {"/" + path.strip("/").split("/")[0] + "/" for path in paths if path}
    wanted = Q(pk__in=sure)
    for root in roots:
        wanted |= Q(path__startswith=root)
    return set(Company.objects.filter(wanted).values_list("pk", flat=True))


def _direct(
    companies: Collection[int], customers: Collection[int], *, now: datetime
) -> set[tuple[int | None, int | None]]:
    """Return whom we have an open deal of our own with or sold to directly, as (customer, company)."""
    if not companies and not customers:
        return set()
    open_deals = Deal.objects.filter(customer=OuterRef("pk"), state=Deal.State.OPEN)
    since = now - timedelta(days=settings.KILN_REGISTRATION_DIRECT_DAYS)
    rows = Customer.objects.filter(Q(pk__in=customers) | Q(company__in=companies))
    rows = rows.annotate(has_deal=Exists(open_deals.exclude(source__startswith=SOURCE)))
    busy = rows.filter(Q(has_deal=True) | Q(last_order_at__gte=since))
    found: set[tuple[int | None, int | None]] = set()
    for pk, company in busy.order_by().values_list("pk", "company"):
        found |= {(pk, None), (None, company)}
    return found
