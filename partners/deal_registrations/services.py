"""What a partner does with a registration: write it, submit it, take it back, ask for more time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.deal_registrations import evidence
from partners.deal_registrations.checking import company_among, find_matches
from partners.deal_registrations.clock import answer_due
from partners.deal_registrations.deals import close_deal_of
from partners.deal_registrations.errors import RegistrationError, RegistrationMovedError
from partners.deal_registrations.events import (
    DealRegistrationClosed,
    DealRegistrationMessageSent,
    DealRegistrationSubmitted,
)
from partners.deal_registrations.facts import email_domain, facts_of, vat_key, website_domain
from partners.deal_registrations.index import index_registration
from partners.deal_registrations.keys import keys_of
from partners.deal_registrations.models import (
    ConflictLock,
    ConflictMatch,
    DealRegistration,
    EvidenceEntry,
    RegistrationLine,
    RegistrationMessage,
    RegistrationState,
)
from partners.deal_registrations.prices import end_prices
from partners.deal_registrations.submit_gates import refusal_to_submit
from shop.catalogue.models import Product
from shop.events.services import publish
from shop.user.models import User

Act = EvidenceEntry.Act


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    """So many pieces of a product in the deal."""

    product: Product
    quantity: int


def held(registration: DealRegistration, *states: str) -> DealRegistration:
    """Lock a registration and return it as it is now. Raises RegistrationMovedError in another state."""
    row = (
        DealRegistration.objects.select_for_update(of=("self",))
        .select_related("account__company")
        .get(pk=registration.pk)
    )
    if states and row.state not in states:
        raise moved()
    return row


def moved() -> RegistrationMovedError:
    """Say that somebody else was quicker."""
    return RegistrationMovedError(_("The registration has changed meanwhile. Please look at it again."))


@transaction.atomic
def save_draft(registration: DealRegistration, lines: Sequence[WantedLine]) -> DealRegistration:
    """Keep what a partner has typed so far, with exactly these lines, one for each product.

    Raises RegistrationError for one without an end customer, RegistrationMovedError for one that is no draft
    and was not returned.
    """
    if not registration.customer_name.strip():
        raise RegistrationError(_("Please name the end customer."))
    if registration.pk is not None:
        held(registration, RegistrationState.DRAFT, RegistrationState.RETURNED)
    registration.vat_id = vat_key(registration.vat_id)
    registration.domain = website_domain(registration.website) or email_domain(registration.contact_email)
    registration.save()
    wanted: dict[int, WantedLine] = {line.product.pk: line for line in lines}
    registration.lines.exclude(product__in=wanted).delete()
    for line in wanted.values():
        RegistrationLine.objects.update_or_create(
            registration=registration,
            product=line.product,
            defaults={"quantity": line.quantity, "title": line.product.get_title()[:255]},
        )
    if registration.state == RegistrationState.RETURNED:
        index_registration(registration)
    return registration


@transaction.atomic
def submit(registration: DealRegistration, *, by: User, now: datetime) -> DealRegistration:
    """Hand a registration in; return it with `was_first`. Of two for one end customer exactly one is first.

    All keys by which two may be found to be the same are locked in their order, so that of two submissions
    the second looks when the first is written. Raises RegistrationError without what is needed,
    RegistrationMovedError in another state. Effects in order: state and clock, keys, matches, evidence,
    DealRegistrationSubmitted.
    """
    row = held(registration, RegistrationState.DRAFT, RegistrationState.RETURNED)
    if not row.account.is_active:
        raise RegistrationError(_("This partner account is suspended. Please ask your contact here."))
    if words := refusal_to_submit(row.account):
        raise RegistrationError(words)
    if not (row.contact_email or row.vat_id or row.website):
        raise RegistrationError(
            _("Please give an e-mail address, a website or a VAT id, so that we can tell who it is.")
        )
    lock_keys(row)
    is_again = row.submitted_at is not None
    row.submit()
    row.submitted_at = row.submitted_at or now
    row.answer_due_at, row.answered_at, row.reminded_at = answer_due(row.account, since=now), None, None
    row.save()
    index_registration(row)
    conflicts = check(row, now=now)
    if not is_again:
        row.was_first = not conflicts
        row.save(update_fields=["was_first"])
    evidence.note(row, Act.SUBMITTED, by=by, by_partner=True, now=now, data=evidence.claimed(row))
    kinds = sorted({kind for one in conflicts for kind in one.kinds})
    evidence.note(row, Act.CONFLICTS, by=None, now=now, data={"conflicts": len(conflicts), "kinds": kinds})
    publish(DealRegistrationSubmitted(registration_id=row.pk))
    registration.refresh_from_db()
    return registration


def lock_keys(registration: DealRegistration) -> None:
    """Hold everything by which a registration may collide with another until the transaction ends."""
    keys = sorted(keys_of(facts_of(registration)).all)
    ConflictLock.objects.bulk_create([ConflictLock(key=key) for key in keys], ignore_conflicts=True)
    locks = ConflictLock.objects.filter(key__in=keys).order_by("key")
    list(locks.select_for_update())  # guard: one-end-customer-at-a-time


class _Whom(TypedDict):
    """The one whom a registration may collide with: two of the three are None."""

    other_id: int | None
    company_id: int | None
    customer_id: int | None


def check(registration: DealRegistration, *, now: datetime) -> list[ConflictMatch]:
    """Look for conflicts anew, keep what was found, and return the conflicts that are not judged away.

    What staff have judged stays judged. The end customer's company account is noted where it is sure.
    """
    found = find_matches(registration, now=now)
    if registration.company_id is None and (company := company_among(found)):
        registration.company_id = company
        DealRegistration.objects.filter(pk=registration.pk).update(company=company)
    keep = []
    for one in found:
        whom: _Whom = {
            "other_id": one.registration_id,
            "company_id": one.company_id,
            "customer_id": one.customer_id,
        }
        match, _is_new = ConflictMatch.objects.update_or_create(
            registration=registration,
            **whom,
            defaults={"kinds": list(one.kinds), "score": one.score, "is_conflict": one.is_conflict},
        )
        keep.append(match)
    unjudged = registration.matches.filter(verdict=ConflictMatch.Verdict.OPEN)
    unjudged.exclude(pk__in=[match.pk for match in keep]).delete()
    return [one for one in keep if one.is_conflict and one.verdict != ConflictMatch.Verdict.DIFFERENT]


@transaction.atomic
def withdraw(registration: DealRegistration, *, by: User, now: datetime) -> None:
    """Take a registration back; a draft is deleted. Raises RegistrationMovedError for what was decided."""
    row = held(registration)
    if row.state == RegistrationState.DRAFT:
        row.delete()
        return
    if row.state not in (
        RegistrationState.SUBMITTED,
        RegistrationState.IN_REVIEW,
        RegistrationState.RETURNED,
    ):
        raise moved()
    row.withdraw()
    _close(row, Act.WITHDRAWN, by=by, now=now)


@transaction.atomic
def lose(registration: DealRegistration, *, reason: str, by: User, now: datetime) -> None:
    """Say that the end customer does not buy: protection and prices end. Raises RegistrationMovedError."""
    row = held(registration, RegistrationState.APPROVED)
    row.lose()
    row.lost_reason = reason[:500]
    end_prices(row)
    _close(row, Act.LOST, by=by, now=now)


def _close(row: DealRegistration, act: str, *, by: User, now: datetime) -> None:
    row.closed_at = now
    row.save()
    index_registration(row)
    close_deal_of(row, note=row.lost_reason)
    evidence.note(row, act, by=by, by_partner=True, now=now)
    publish(DealRegistrationClosed(registration_id=row.pk, how=row.state))


@transaction.atomic
def ask_extension(
    registration: DealRegistration, *, until: date, reason: str, by: User, now: datetime
) -> None:
    """Ask for longer protection, to the end of a day. Raises RegistrationError for one that is no longer."""
    row = held(registration, RegistrationState.APPROVED)
    if row.protected_until is not None and until <= row.protected_until.date():
        raise RegistrationError(_("Please choose a day after the one that it is protected until."))
    row.extension_until, row.extension_reason = until, reason[:500]
    row.save(update_fields=["extension_until", "extension_reason"])
    data = {"until": until.isoformat()}
    evidence.note(row, Act.EXTENSION_ASKED, by=by, by_partner=True, now=now, data=data)


@transaction.atomic
def write_message(
    registration: DealRegistration, *, text: str, by: User, from_partner: bool
) -> RegistrationMessage:
    """Write to the other side, who is mailed."""
    message = RegistrationMessage.objects.create(
        registration=registration, author=by, from_partner=from_partner, text=text
    )
    publish(DealRegistrationMessageSent(registration_id=registration.pk, message_id=message.pk))
    return message


def own_others(registration: DealRegistration) -> list[DealRegistration]:
    """List the account's own live registrations that surely are of the same end customer."""
    theirs = Q(other__account=registration.account_id)
    matches = registration.matches.filter(theirs, score__gte=60).select_related("other")
    return [match.other for match in matches if match.other is not None]
