"""What we do with a registration: begin, approve, return, reject, extend, judge, end what is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.pipeline.models import Deal
from partners.deal_registrations import evidence
from partners.deal_registrations.checking import is_over
from partners.deal_registrations.deals import close_deal_of, deal_for
from partners.deal_registrations.errors import RegistrationError
from partners.deal_registrations.events import (
    DealRegistrationApproved,
    DealRegistrationClosed,
    DealRegistrationExtended,
    DealRegistrationRejected,
    DealRegistrationReturned,
)
from partners.deal_registrations.index import index_registration
from partners.deal_registrations.models import (
    ConflictMatch,
    DealRegistration,
    EvidenceEntry,
    RegistrationState,
)
from partners.deal_registrations.models.registrations import WAITING
from partners.deal_registrations.prices import end_prices, write_registered_prices
from partners.deal_registrations.services import check, held, lock_keys, moved
from shop.b2b.models import Company
from shop.catalogue.models import Category
from shop.events.services import publish
from shop.user.models import User

Act = EvidenceEntry.Act
Verdict = ConflictMatch.Verdict
PER_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Protection:
    """What an approval grants: until when, for what, where, and at which net prices by line (None: discount).

    `company` is the end customer's account, `deal` the one of ours that it is about; None: found or opened.
    """

    until: datetime
    covers_all: bool = True
    categories: Sequence[Category] = ()
    site_postcode: str = ""
    discount: Decimal = Decimal(0)
    prices: Mapping[int, Decimal | None] = field(default_factory=dict)
    company: Company | None = None
    deal: Deal | None = None
    answer: str = ""


@transaction.atomic
def take(registration: DealRegistration, *, by: User, now: datetime) -> DealRegistration:
    """Begin to look at it, once; who comes second finds it taken. Raises RegistrationMovedError."""
    row = held(registration, *WAITING)
    if row.state == RegistrationState.SUBMITTED:
        row.take()
        row.reviewer = by
        row.save()
        evidence.note(row, Act.TAKEN, by=by, now=now)
    return row


@transaction.atomic
def approve(
    registration: DealRegistration, granted: Protection, *, by: User, now: datetime
) -> DealRegistration:
    """Protect a registration; return it. An end customer is protected for one partner in one scope.

    Raises RegistrationError where another partner's registration of the same end customer is protected for
    some of the same, unless staff judged that it is not the same, or for an end that is over;
    RegistrationMovedError for one that is not waiting. Effects in order: state and scope, prices, deal,
    evidence, DealRegistrationApproved.
    """
    row = held(registration, *WAITING)
    if granted.until <= now:
        raise RegistrationError(_("Please choose a day that is not over."))
    lock_keys(row)
    row.covers_all, row.site_postcode = granted.covers_all, granted.site_postcode
    row.categories.set([] if granted.covers_all else granted.categories)
    row.company = granted.company or row.company
    check(row, now=now)
    if rival := _protected_rival(row, now=now):
        raise RegistrationError(
            _("%(number)s protects this end customer for another partner until %(day)s.")
            % {"number": rival.number, "day": rival.protected_until.date() if rival.protected_until else ""}
        )
    row.approve()
    row.approved_at, row.protected_until, row.discount = now, granted.until, granted.discount
    _answered(row, granted.answer, by=by, now=now)
    for line in row.lines.all():
        if line.pk in granted.prices and granted.prices[line.pk] != line.price:
            line.price = granted.prices[line.pk]
            line.save(update_fields=["price"])
    write_registered_prices(row, now=now)
    deal_for(row, chosen=granted.deal, by=by)
    data = {"until": granted.until.isoformat(), "all": row.covers_all, "site": row.site_postcode}
    evidence.note(row, Act.APPROVED, by=by, now=now, data=data | {"discount": str(row.discount)})
    publish(DealRegistrationApproved(registration_id=row.pk))
    return row


def _protected_rival(row: DealRegistration, *, now: datetime) -> DealRegistration | None:
    """Return another partner's protected registration that claims some of the same."""
    states = (RegistrationState.APPROVED, RegistrationState.WON)
    matches = row.matches.filter(is_conflict=True, other__state__in=states).exclude(verdict=Verdict.DIFFERENT)
    for match in matches.select_related("other"):
        other = match.other
        if other is not None and not is_over(other, now) and overlap(row, other):
            return other
    return None


def overlap(one: DealRegistration, other: DealRegistration) -> bool:
    """Tell whether two registrations protect some of the same: a site, and a product or a category."""
    if one.site_postcode and other.site_postcode and one.site_postcode != other.site_postcode:
        return False
    if one.covers_all or other.covers_all:
        return True
    return bool(_goods(one) & _goods(other))


def _goods(registration: DealRegistration) -> set[tuple[str, int]]:
    """Return the products that are protected, and those of protected categories and what lies below."""
    products = {
        head or pk
        for pk, head in registration.lines.exclude(product=None).values_list("product", "product__parent")
    }
    goods = {("product", pk) for pk in products}
    for category in registration.categories.all():
        tree = Category.get_tree(category)
        goods |= {("product", pk) for pk in tree.exclude(product=None).values_list("product", flat=True)}
        goods |= {("category", pk) for pk in tree.values_list("pk", flat=True)}
    return goods


@transaction.atomic
def give_back(registration: DealRegistration, *, answer: str, by: User, now: datetime) -> None:
    """Ask the partner for more; the clock stands. Raises RegistrationMovedError."""
    row = held(registration, *WAITING)
    row.give_back()
    _answered(row, answer, by=by, now=now)
    evidence.note(row, Act.RETURNED, by=by, now=now)
    publish(DealRegistrationReturned(registration_id=row.pk))


@transaction.atomic
def reject(registration: DealRegistration, *, answer: str, by: User, now: datetime) -> None:
    """Say no, with a reason. Raises RegistrationMovedError."""
    row = held(registration, *WAITING)
    row.reject()
    row.closed_at = now
    _answered(row, answer, by=by, now=now)
    index_registration(row)
    close_deal_of(row)
    evidence.note(row, Act.REJECTED, by=by, now=now)
    publish(DealRegistrationRejected(registration_id=row.pk))


def _answered(row: DealRegistration, answer: str, *, by: User, now: datetime) -> None:
    row.answer, row.answered_at, row.reviewer = answer[:2000], now, by
    row.save()


@transaction.atomic
def extend(registration: DealRegistration, *, until: datetime, by: User, now: datetime) -> None:
    """Protect it longer, and have its prices hold as long. Raises RegistrationError for an earlier end."""
    row = held(registration, RegistrationState.APPROVED, RegistrationState.WON)
    if row.protected_until is None or until <= row.protected_until:
        raise RegistrationError(_("Please choose a day after the one that it is protected until."))
    row.protected_until, row.extension_until, row.extension_reason = until, None, ""
    row.save()
    if row.price_list is not None:
        row.price_list.end = until
        row.price_list.save()
    evidence.note(row, Act.EXTENDED, by=by, now=now, data={"until": until.isoformat()})
    publish(DealRegistrationExtended(registration_id=row.pk, until=until.isoformat()))


@transaction.atomic
def refuse_extension(registration: DealRegistration, *, by: User, now: datetime) -> None:
    """Leave the protection as it is. Raises RegistrationMovedError where nobody asks."""
    row = held(registration, RegistrationState.APPROVED)
    if row.extension_until is None:
        raise moved()
    row.extension_until, row.extension_reason = None, ""
    row.save()
    evidence.note(row, Act.EXTENSION_REFUSED, by=by, now=now)


@transaction.atomic
def judge(match: ConflictMatch, verdict: str, *, by: User, now: datetime) -> None:
    """Say whether it is the same end customer. Raises RegistrationMovedError once it was decided."""
    row = held(match.registration, *WAITING, RegistrationState.RETURNED)
    ConflictMatch.objects.filter(pk=match.pk).update(verdict=verdict, judged_by=by)
    evidence.note(row, Act.JUDGED, by=by, now=now, data={"match": match.pk, "verdict": verdict})


def expire_due(*, now: datetime) -> int:
    """End the protection that is over, each registration by itself; return how many ended."""
    due = DealRegistration.objects.filter(state=RegistrationState.APPROVED, protected_until__lte=now)
    return sum(_expire(pk, now=now) for pk in due.order_by("pk").values_list("pk", flat=True)[:PER_PAGE])


@transaction.atomic
def _expire(pk: int, *, now: datetime) -> bool:
    row = DealRegistration.objects.select_for_update(of=("self",)).select_related("account").get(pk=pk)
    if row.state != RegistrationState.APPROVED or row.protected_until is None or row.protected_until > now:
        return False
    row.expire()
    row.closed_at = now
    row.save()
    index_registration(row)
    end_prices(row)
    close_deal_of(row)
    evidence.note(row, Act.EXPIRED, by=None, now=now)
    publish(DealRegistrationClosed(registration_id=row.pk, how=row.state))
    return True
