"""What staff see of two customers who may be the same: side by side, field by field."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Field, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm_core.customers.access.fields import fields_of
from crm_core.customers.matching.profiles import read_facts
from crm_core.customers.matching.scoring import Match, compare
from crm_core.customers.merging.choices import CHOICES, Choice
from crm_core.customers.merging.services import refusals_between
from crm_core.customers.models import Customer, DistinctPair, MatchCandidate
from crm_core.customers.records.survivors import chosen_fields
from crm_core.customers.records.trees import tree_ids
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.user.models import User

SEES_MONEY = "order.view_order"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is known of both and is kept of both, such as their addresses; those in common are marked."""

    label: str
    values: tuple[list[tuple[str, bool]], list[tuple[str, bool]]]


def waiting_candidates() -> QuerySet[MatchCandidate]:
    """List the pairs that wait for somebody, what was put off left out, both customers loaded."""
    is_due = Q(waits_until=None) | Q(waits_until__lte=timezone.now())
    return MatchCandidate.objects.filter(is_due).select_related("first", "second")


def candidates_of(customer: Customer) -> QuerySet[MatchCandidate]:
    """List who may be the same as a customer, the likeliest first."""
    pairs = MatchCandidate.objects.filter(Q(first=customer) | Q(second=customer))
    return pairs.select_related("first", "second").order_by("-score", "pk")


def pair_url(one: Customer, other: Customer) -> str:
    """Return where two customers stand side by side."""
    first, second = sorted((one.pk, other.pk))
    return reverse("customer_pair", args=[first, second])


def compared(one: Customer, other: Customer) -> Match:
    """Compare two customers as they are now."""
    facts = read_facts([one.pk, other.pk])
    return compare(facts[one.pk], facts[other.pk])


def refusal_of(one: Customer, other: Customer) -> DistinctPair | None:
    """Return who said that the two, or records in them, are different."""
    found = refusals_between(tree_ids(one.pk), tree_ids(other.pk))
    return found.select_related("by").first()


def choices_between(one: Customer, other: Customer, *, user: User) -> list[Choice]:
    """List the fields in which either says something, of those that somebody sees.

    One that they may not change is left as the survivor has it.
    """
    access, found = fields_of(user), []
    for field in chosen_fields():
        if not access.shows(field.name):
            continue
        raw = [getattr(record, field.attname) for record in (one, other)]
        first, second = (_told(record, field) for record in (one, other))
        if first or second:
            found.append(
                Choice(
                    name=field.attname,
                    label=capfirst(str(field.verbose_name)),
                    values=(first, second),
                    is_open=raw[0] != raw[1] and bool(first and second) and access.changes(field.name),
                )
            )
    for source in CHOICES:
        found += source.choices(one, other, user)
    return found


def _told(record: Customer, field: Field) -> str:
    shown = getattr(record, f"get_{field.name}_display", None)
    value = shown() if shown is not None else getattr(record, field.name)
    return "" if value in (None, "") else str(value)


def rows_about(one: Customer, other: Customer, *, user: User) -> list[Row]:
    """List what both keep: identifiers, addresses, and for who may see orders what they bought."""
    facts = read_facts([one.pk, other.pk])
    mine, theirs = facts[one.pk], facts[other.pk]
    places = [
        [
            " ".join(filter(None, (address.street, address.postcode, address.city.title())))
            for address in each.addresses
        ]
        for each in (mine, theirs)
    ]
    access = fields_of(user)
    rows = [_row(_("Names"), list(mine.names), list(theirs.names))]
    if access.shows("email"):
        rows.append(_row(_("E-mail addresses"), list(mine.emails), list(theirs.emails)))
    if access.shows("phone"):
        rows.append(_row(_("Phone numbers"), list(mine.phones), list(theirs.phones)))
    rows += [
        _row(_("Addresses"), *places),
        _row(_("User accounts"), *([f"#{account}" for account in each.accounts] for each in (mine, theirs))),
        _row(_("Customer since"), *([_day(record.created_at)] for record in (one, other))),
    ]
    if user.has_perm(SEES_MONEY) and access.shows("spent"):
        rows.append(_row(_("Orders"), *([_bought(record)] for record in (one, other))))
    return [row for row in rows if any(row.values)]


def _row(label: str, mine: list[str], theirs: list[str]) -> Row:
    both = set(mine) & set(theirs)
    return Row(
        label=label,
        values=([(value, value in both) for value in mine], [(value, value in both) for value in theirs]),
    )


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")


def _bought(record: Customer) -> str:
    if record.last_order_at is None:
        return _("none")
    total = format_money(record.spent, shop_currency())
    words = _("%(number)d, %(total)s, the last on %(date)s")
    return words % {"number": record.orders_count, "total": total, "date": _day(record.last_order_at)}
