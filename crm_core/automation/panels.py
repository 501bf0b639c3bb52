"""On a customer's page: the buttons of rules, and what rules are at or issued."""

from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from crm_core.automation.models import RunVoucher
from crm_core.automation.program import program_of
from crm_core.automation.services import buttons_for
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from shop.backoffice.panels import SIDE, Panel
from shop.user.models import User

SHOWN = 5


def rules_of(customer: Customer, user: User) -> dict[str, object] | None:
    """Return the buttons that this user may press, the runs under way, and the codes issued."""
    buttons = buttons_for(customer) if user.has_perm("automation.press_rule") else []
    runs = list(customer.rule_runs.filter(ended_at=None).select_related("rule").order_by("-pk")[:SHOWN])
    vouchers = list(
        RunVoucher.objects.filter(customer=customer).select_related("voucher").order_by("-pk")[:SHOWN]
    )
    if not buttons and not runs and not vouchers:
        return None
    return {
        "customer": customer,
        "key": uuid4().hex,
        "buttons": [
            {"rule": version.rule, "label": program_of(version).definition.trigger.label}
            for version in buttons
        ],
        "runs": runs if user.has_perm("automation.view_rule") else [],
        "vouchers": vouchers,
    }


PANELS.register(
    Panel(
        name="rules",
        title=_("Rules"),
        context=rules_of,
        order=70,
        area=SIDE,
        template="crm_core/automation/customer_panel.html",
    )
)
