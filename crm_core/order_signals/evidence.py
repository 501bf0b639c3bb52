"""How good a signal is, in words: on the shop's own past, or that too little is known of it yet."""

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.order_signals.kinds import FORECASTS, SignalKind
from crm_core.order_signals.measuring import LEAST_CALLED
from crm_core.order_signals.models import SignalTrial

NOTHING = gettext_lazy("right means: nothing was ordered within %(days)s days")
MEANS = {
    SignalKind.REORDER_DUE: gettext_lazy("right means: an order came within %(days)s days"),
    SignalKind.PRODUCT_DUE: gettext_lazy("right means: the product was ordered within %(days)s days"),
    SignalKind.LAPSED: NOTHING,
    SignalKind.VIP_LOST: NOTHING,
    SignalKind.QUANTITY_DROPPED: gettext_lazy(
        "right means: the next %(days)s days stayed 30 %% or more below the earlier level"
    ),
    SignalKind.BACK: gettext_lazy("right means: another order came within %(days)s days"),
    SignalKind.CROSS_SELL: gettext_lazy(
        "right means: one of the named products was bought within %(days)s days"
    ),
}


def evidence_of(kind: SignalKind) -> str:
    """Say how often it was right on the shop's own past, beside chance; one query."""
    if kind not in FORECASTS:
        return _("States a fact: there is nothing to be right or wrong about.")
    trial = SignalTrial.objects.filter(kind=kind).first()
    if trial is None:
        return _("Not measured yet: the shop's own history is looked through every Sunday.")
    if trial.called < LEAST_CALLED or not trial.eligible:
        words = _(
            "Not measurable yet: the shop's history has %(calls)s such cases, and %(least)s are needed."
        )
        return words % {"calls": number_format(trial.called), "least": LEAST_CALLED}
    return _(
        "On your shop's history: right in %(right)s of 100, chance %(chance)s"
        " (95 %% certain: %(low)s to %(high)s; %(calls)s cases, measured on %(day)s; %(means)s)."
    ) % {
        "right": _of_100(trial.right / trial.called),
        "chance": _of_100(trial.eligible_right / trial.eligible),
        "low": _of_100(trial.low),
        "high": _of_100(trial.high),
        "calls": number_format(trial.called),
        "day": date_format(localtime(trial.measured_at), "DATE_FORMAT"),
        "means": MEANS[kind] % {"days": trial.horizon},
    }


def _of_100(share: float) -> str:
    return number_format(round(100 * share))
