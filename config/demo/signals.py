"""What the demo's orders show: rules that are on, signals of three months, how often they are right."""

from datetime import datetime, timedelta

from config.demo.sales_team import MANAGER
from crm_core.automation.services import install_shipped_rules
from crm_core.customers.models import Customer
from crm_core.order_signals.fitting import refit, try_out
from crm_core.order_signals.models import OrderSignal, SignalBasis
from crm_core.order_signals.services import look_at_due, look_at_requested, request_look
from shop.user.models import User

#: What has come up since then is told to the rules, as if they had been on.
NEWS = timedelta(days=2)


def add_signals(*, now: datetime) -> int:
    """Turn the shipped rules on and look at everybody; return how many signals hold. Again it does nothing.

    Belongs after the owners: the rules put calls on their days.
    """
    if SignalBasis.objects.exists():
        return 0
    install_shipped_rules(on=True, owner=User.objects.filter(email=MANAGER).first())
    refit(now=now)
    look_at_due(now=now - NEWS)
    request_look(list(Customer.objects.filter(last_order_at__gte=now - NEWS)))
    look_at_requested(now=now)
    look_at_due(now=now)
    try_out(now=now)
    return OrderSignal.objects.filter(ended_on=None).count()
