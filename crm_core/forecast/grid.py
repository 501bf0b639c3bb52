"""The quotas of a year as a grid: a row for each subject, a column for each period; saved cell by cell.

The page carries, signed, what each cell held. A save writes the cells that were typed otherwise. A cell
that somebody else changed meanwhile is not overwritten unseen: it is named with theirs; the next save writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _

from crm_core.forecast.models import MOST, PeriodKind, Quota
from crm_core.forecast.periods import MONTHS, Period, add_months
from crm_core.forecast.quotas import REP, Subject, subjects_of
from crm_core.forecast.services import write_quota
from shop.configuration.queries import shop_currency
from shop.money import check_payable
from shop.user.models import User

SALT = "forecast.quotas"


@dataclass(kw_only=True)
class Cell:
    """A quota as it is shown: the name of its field, what is in it, and what is wrong with it."""

    name: str
    label: str
    value: str
    problem: str = ""


@dataclass(kw_only=True)
class GridRow:
    """A subject with its cells, one for each period."""

    subject: Subject
    cells: list[Cell] = field(default_factory=list)


@dataclass(kw_only=True)
class QuotaGrid:
    """The quotas of one kind of subject and period in a year."""

    of: str
    kind: PeriodKind
    year: int
    user: User
    subjects: list[Subject] = field(init=False)
    periods: list[Period] = field(init=False)
    held: dict[str, Decimal] = field(init=False)
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.subjects = subjects_of(self.of, self.user)
        length = MONTHS[self.kind]
        first = date(self.year, 1, 1)
        self.periods = [
            Period(kind=self.kind, start=add_months(first, place)) for place in range(0, 12, length)
        ]
        self.held = self._read()

    def _read(self) -> dict[str, Decimal]:
        rows = Quota.objects.filter(
            kind=self.kind, starts_on__year=self.year, **{f"{self.of}__isnull": False}
        ).values_list(self.of, "starts_on", "amount")
        return {_name(key, starts_on): amount for key, starts_on, amount in rows}

    @property
    def base(self) -> str:
        """Return, signed, what the cells hold, for the form to carry."""
        return signing.dumps({name: str(amount) for name, amount in self.held.items()}, salt=SALT)

    @property
    def rows(self) -> list[GridRow]:
        """Return what is shown: what was typed, else what is held."""
        return [
            GridRow(subject=subject, cells=[self._cell(subject, period) for period in self.periods])
            for subject in self.subjects
        ]

    @property
    def names(self) -> dict[int, str]:
        """Return by what a file names the subjects: the address of a representative, else the name."""
        if self.of != REP:
            return {subject.key: subject.label for subject in self.subjects}
        people = User.objects.filter(pk__in=[subject.key for subject in self.subjects])
        return dict(people.values_list("pk", "email"))

    def _cell(self, subject: Subject, period: Period) -> Cell:
        name = _name(subject.key, period.start)
        held = self.held.get(name)
        shown = self.typed.get(name, "" if held is None else f"{held:f}".removesuffix(".00"))
        return Cell(
            name=name,
            label=f"{subject.label}, {period.label}",
            value=shown,
            problem=self.problems.get(name, ""),
        )

    @transaction.atomic
    def save(self, posted: Mapping[str, str]) -> int | None:
        """Write what was typed; return how many cells changed, None where something needs a look first."""
        loaded = _loaded(posted.get("base", ""))
        self.held = self._locked()
        changes: list[tuple[Subject, Period, Decimal | None]] = []
        for subject in self.subjects:
            for period in self.periods:
                name = _name(subject.key, period.start)
                if name in posted:
                    self._compare(subject, period, posted[name].strip(), loaded, changes)
        if self.problems:
            return None
        for subject, period, amount in changes:
            write_quota(self.of, subject.key, period, amount)
        self.held, self.typed = self._read(), {}
        return len(changes)

    def _locked(self) -> dict[str, Decimal]:
        list(Quota.objects.select_for_update().filter(kind=self.kind, starts_on__year=self.year))
        return self._read()

    def _compare(
        self,
        subject: Subject,
        period: Period,
        text: str,
        loaded: Mapping[str, Decimal],
        changes: list[tuple[Subject, Period, Decimal | None]],
    ) -> None:
        name = _name(subject.key, period.start)
        try:
            typed = read_amount(text)
        except ValidationError as error:
            self.typed[name], self.problems[name] = text, " ".join(error.messages)
            return
        held, before = self.held.get(name), loaded.get(name)
        if typed in (before, held):
            return
        self.typed[name] = text
        if held != before:
            theirs = _("nothing") if held is None else str(held)
            self.problems[name] = _("Changed to %(theirs)s in the meantime. Save again to keep yours.") % {
                "theirs": theirs
            }
            return
        changes.append((subject, period, typed))


def read_amount(text: str) -> Decimal | None:
    """Read what was typed for a quota; None where nothing was. Raises ValidationError for no amount."""
    if not text:
        return None
    try:
        amount = Decimal(str(sanitize_separators(text)).replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        raise ValidationError(_("Enter a number.")) from None
    if not amount.is_finite() or not 0 <= amount <= MOST:
        raise ValidationError(_("Enter an amount that is not negative."))
    check_payable(amount, shop_currency())
    return amount.quantize(Decimal("0.01"))


def _name(key: int, starts_on: date) -> str:
    return f"quota-{key}-{starts_on.isoformat()}"


def _loaded(base: str) -> dict[str, Decimal]:
    """Read what the form was drawn with; nothing where it was not signed by us."""
    try:
        values = signing.loads(base, salt=SALT)
    except signing.BadSignature:
        return {}
    return {name: Decimal(amount) for name, amount in values.items()}
