"""Scores as columns of the customer list."""

from collections.abc import Sequence

from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column

from crm_core.customers.access.fields import FIELDS, CustomerField
from crm_core.customers.columns import COLUMNS, CustomerColumns
from crm_core.customers.models import Customer
from crm_core.scores import wording
from crm_core.scores.models import CustomerScore
from shop.backoffice.columns import MoneyColumn

EXPORTS = {
    "rfm": gettext_lazy("RFM"),
    "p_order": gettext_lazy("Likely to order again"),
    "clv": gettext_lazy("Expected revenue, 12 months"),
    "margin": gettext_lazy("Margin"),
    "usual_interval": gettext_lazy("Usual interval (days)"),
}


def score_columns() -> list[BaseColumn]:
    """RFM, likelihood, expected revenue, margin and interval."""
    return [
        Column("rfm", label=EXPORTS["rfm"]),
        Column("p_order", label=EXPORTS["p_order"], accessor="likelihood"),
        MoneyColumn("clv", label=EXPORTS["clv"]),
        MoneyColumn("margin", label=EXPORTS["margin"]),
        Column("usual_interval", label=EXPORTS["usual_interval"]),
    ]


def add_scores(customers: Sequence[Customer]) -> None:
    """Set what the columns read, in one query; nothing (None) of who has no scores."""
    scores = CustomerScore.objects.in_bulk([customer.pk for customer in customers], field_name="customer_id")
    for customer in customers:
        for name, value in _cells(scores.get(customer.pk)).items():
            setattr(customer, name, value)


def _cells(score: CustomerScore | None) -> dict[str, object]:
    if score is None:
        return dict.fromkeys([*EXPORTS, "likelihood"])
    chance = score.p_order
    return {
        "rfm": f"{score.recency}-{score.frequency}-{score.monetary}" if score.recency else None,
        "p_order": None if chance is None else round(chance, 4),
        "likelihood": None if chance is None else _("%(percent)s %%") % {"percent": wording.percent(chance)},
        "clv": score.clv,
        "margin": score.margin,
        "usual_interval": None if score.interval is None else round(score.interval),
    }


COLUMNS.register(
    CustomerColumns(
        name="scores",
        columns=score_columns,
        complete=add_scores,
        exports=EXPORTS,
        order=10,
        permission="order.view_order",
    )
)
for _name, _label in EXPORTS.items():
    FIELDS.register(CustomerField(name=_name, label=_label))
