"""Who owes what: a row for each company and currency, with its account, its ageing and its next reminder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from shop.b2b.models import Company
from shop.time_zones import shop_day
from shop.trade_credit.dunning import next_reminders
from shop.trade_credit.models import CreditAccount, Receivable
from shop.trade_credit.models.accounts import ZERO
from shop.trade_credit.queries import BUCKETS, Ageing, ageing, open_receivables, undisputed
from shop.trade_credit.words import BUCKET_NAMES


@dataclass(frozen=True, kw_only=True)
class Debtor:
    """A company in one currency; `account` is its own, None where it has none or buys on its parent's."""

    company: Company
    ageing: Ageing
    account: CreditAccount | None

    @property
    def buckets(self) -> list[Decimal]:
        """The sums by age."""
        return [self.ageing.buckets[name] for name, _first in BUCKETS]


def debtors(*, only_overdue: bool = False) -> list[Debtor]:
    """List who owes something or has an account, who owes most overdue first; four queries, however many."""
    found = {(one.company_id, one.currency): one for one in ageing(Receivable.objects.all())}
    accounts = {(one.company_id, one.currency): one for one in CreditAccount.objects.all()}
    nothing = dict.fromkeys(dict(BUCKETS), ZERO)
    companies = Company.objects.in_bulk({company for company, _currency in (*found, *accounts)})
    rows = [
        Debtor(
            company=companies[key[0]],
            ageing=found.get(key) or Ageing(company_id=key[0], currency=key[1], buckets=nothing),
            account=accounts.get(key),
        )
        for key in {*found, *accounts}
    ]
    if only_overdue:
        rows = [row for row in rows if row.ageing.overdue]
    return sorted(rows, key=lambda row: (-row.ageing.overdue, -row.ageing.total, row.company.name))


def reminders_of(rows: Sequence[Debtor], *, day: date | None = None) -> dict[int, date]:
    """Tell by company when each is reminded next; what is disputed is left out."""
    owed = open_receivables().filter(company__in=[row.company for row in rows])
    return next_reminders(list(undisputed(owed)), day or shop_day())


def debtor_lines(rows: Sequence[Debtor]) -> Iterator[list[object]]:
    """Yield the rows as CSV has them, headings first."""
    buckets = [str(BUCKET_NAMES[name]) for name, _first in BUCKETS]
    yield [_("Company"), _("Currency"), *buckets, _("Total"), _("Credit limit"), _("Used")]
    for row in rows:
        account = row.account
        limit = "" if account is None or account.limit is None else f"{account.limit:f}"
        yield [
            row.company.name,
            row.ageing.currency,
            *(f"{amount:f}" for amount in row.buckets),
            f"{row.ageing.total:f}",
            limit,
            f"{account.used:f}" if account else "",
        ]
