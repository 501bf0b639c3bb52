"""Quotas from a file, first checked and then written: what is wrong is named and left out.

Headings: `of` (user, team, territory; without it: user), `name` (a representative's e-mail address, or the
name of the team or territory), `kind` (month, quarter), `starts_on` (a day of the period) and `amount`
(empty: no quota).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.customers.models import Team, Territory
from crm_core.forecast.grid import read_amount
from crm_core.forecast.models import PeriodKind, Quota
from crm_core.forecast.periods import EARLIEST, LATEST, Period
from crm_core.forecast.quotas import REP, SUBJECTS, TEAM, TERRITORY, subjects_of
from crm_core.forecast.services import write_quota
from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.sources import headings_of, rows_of
from shop.user.models import User

NEEDED = ("name", "kind", "starts_on", "amount")
MOST_ROWS = 20_000


@dataclass(frozen=True, kw_only=True)
class QuotaChange:
    """A quota that becomes another."""

    row: int
    name: str
    period: Period
    old: Decimal | None
    new: Decimal | None


@dataclass
class QuotaOutcome:
    """What becomes of a file: rows read, what changes, and problems (row, column, reason)."""

    rows: int = 0
    changes: list[QuotaChange] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def read_quotas(path: Path, *, user: User, is_dry: bool) -> QuotaOutcome:
    """Read a CSV or XLSX file of quotas and write what can be used of it; `is_dry` writes nothing.

    Raises ImportFailedError for a file that cannot be read or lacks a heading.
    """
    headings = headings_of(path)
    if missing := [name for name in NEEDED if name not in headings]:
        raise ImportFailedError(
            _("The file has no column “%(column)s”; its headings are %(headings)s.")
            % {"column": missing[0], "headings": ", ".join(headings[:12]) or "–"}
        )
    outcome = QuotaOutcome()
    known = {kind: _keys(kind, user) for kind in SUBJECTS}
    for number, row in rows_of(path):
        outcome.rows += 1
        if outcome.rows > MOST_ROWS:
            raise ImportFailedError(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
        try:
            if isinstance(row, BadValueError):
                raise row
            _take(number, row, known, outcome, is_dry=is_dry)
        except BadValueError as error:
            outcome.problems.append((number, error.column, error.reason))
    return outcome


def _keys(kind: str, user: User) -> dict[str, int]:
    """Return by which words the subjects that a user may write quotas of are known."""
    numbers = [subject.key for subject in subjects_of(kind, user)]
    model, column = {REP: (User, "email"), TEAM: (Team, "name"), TERRITORY: (Territory, "name")}[kind]
    rows = model._default_manager.filter(pk__in=numbers).values_list(column, "pk")
    return {str(words).casefold(): pk for words, pk in rows}


def _take(
    number: int,
    row: Mapping[str, object],
    known: Mapping[str, Mapping[str, int]],
    outcome: QuotaOutcome,
    *,
    is_dry: bool,
) -> None:
    text = {name: str(row.get(name) or "").strip() for name in ("of", *NEEDED)}
    subject = text["of"] or REP
    if subject not in SUBJECTS:
        raise BadValueError("of", _("Enter user, team or territory."))
    key = known[subject].get(text["name"].casefold())
    if key is None:
        raise BadValueError("name", _("“%(name)s” is not known.") % {"name": text["name"]})
    period = _period(text["kind"], text["starts_on"])
    try:
        amount = read_amount(text["amount"])
    except ValidationError as error:
        raise BadValueError("amount", " ".join(error.messages)) from error
    held = Quota.objects.filter(**{f"{subject}_id": key}, kind=period.kind, starts_on=period.start)
    old = held.values_list("amount", flat=True).first()
    if old == amount:
        return
    outcome.changes.append(QuotaChange(row=number, name=text["name"], period=period, old=old, new=amount))
    if not is_dry:
        write_quota(subject, key, period, amount)


def _period(kind: str, day: str) -> Period:
    if kind not in PeriodKind.values:
        raise BadValueError("kind", _("Enter month or quarter."))
    try:
        starts_on = date.fromisoformat(day[:10])
    except ValueError:
        raise BadValueError("starts_on", _("Enter a date as 2026-01-31.")) from None
    if not EARLIEST <= starts_on <= LATEST:
        raise BadValueError("starts_on", _("This date is out of range."))
    return Period.holding(starts_on, PeriodKind(kind))
