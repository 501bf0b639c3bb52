"""Signals in the words of who has to act on them: what, and why."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _, ngettext, pgettext

from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.models import BoughtTogether, OrderSignal
from crm_core.order_signals.thresholds import SHIPPED
from shop.catalogue.models import Category, Product
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.json_types import JsonObject

MOST_NAMED = 3
PAIR = ("recent", "expected")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What products and categories are called in the language that is active."""

    products: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)

    def of(self, what: str, number: int) -> str:
        """Name one; what is gone is "an earlier product"."""
        found = self.categories if what == BoughtTogether.What.CATEGORY else self.products
        return found.get(number) or _("something no longer sold")


def names_in(signals: Collection[OrderSignal]) -> Names:
    """Read the names that the words of these signals need; two queries, none where they need none."""
    products: set[int] = set()
    categories: set[int] = set()
    for signal in signals:
        products.update(one["product"] for one in signal.data.get("products", ()))
        for gap in signal.data.get("gaps", ()):
            into = categories if gap["what"] == BoughtTogether.What.CATEGORY else products
            into.update((gap["item"], gap["because"]))
    found = Product.objects.filter(pk__in=products) if products else ()
    listed = Category.objects.filter(pk__in=categories) if categories else ()
    return Names(
        products={one.pk: one.get_title() for one in found}, categories={one.pk: one.name for one in listed}
    )


def reason_words(signal: OrderSignal, *, today: date, names: Names | None = None) -> str:
    """Say why a signal holds, in a sentence without a full stop."""
    tell = TELL.get(SignalKind(signal.kind))
    if tell is None:
        return ""
    known = names if names is not None else names_in([signal])
    return tell(Telling(data=signal.data, since=signal.since, today=today, names=known))


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What a reason is told from."""

    data: JsonObject
    since: date
    today: date
    names: Names


def _back(told: Telling) -> str:
    return _("ordered again after %(days)s days without an order") % {"days": told.data["silent"]}


def _first_order(told: Telling) -> str:
    return _("ordered for the first time on %(day)s") % {"day": _day(told.since)}


def _overdue(told: Telling) -> str:
    amount = format_money(Decimal(told.data["value"]), told.data["currency"])
    words = _("order %(number)s over %(amount)s was to be paid by %(day)s")
    return words % {**_about(told), "amount": amount}


def _late(told: Telling) -> str:
    return _("order %(number)s was to be shipped by %(day)s and has not been") % _about(told)


def _about(told: Telling) -> dict[str, str]:
    return {"number": told.data["number"], "day": _day(date.fromisoformat(told.data["day"]))}


def _review(told: Telling) -> str:
    return _("order %(number)s has arrived, and nothing is open") % {"number": told.data["number"]}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _join(parts: Sequence[str]) -> str:
    return pgettext("punctuation", "; ").join(part for part in parts if part)


def usual_words(days: int) -> str:
    """Say how often somebody orders."""
    words = ngettext("usually every %(days)s day", "usually every %(days)s days", days)
    return words % {"days": days}


def _late_words(late: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}


def _usual_and_late(usual: int, since: date, today: date) -> str:
    """Count how late it is from the usual interval on; a signal is raised a little after it."""
    late = (today - since).days + SHIPPED.due_after(usual) + 1 - usual
    return _join([usual_words(usual), _late_words(late)])


def _silence(data: JsonObject, today: date) -> str:
    days = (today - date.fromisoformat(data["last"])).days
    silence = ngettext("no order for %(days)s day", "no order for %(days)s days", days) % {"days": days}
    return _join([silence, usual_words(data["usual"])])


def _products(products: Sequence[JsonObject], names: Names, today: date) -> str:
    told = []
    for one in products[:MOST_NAMED]:
        name = names.of(BoughtTogether.What.PRODUCT, one["product"])
        since = date.fromisoformat(one["since"])
        reason = _usual_and_late(one["usual"], since, today)
        told.append(_("%(product)s: %(reason)s") % {"product": name, "reason": reason})
    return " · ".join(told)


def _drop(data: JsonObject) -> str:
    share = number_format(round(100 * (1 - data["recent"] / data["expected"])))
    facts = {"share": share, "days": data["window"]}
    if data["measure"] == "pieces":
        words = _("%(share)s %% fewer pieces in the last %(days)s days than %(expected)s")
    else:
        words = _("%(share)s %% less ordered in the last %(days)s days than %(expected)s")
    expected = _("in earlier years at this season") if data["seasonal"] else _("usual before")
    if data["measure"] == "pieces":
        amounts = [number_format(round(data["recent"])), number_format(round(data["expected"]))]
    else:
        currency = shop_currency()
        amounts = [
            format_money(Decimal(round(data[name])), currency, trim=True) for name in ("recent", "expected")
        ]
    told = words % {**facts, "expected": expected}
    return _join([told, _("%(recent)s instead of %(expected)s") % dict(zip(PAIR, amounts, strict=True))])


def _gaps(found: Sequence[JsonObject], names: Names) -> str:
    return " · ".join(gap_words(gap, names) for gap in found[:MOST_NAMED])


def gap_words(gap: JsonObject, names: Names) -> str:
    """Say what somebody never bought and who does: how many of those alike, and how many times as many."""
    return _(
        "never bought %(item)s; %(support)s of %(buyers)s customers who buy %(because)s do,"
        " %(lift)s times as many as of all"
    ) % {
        "item": names.of(gap["what"], gap["item"]),
        "because": names.of(gap["what"], gap["because"]),
        "support": number_format(gap["support"]),
        "buyers": number_format(gap["buyers"]),
        "lift": number_format(gap["lift"], decimal_pos=1),
    }


TELL: Mapping[SignalKind, Callable[[Telling], str]] = {
    SignalKind.REORDER_DUE: lambda told: _usual_and_late(told.data["usual"], told.since, told.today),
    SignalKind.PRODUCT_DUE: lambda told: _products(told.data["products"], told.names, told.today),
    SignalKind.QUANTITY_DROPPED: lambda told: _drop(told.data),
    SignalKind.LAPSED: lambda told: _silence(told.data, told.today),
    SignalKind.VIP_LOST: lambda told: _silence(told.data, told.today),
    SignalKind.BACK: _back,
    SignalKind.FIRST_ORDER: _first_order,
    SignalKind.CROSS_SELL: lambda told: _gaps(told.data["gaps"], told.names),
    SignalKind.PAYMENT_OVERDUE: _overdue,
    SignalKind.DELIVERY_LATE: _late,
    SignalKind.REVIEW_DUE: _review,
}
