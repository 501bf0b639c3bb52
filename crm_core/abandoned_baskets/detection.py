"""Finding the baskets that are left behind, and seeing how each spell ended.

Both work on sets: however many baskets are found, the number of queries is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict, cast

from django.conf import settings
from django.db import transaction
from django.db.models import DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from crm_core.abandoned_baskets.events import BasketAbandoned
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.consents.queries import decisions, subjects_of
from crm_core.customers.models import CustomerIdentifier
from crm_core.customers.services import identify
from shop.basket.models import Basket, Line
from shop.contact_data import normalised_email
from shop.events.services import publish_all
from shop.money import MoneySum

#: What a guest agrees to who wants to be reminded (`crm_core.consents.purposes`).
PURPOSE = "basket-reminders"
MOST = 500
Kind, Outcome = CustomerIdentifier.Kind, AbandonedBasket.Outcome
LAST_CHANGE = Subquery(
    Line.objects.filter(basket=OuterRef("pk")).order_by("-date_updated").values("date_updated")[:1]
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A basket that is left: whose, since when, and what is in it."""

    basket: int
    user: int | None
    email: str
    quiet_since: datetime


def quiet_baskets(now: datetime) -> QuerySet[Basket]:
    """List the open baskets with something in them that nobody touched for hours, not told of yet.

    Only those whose owner can be reached: by account, or by the address that a guest typed. What was left
    longer than KILN_BASKET_CONTACT_DAYS ago is left alone. Each has `quiet_at`.
    """
    before = now - timedelta(hours=settings.KILN_BASKET_ABANDONED_HOURS)
    since = now - timedelta(days=settings.KILN_BASKET_CONTACT_DAYS)
    lately = Line.objects.filter(date_updated__range=(since, before)).values("basket")
    reachable = Q(owner__is_active=True) | Q(owner=None) & ~Q(contact__email="") & Q(contact__isnull=False)
    told = AbandonedBasket.objects.filter(basket=OuterRef("pk"), quiet_since__gte=OuterRef("quiet_at"))
    opened = Basket.objects.filter(reachable, pk__in=lately, status=Basket.OPEN)
    found = opened.annotate(quiet_at=LAST_CHANGE)
    return found.filter(~Exists(told), quiet_at__lte=before, quiet_at__gte=since).order_by("pk")


def find_abandoned_baskets(*, now: datetime | None = None) -> int:
    """Note each basket that is left and tell of it, once per quiet spell; return how many.

    Of two schedulers the unique constraint lets one write a spell, and only what was written is told of.
    """
    now = now or timezone.now()
    end_spells(now=now)
    rows = quiet_baskets(now)[:MOST].values_list("pk", "owner", "contact__email", "quiet_at")  # type: ignore[misc]
    found = [
        Found(basket=pk, user=user, email=normalised_email(email or ""), quiet_since=since)
        for pk, user, email, since in rows
    ]
    if not found:
        return 0
    customers = _customers_of(found)
    worth = _worth_of([one.basket for one in found])
    spells = [_spell(one, customers, worth, now) for one in found if one.basket in worth]
    return _note(spells, {one.basket: one.user for one in found})


@transaction.atomic
def _note(spells: Sequence[AbandonedBasket], users: Mapping[int, int | None]) -> int:
    baskets = [spell.basket_id for spell in spells]
    # Whoever looks at the same moment waits here, and then finds the spells that are written.
    list(Basket.objects.select_for_update().filter(pk__in=baskets).order_by("pk").values_list("pk"))
    known = set(AbandonedBasket.objects.filter(basket__in=baskets).values_list("basket", "quiet_since"))
    new = [spell for spell in spells if (spell.basket_id, spell.quiet_since) not in known]
    written = AbandonedBasket.objects.bulk_create(new)
    publish_all(
        BasketAbandoned(
            basket_id=spell.basket_id,
            abandoned_id=spell.pk,
            customer_id=spell.customer_id,
            user_id=users[spell.basket_id],
            value=str(spell.value),
            currency=spell.currency,
            pieces=spell.pieces,
        )
        for spell in written
    )
    return len(written)


def end_spells(*, now: datetime | None = None) -> int:
    """Close the spells whose basket was taken up again, emptied, joined or ordered; return how many.

    Four statements. An order says so itself (`subscribers`); what is found here is one that nobody told of.
    """
    now = now or timezone.now()
    baskets = Basket.objects.filter(pk=OuterRef("basket"))
    lines = Line.objects.filter(basket=OuterRef("basket"))
    opened = AbandonedBasket.objects.filter(outcome=Outcome.OPEN)
    ends = (
        (Outcome.ORDERED, Exists(baskets.filter(status=Basket.SUBMITTED))),
        (Outcome.MERGED, Exists(baskets.filter(status=Basket.MERGED))),
        (Outcome.EMPTIED, ~Exists(lines)),
        (Outcome.RESUMED, Exists(lines.filter(date_updated__gt=OuterRef("quiet_since")))),
    )
    return sum(opened.filter(reason).update(outcome=outcome, ended_at=now) for outcome, reason in ends)


class _Worth(TypedDict):
    """What stands in a basket; `value` is None where no line has a price."""

    value: Decimal | None
    price_currency: str
    pieces: int


def _spell(
    one: Found, customers: Mapping[int, int], worth: Mapping[int, _Worth], now: datetime
) -> AbandonedBasket:
    sums = worth[one.basket]
    return AbandonedBasket(
        basket_id=one.basket,
        customer_id=customers.get(one.basket),
        quiet_since=one.quiet_since,
        abandoned_at=now,
        value=sums["value"] or Decimal(0),
        currency=sums["price_currency"],
        pieces=sums["pieces"],
    )


def _worth_of(baskets: Iterable[int]) -> dict[int, _Worth]:
    rows = Line.objects.filter(basket__in=list(baskets)).values("basket", "price_currency").order_by("basket")
    each = ExpressionWrapper(
        F("price_incl_tax") * F("quantity"), DecimalField(max_digits=12, decimal_places=2)
    )
    sums = rows.annotate(value=MoneySum(each), pieces=Sum("quantity"))
    return {row["basket"]: cast("_Worth", row) for row in sums}


def _customers_of(found: Sequence[Found]) -> dict[int, int]:
    """Say whose baskets they are: by account, else by address; who is nobody yet and agreed becomes one."""
    users = {str(one.user) for one in found if one.user}
    emails = {one.email for one in found if not one.user and one.email}
    keys = CustomerIdentifier.objects.filter(
        Q(kind=Kind.USER, value__in=users) | Q(kind=Kind.EMAIL, value__in=emails)
    )
    known = {(kind, value): pk for kind, value, pk in keys.values_list("kind", "value", "customer")}
    unknown = {email for email in emails if (str(Kind.EMAIL), email) not in known}
    for email in _who_agreed(unknown):
        known[str(Kind.EMAIL), email] = identify(email=email).pk
    whose = {one.basket: (Kind.USER, str(one.user)) if one.user else (Kind.EMAIL, one.email) for one in found}
    return {pk: known[str(kind), value] for pk, (kind, value) in whose.items() if (str(kind), value) in known}


def _who_agreed(emails: set[str]) -> list[str]:
    """List the addresses whose latest word on reminders is yes: these may become a record of their own."""
    if not emails:
        return []
    subjects = subjects_of((str(Kind.EMAIL), email) for email in sorted(emails))
    latest: dict[int, bool] = {}
    for row in decisions(list(subjects)).filter(purpose=PURPOSE, channel="email"):
        latest.setdefault(row.subject_id, row.is_granted)
    return [value for pk, (_kind, value) in subjects.items() if latest.get(pk)]
