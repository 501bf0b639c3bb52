"""Consent given and taken back; what was done within it, written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language

from crm_core.consents.models import Consent
from crm_core.consents.purposes import PERSONALISATION, Channel
from crm_core.consents.services import record
from crm_core.customers.models import Customer
from crm_core.customers.services import CannotIdentifyError, identify
from personalization.interactions.consent import (
    LIFETIME,
    TEXT_VERSION,
    BrowserState,
    ConsentChoice,
    consent_words,
)
from personalization.interactions.models import BasketVisitor, Interaction, ToldVisit, Visitor
from personalization.interactions.queries import has_agreed, latest_consent
from personalization.interactions.sessions import forget_visits
from personalization.interactions.signals import interactions_recorded
from shop.catalogue.models import Product
from shop.order.models import Line, Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED
from shop.user.models import User

PAST_PURCHASES = timedelta(days=730)
PAST_PURCHASES_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class TrackedInteraction:
    """One view, search or basket addition on its way into the table; `token` makes it once."""

    token: UUID
    kind: str
    visitor_key: UUID
    occurred_at: datetime
    product_id: int | None = None
    query: str = ""


@transaction.atomic
def grant_consent(
    *, visitor_key: UUID | None, user: User | AnonymousUser | None, source: str, now: datetime
) -> Visitor:
    """Write down a yes and return the visitor that the browser shall carry from now on.

    A visitor who is already known goes on; one that belongs to another account does not.
    Effects in order: visitor, proof, for a user their last two years' purchases.
    """
    visitor = Visitor.objects.filter(key=visitor_key).first() if visitor_key else None
    if visitor is None or (visitor.user_id is not None and visitor.user_id != getattr(user, "pk", None)):
        visitor = Visitor.objects.create()
    _record_consent(granted=True, visitor_key=visitor.key, user=user, source=source, now=now)
    if user is not None:
        _link(visitor, user, now=now)
    return visitor


@transaction.atomic
def refuse_consent(*, visitor_key: UUID | None, user: User | None, source: str, now: datetime) -> None:
    """Take a no, at first asking or later: erase what was remembered and stop.

    The visitor's rows go; for a user, those of all their devices and of their purchases too. The
    orders themselves stay: they are no profile. A stranger who says no at first leaves no row.
    """
    visitors = Visitor.objects.filter(key=visitor_key) if visitor_key else Visitor.objects.none()
    if user is not None:
        visitors = visitors.filter(user=None) | Visitor.objects.filter(user=user)
        Interaction.objects.filter(user=user).delete()
    erased, _per_model = visitors.delete()
    if erased or user is not None:
        _record_consent(granted=False, visitor_key=visitor_key, user=user, source=source, now=now)


@transaction.atomic
def erase_account_behaviour(user: User, *, now: datetime) -> None:
    """Erase what is remembered of a user whose account has ended; a yes of theirs ends with it.

    Proofs of consent stay: they name nobody any more. Asked again it changes nothing.
    Effects in order: visitors with all below them, interactions, proof.
    """
    Visitor.objects.filter(user=user).delete()
    Interaction.objects.filter(user=user).delete()
    if has_agreed(user):
        _record_consent(granted=False, visitor_key=None, user=user, source=Consent.Source.DELETION, now=now)


@transaction.atomic
def reconcile_consent(
    *, choice: ConsentChoice | None, visitor_key: UUID | None, user: User, now: datetime
) -> BrowserState:
    """Bring the browser's choice and the account's together when somebody logs in.

    The later of the two counts. A browser's yes becomes the account's; a browser's no stays
    this browser's own affair, for it may be a borrowed one.
    """
    account = latest_consent(user)
    if choice is not None and (account is None or choice.chosen_at > account.decided_at):
        if not choice.granted:
            return BrowserState(choice=choice, visitor_key=None)
        visitor = grant_consent(visitor_key=visitor_key, user=user, source=Consent.Source.LOGIN, now=now)
        return BrowserState(choice=choice, visitor_key=visitor.key)
    if account is None:
        return BrowserState(choice=None, visitor_key=None)
    settled = ConsentChoice(granted=account.is_granted, chosen_at=account.decided_at)
    if not account.is_granted:
        if visitor_key is not None:
            Visitor.objects.filter(key=visitor_key, user=None).delete()
        return BrowserState(choice=settled, visitor_key=None)
    known = (
        Visitor.objects.filter(Q(key=visitor_key, user=None) | Q(user=user)).order_by("user", "-pk").first()
    )
    visitor = known or Visitor.objects.create()
    _link(visitor, user, now=now)
    return BrowserState(choice=settled, visitor_key=visitor.key)


def link_basket(basket_id: int, *, visitor_key: UUID) -> None:
    """Note that this visitor fills this basket; the last one to touch it counts."""
    visitor = Visitor.objects.filter(key=visitor_key).first()
    if visitor is not None:
        BasketVisitor.objects.bulk_create(
            [BasketVisitor(basket_id=basket_id, visitor=visitor)],
            update_conflicts=True,
            unique_fields=["basket"],
            update_fields=["visitor"],
        )


def record_interactions(behaviours: Sequence[TrackedInteraction]) -> None:
    """Write a batch in three queries; what came before or belongs to nobody is left out.

    A visitor who has withdrawn since has no row any more, so nothing of theirs is written.
    """
    visitors = {v.key: v for v in Visitor.objects.filter(key__in={b.visitor_key for b in behaviours})}
    products = set(
        Product.objects.filter(pk__in={b.product_id for b in behaviours}).values_list("pk", flat=True)
    )
    rows = [
        Interaction(
            token=b.token,
            kind=b.kind,
            visitor=visitors[b.visitor_key],
            user_id=visitors[b.visitor_key].user_id,
            product_id=b.product_id,
            query=b.query[:200],
            occurred_at=b.occurred_at,
        )
        for b in behaviours
        if b.visitor_key in visitors and (b.product_id is None or b.product_id in products)
    ]
    Interaction.objects.bulk_create(rows, ignore_conflicts=True)
    known = {visitors[b.visitor_key].customer_id for b in behaviours if b.visitor_key in visitors}
    if customers := {number for number in known if number is not None}:
        interactions_recorded.send(sender=Interaction, customers=customers)


@transaction.atomic
def record_purchases(order: Order) -> Customer | None:
    """Turn an order's lines into interactions, if its buyer agreed; once per line, with its pieces now.

    Agreed has the visitor whose basket it was, or the account that ordered. The order row is
    locked, so that a cancellation at the same moment comes wholly before or wholly after.
    Effects in order: interactions, the visitor's customer and first name.
    """
    order = lock_order(order)
    tie = BasketVisitor.objects.filter(basket=order.basket_id).select_related("visitor").first()
    visitor = tie.visitor if tie else None
    if visitor is None and not has_agreed(order.user):
        return None
    customer = _customer_of(order)
    lines = order.lines.exclude(product=None)
    _insert_purchases(lines, visitor=visitor, customer=customer)
    if visitor is not None:
        address = order.shipping_address or order.billing_address
        visitor.customer = customer
        visitor.first_name = (address.first_name.strip()[:60] if address else "") or visitor.first_name
        visitor.save(update_fields=["customer", "first_name"])
    return customer


@transaction.atomic
def reverse_purchases(order: Order, *, now: datetime) -> int:
    """Let a cancelled order's purchases count no more; return how many did until now."""
    lock_order(order)
    purchases = Interaction.objects.filter(order_line__order=order, reversed_at=None)
    return purchases.update(reversed_at=now)


def delete_old_interactions(*, now: datetime) -> int:
    """Delete what is older than the consent can be, then visitors with nothing left; return the rows.

    What the timelines tell of it goes, too.
    """
    limit = now - LIFETIME
    forget_visits(ToldVisit.objects.filter(entry__occurred_at__lt=limit))
    interactions, _per_model = Interaction.objects.filter(occurred_at__lt=limit).delete()
    visitors, _per_model = Visitor.objects.filter(created_at__lt=limit, interactions=None).delete()
    return interactions + visitors


def _record_consent(
    *, granted: bool, visitor_key: UUID | None, user: Any, source: str, now: datetime
) -> None:
    """Write the choice into the ledger, with the words of the banner: of the account, else of the browser.

    Every choice is an entry of its own, since a yes holds for LIFETIME from its day.
    """
    if user is None and visitor_key is None:
        return
    record(
        purpose=PERSONALISATION,
        channel=Channel.SITE,
        granted=granted,
        source=source,
        user=user,
        visitor=visitor_key,
        text=consent_words(),
        text_version=TEXT_VERSION,
        language=get_language() or "",
        at=now,
        again=True,
    )


def _link(visitor: Visitor, user: Any, *, now: datetime) -> None:
    """Make the visitor the user's, with all they did so far, and take in what the user bought."""
    visitor.user, visitor.customer = user, identify(user=user)
    visitor.save(update_fields=["user", "customer"])
    Interaction.objects.filter(visitor=visitor, user=None).update(user=user)
    lines = Line.objects.filter(
        order__user=user, order__date_placed__gte=now - PAST_PURCHASES, product__isnull=False
    ).select_related("order")
    _insert_purchases(lines.order_by("-pk")[:PAST_PURCHASES_LIMIT], visitor=None, customer=visitor.customer)


def _insert_purchases(lines: Iterable[Line], *, visitor: Visitor | None, customer: Customer | None) -> None:
    rows = [
        Interaction(
            kind=Interaction.Kind.PURCHASE,
            visitor=visitor,
            user_id=line.order.user_id,
            customer=customer,
            product_id=line.product_id,
            quantity=line.quantity,
            order_line=line,
            occurred_at=line.order.date_placed,
            reversed_at=line.order.date_placed if line.order.status == CANCELLED else None,
        )
        for line in lines
    ]
    Interaction.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["order_line"], update_fields=["quantity"]
    )


def _customer_of(order: Order) -> Customer | None:
    try:
        return identify(order=order)
    except CannotIdentifyError:
        return None
