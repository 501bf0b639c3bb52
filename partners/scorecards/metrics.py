"""What a scorecard measures: a registry, to which slices above add their own."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext

from partners.accounts.models import PartnerAccount
from partners.scorecards.quarters import Quarter
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.registry import Registry


class Unit(Enum):
    """In what a metric is measured."""

    MONEY = auto()
    PERCENT = auto()
    NUMBER = auto()
    HOURS = auto()
    DAYS = auto()
    TIMES = auto()


SIGNS = {Unit.PERCENT: " %", Unit.TIMES: " ×"}


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One figure of a scorecard; `read` answers None where there was nothing to measure.

    With `is_less_better` a goal is reached by a value at or below it. `read` asks a fixed number of queries.
    """

    name: str
    label: str | Promise
    unit: Unit
    read: Callable[[PartnerAccount, Quarter], Decimal | None]
    is_less_better: bool = False
    order: int = 50

    def words(self, value: Decimal | None) -> str:
        """Write a value for a reader; a dash for none."""
        if value is None:
            return "–"
        if self.unit is Unit.MONEY:
            return format_money(value, shop_currency())
        plain = number_format(value.quantize(Decimal("0.1")).normalize() + 0, use_l10n=True)
        if self.unit is Unit.DAYS:
            return ngettext("%(number)s day", "%(number)s days", int(value)) % {"number": plain}
        if self.unit is Unit.HOURS:
            return _("%(number)s h") % {"number": plain}
        return f"{plain}{SIGNS.get(self.unit, '')}"


METRICS: Registry[Metric] = Registry(
    "metric of a partner's scorecard", sort=lambda metric: (metric.order, metric.name)
)
