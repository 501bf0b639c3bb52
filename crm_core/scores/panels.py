"""How a customer buys, on their page."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.fields import fields_of
from crm_core.customers.attention import (
    FIGURES,
    SUGGESTIONS,
    CustomerFigures,
    Suggestion,
    SuggestionSource,
    once_for_page,
)
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.scores import wording
from crm_core.scores.models import CustomerScore
from shop.backoffice.panels import SIDE, Panel
from shop.backoffice.record import RecordFigure
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """A figure with its error and what it means; `field` is what it can be kept from a role as."""

    field: str
    label: str | Promise
    value: str
    error: str = ""
    note: str | Promise = ""


@once_for_page
def _score_of(customer: Customer) -> CustomerScore | None:
    return CustomerScore.objects.select_related("model").filter(customer=customer).first()


def scores_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """The scores in words; nothing for who has never ordered."""
    score = _score_of(customer)
    if score is None or not score.order_days:
        return None
    today = timezone.localdate()
    access = fields_of(user)
    sentences = [
        ("next_order_on", wording.rhythm_words(score, next_order_on=customer.next_order_on, today=today)),
        ("p_order", wording.likelihood_words(score)),
    ]
    rows = [*_rhythm_rows(customer, score), *_value_rows(score), *_rfm_rows(score)]
    return {
        "sentences": [words for name, words in sentences if words and access.shows(name)],
        "rows": [row for row in rows if row.value and access.shows(row.field)],
        "score": score,
    }


def score_figures(customer: Customer, _user: User) -> list[RecordFigure]:
    """The next order and the coming year's revenue, each with its reading; one query."""
    score = _score_of(customer)
    if score is None or not score.order_days:
        return []
    today, figures = timezone.localdate(), []
    if customer.next_order_on:
        late = (today - customer.next_order_on).days
        words = [wording.day_words(customer.next_order_on), wording.usual_words(score)]
        figures.append(
            RecordFigure(
                label=_("Next order"),
                value=capfirst(wording.due_words(late)),
                note=" · ".join(filter(None, words)),
                tone="bad" if late > 0 else "",
            )
        )
    if score.clv is not None:
        currency = shop_currency()
        error = wording.money_error(score.clv_error, currency)
        figures.append(
            RecordFigure(
                label=_("Next 12 months"),
                value=format_money(score.clv.quantize(Decimal(1)), currency, trim=True),
                note=" · ".join(filter(None, [error, wording.likelihood_words(score)])),
            )
        )
    return figures


def late_order(customer: Customer, _user: User) -> list[Suggestion]:
    """Suggest to ask, once the usual interval has passed; the later, the more."""
    today = timezone.localdate()
    if not customer.next_order_on or customer.next_order_on >= today:
        return []
    score = _score_of(customer)
    if score is None:
        return []
    reason = wording.rhythm_words(score, next_order_on=customer.next_order_on, today=today)
    return [Suggestion(label=_("Call about the next order"), reason=reason, weight=70, action="call")]


def _rhythm_rows(customer: Customer, score: CustomerScore) -> list[ScoreRow]:
    expected, late_until = customer.next_order_on, None
    if expected and score.forecast_on and score.forecast_on != expected:
        late_until = score.forecast_on
    off = (score.model.errors if score.model else {}).get("next_order")
    measured = ""
    if off:
        measured = _("measured on the last 90 days: off by %(days)s days on average") % {
            "days": round(off["mean_days"])
        }
    return [
        ScoreRow(
            field="next_order_on",
            label=_("Next order expected"),
            value=wording.day_words(expected) if expected else "",
            error=wording.days_error(score.interval_error),
            note=measured,
        ),
        ScoreRow(
            field="next_order_on",
            label=_("If late, by"),
            value=wording.day_words(late_until) if late_until else "",
            note=_("half of those who are this late have ordered by then"),
        ),
    ]


def _value_rows(score: CustomerScore) -> list[ScoreRow]:
    currency = shop_currency()
    return [
        ScoreRow(
            field="p_order",
            label=_("Likely to order again"),
            value=_chance(score.p_order),
            error=wording.points_error(score.p_order_error),
            note=_("within 12 months"),
        ),
        ScoreRow(
            field="p_order",
            label=_("Still active"),
            value=_chance(score.p_alive),
            note=_("P(alive): how likely they have not gone for good"),
        ),
        ScoreRow(
            field="clv",
            label=_("Expected revenue, 12 months"),
            value=format_money(score.clv, currency),
            error=wording.money_error(score.clv_error, currency),
            note=_("including tax"),
        ),
        ScoreRow(field="margin", label=_("Margin"), value=_margin(score, currency), note=_margin_note(score)),
    ]


def _chance(share: float | None) -> str:
    return "" if share is None else _("%(percent)s %%") % {"percent": wording.percent(share)}


def _margin(score: CustomerScore, currency: str) -> str:
    if score.margin is None:
        return ""
    amount = format_money(score.margin, currency)
    if not score.margin_revenue:
        return amount
    share = wording.percent(score.margin / score.margin_revenue)
    return _("%(amount)s (%(percent)s %%)") % {"amount": amount, "percent": share}


def _margin_note(score: CustomerScore) -> str:
    covered = score.margin_revenue / score.revenue if score.revenue else Decimal(0)
    return _("excluding tax, at today's cost; cost known for %(percent)s %% of revenue") % {
        "percent": wording.percent(min(covered, Decimal(1)))
    }


def _rfm_rows(score: CustomerScore) -> list[ScoreRow]:
    if score.recency is None:
        return []
    return [
        ScoreRow(
            field="rfm",
            label=_("RFM"),
            value=f"{score.recency} · {score.frequency} · {score.monetary}",
            note=_("recency, frequency, monetary value; 5 is the best fifth of all customers"),
        )
    ]


PANELS.register(
    Panel(
        name="scores",
        title=gettext_lazy("Buying behaviour"),
        template="crm_core/scores/panel.html",
        context=scores_panel,
        order=15,
        permission="order.view_order",
        area=SIDE,
    )
)
FIGURES.register(CustomerFigures(name="scores", read=score_figures, order=10, permission="order.view_order"))
SUGGESTIONS.register(
    SuggestionSource(name="late-order", read=late_order, order=30, permission="order.view_order")
)
