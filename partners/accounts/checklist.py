"""The first steps of a partner: a list that ticks itself from what was really done.

Slices above enter their items. Each answers by an expression, so that all of them are one query, for one
account on the portal's home as for a list of accounts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import Promise

from partners.accounts.models import PartnerAccount
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    """One step.

    `done_at` makes an expression over partner accounts (`OuterRef("pk")`, `OuterRef("company")`): the day or
    moment when it was done, NULL while it was not.
    `url_name` is the page where it is done, for who has one of `permissions`. `is_used` says whether the step
    exists in this shop at all (there is no agreement to accept, say); it may ask one query.
    """

    name: str
    label: str | Promise
    done_at: Callable[[], Combinable]
    url_name: str = ""
    permissions: tuple[str, ...] = ()
    is_used: Callable[[], bool] = lambda: True
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Step:
    """An item and the day on which an account did it; None: not yet."""

    item: ChecklistItem
    done_on: date | None


CHECKLIST: Registry[ChecklistItem] = Registry(
    "item of the partners' checklist", sort=lambda item: (item.order, item.name)
)


def steps_of(account: PartnerAccount) -> list[Step]:
    """Return the steps of an account, done or not. One query, and those of `is_used`."""
    items = [item for item in CHECKLIST if item.is_used()]
    row = with_steps(PartnerAccount.objects.filter(pk=account.pk), items).first()
    return [Step(item=item, done_on=_day(getattr(row, f"step_{item.name}", None))) for item in items]


def with_steps(
    accounts: QuerySet[PartnerAccount], items: list[ChecklistItem] | None = None
) -> QuerySet[PartnerAccount]:
    """Annotate accounts with the moment of each step, as `step_<name>`."""
    asked = list(CHECKLIST) if items is None else items
    return accounts.annotate(**{f"step_{item.name}": item.done_at() for item in asked})


def _day(moment: object) -> date | None:
    if isinstance(moment, datetime):
        return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()
    return moment if isinstance(moment, date) else None
