"""The rows behind a figure of the forecast: orders, deals or accounts, by the very queries that add it up."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import scope_of
from crm_core.customers.models import Customer, CustomerOrder
from crm_core.forecast.credit import ACCOUNT, OWNER
from crm_core.forecast.deals import deals_in
from crm_core.forecast.models import RepeatForecast
from crm_core.forecast.orders import orders_in
from crm_core.forecast.periods import Period
from crm_core.forecast.queries import of_subject, seen
from crm_core.forecast.quotas import user_label
from crm_core.forecast.repeats import repeats_in, uncovered
from crm_core.pipeline.models import Deal
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.money import MoneySum
from shop.user.models import User

#: Whom a row is of itself; `ACCOUNT` is the account that it counts for.
CUSTOMER = "customer_id"
PARTS_SHOWN: dict[str, str | Promise] = {
    "achieved": gettext_lazy("Achieved"),
    "committed": gettext_lazy("Commit"),
    "best_case": gettext_lazy("Best case"),
    "pipeline": gettext_lazy("Pipeline"),
    "weighted": gettext_lazy("Weighted pipeline"),
    "repeat": gettext_lazy("Repeat orders"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as it is shown: whose, what it is with its address, a few words, and its part of the figure."""

    account: str
    account_url: str
    title: str
    url: str
    note: str
    owner: str
    amount: Decimal

    @property
    def cells(self) -> list[object]:
        """Return it as a row of a file."""
        return [self.account, self.title, self.note, self.owner, self.amount]


@dataclass(frozen=True, kw_only=True)
class Behind:
    """All rows of a figure; `total` is what they add up to, `amount` the annotation that is added."""

    queryset: QuerySet[Model]
    amount: str
    total: Decimal
    tell: Callable[[Model, User], tuple[str, str, str]]

    @property
    def headings(self) -> list[object]:
        """Return the first row of a file."""
        return [
            pgettext("a customer", "Account"),
            pgettext("of a row", "What"),
            _("Note"),
            _("Representative"),
            _("Amount"),
        ]

    def rows_for(self, user: User, records: Iterable[Model]) -> list[Row]:
        """Write rows for a reader: two queries more, however many there are.

        What counts for a colleague of theirs but is of a customer whom they do not see is a sum and no words.
        """
        found = list(records)
        keys = {getattr(one, name) for one in found for name in (ACCOUNT, CUSTOMER)}
        customers = Customer.records.in_bulk(keys)
        owners = User.objects.in_bulk({getattr(one, OWNER) for one in found} - {None})
        scope, rows = scope_of(user), []
        for one in found:
            account, owner = customers[getattr(one, ACCOUNT)], owners.get(getattr(one, OWNER))
            is_seen = scope.includes(account) and scope.includes(customers[getattr(one, CUSTOMER)])
            title, url, note = self.tell(one, user) if is_seen else (_("Of a customer of others"), "", "")
            rows.append(
                Row(
                    account=name_for(user, account) if is_seen else "–",
                    account_url=reverse("customers:inspect", args=[account.pk]) if is_seen else "",
                    title=title,
                    url=url,
                    note=note,
                    owner=user_label(owner) if owner else "",
                    amount=getattr(one, self.amount),
                )
            )
        return rows


def rows_behind(
    user: User,
    period: Period,
    part: str,
    *,
    by: str = "",
    key: int | None = None,
    owners: Collection[int] = (),
) -> Behind:
    """Find the rows of a part of the forecast that somebody sees; with `by`, of one line."""
    queryset, amount, order, tell = _source(period, part)
    rows = seen(queryset, scope_of(user))
    if by:
        rows = of_subject(rows, by=by, owners=owners, key=key)
    total = rows.order_by().aggregate(sum=MoneySum(amount))["sum"]
    return Behind(queryset=rows.order_by(*order), amount=amount, total=total, tell=tell)


def _source(
    period: Period, part: str
) -> tuple[QuerySet[Model], str, Sequence[str], Callable[[Model, User], tuple[str, str, str]]]:
    if part == "achieved":
        orders = orders_in(period).filter(Q(value__gt=0)).select_related("order")
        return orders, "value", ("-value", "pk"), _order_words
    if part == "repeat":
        repeats = uncovered(repeats_in(period)).filter(Q(left__gt=0))
        return repeats, "left", ("-left", "pk"), _repeat_words
    deals = deals_in(period).select_related("stage")
    if part == "weighted":
        return deals.filter(Q(weighted__gt=0)), "weighted", ("-weighted", "pk"), _deal_words
    return deals.filter(Q(category=part, left__gt=0)), "left", ("-left", "pk"), _deal_words


def _order_words(row: Model, _user: User) -> tuple[str, str, str]:
    order = cast("CustomerOrder", row).order
    day = date_format(timezone.localtime(order.date_placed), "DATE_FORMAT")
    return order.number, reverse("dashboard:order-detail", args=[order.number]), day


def _deal_words(row: Model, _user: User) -> tuple[str, str, str]:
    deal = cast("Deal", row)
    note = _("%(stage)s, %(chance)d %%, expected on %(day)s") % {
        "stage": deal.stage,
        "chance": deal.chance,
        "day": date_format(deal.expected_close_on, "DATE_FORMAT") if deal.expected_close_on else "–",
    }
    return deal.title, reverse("deals:inspect", args=[deal.pk]), note


def _repeat_words(row: Model, _user: User) -> tuple[str, str, str]:
    repeat = cast("RepeatForecast", row)
    note = _("%(orders).1f orders expected") % {"orders": repeat.orders}
    if covered := getattr(row, "covered", None):
        note = _("%(orders).1f orders expected, %(amount)s covered by deals") % {
            "orders": repeat.orders,
            "amount": format_money(covered, shop_currency()),
        }
    return date_format(repeat.month, "F Y"), "", note
