"""What the start page says of the forecast: one's own month against quota."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.rows import CustomerScope
from crm_core.forecast.models import PeriodKind
from crm_core.forecast.periods import Period
from crm_core.forecast.queries import cells_of, together
from crm_core.forecast.quotas import REP, quotas_of
from shop.backoffice.figures import FIGURES, Figure, Reading
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.user.models import User


def month_forecast(user: User) -> Reading | None:
    """Forecast of the month of the reader's own customers, and what their quota lacks; None without any."""
    period = Period.holding(timezone.localdate(), PeriodKind.MONTH)
    own = CustomerScope(owners=frozenset({user.pk}))
    amounts = together(cells_of(period, own))
    quota = quotas_of(period, REP).get(user.pk)
    if quota is None and not amounts.forecast:
        return None
    currency = shop_currency()
    note = _("%(achieved)s achieved") % {"achieved": format_money(amounts.achieved, currency)}
    if quota is not None and quota > amounts.forecast:
        note = _("%(gap)s below the quota") % {"gap": format_money(quota - amounts.forecast, currency)}
    return Reading(value=format_money(amounts.forecast, currency), note=note, url=reverse("forecast"))


FIGURES.register(
    Figure(
        name="forecast-month",
        section="sales",
        label=gettext_lazy("My forecast of the month"),
        permission="forecast.view_quota",
        beside=("customers.view_customer",),
        read_for=month_forecast,
        order=40,
    )
)
