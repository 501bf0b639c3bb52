"""Rules to begin with: offered in the form of a new rule, made by nobody."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from crm_core.automation.registry import SHIPPED_RULES, ShippedRule


def _call(step_id: str, subject: str) -> dict[str, object]:
    """Plan a call for the owner, due today."""
    values = {"kind": "call", "subject": subject, "assignee": "owner", "days": 0, "priority": "2"}
    return {"id": step_id, "do": "create_activity", "with": values}


def _first_order() -> Mapping[str, object]:
    return {
        "trigger": {"start": "event", "name": "OrderDispatched"},
        "conditions": {"all": [{"field": "order.is_first", "is": "yes"}]},
        "steps": [
            {"id": "s1", "do": "wait", "with": {"number": 7, "unit": "days"}},
            _call("s2", "Ask {name} about the first order"),
        ],
        "ends_with": ["OrderCancelled", "OrderRefunded"],
    }


def _monthly() -> Mapping[str, object]:
    return {
        "trigger": {"start": "schedule", "name": "every-customer", "every": "day", "at": "07:00"},
        "conditions": {
            "all": [
                {"field": "customer.interval", "is": "at_most", "value": "35"},
                {"field": "customer.last_order", "is": "ago_at_least", "value": "45"},
                {"field": "customer.stage", "is": "none_of", "value": ["lost"]},
            ]
        },
        "steps": [_call("s1", "{name} has not ordered for 45 days")],
        "once_per": "customer.last_order",
    }


def _at_risk() -> Mapping[str, object]:
    return {
        "trigger": {"start": "change", "name": "customer.stage", "new": "at_risk"},
        "conditions": {"all": [{"field": "customer.orders", "is": "at_least", "value": "3"}]},
        "steps": [_call("s1", "Call {name} before they are lost")],
        "ends_with": ["OrderPlaced"],
    }


def _unpaid() -> Mapping[str, object]:
    wait = {"event": "OrderPaid", "number": 7, "unit": "days"}
    return {
        "trigger": {"start": "event", "name": "PaymentFailed"},
        "conditions": {"all": []},
        "steps": [
            {"id": "s1", "do": "wait_for_event", "with": wait},
            {
                "id": "s2",
                "do": "branch",
                "if": {"all": [{"field": "run.event_came", "is": "yes"}]},
                "then": [{"id": "s3", "do": "stop"}],
                "otherwise": [_call("s4", "The payment of {name} failed a week ago")],
            },
        ],
        "ends_with": ["OrderCancelled"],
    }


for _template in (
    ShippedRule(
        name="template-first-order",
        label=_("Ask after the first order"),
        description=_("A week after the first parcel a call is planned for the owner."),
        definition=_first_order,
        is_installed=False,
        order=10,
    ),
    ShippedRule(
        name="template-monthly",
        label=_("Ordered monthly, silent for 45 days"),
        description=_("Every morning a call is planned for those who ordered monthly and stay away."),
        definition=_monthly,
        is_installed=False,
        order=20,
    ),
    ShippedRule(
        name="template-at-risk",
        label=_("About to be lost"),
        description=_("When a good customer comes to the stage “at risk”, a call is planned."),
        definition=_at_risk,
        is_installed=False,
        order=30,
    ),
    ShippedRule(
        name="template-payment-failed",
        label=_("A payment failed and nothing came"),
        description=_("Waits a week for the payment; if it does not come, a call is planned."),
        definition=_unpaid,
        is_installed=False,
        order=40,
    ),
):
    SHIPPED_RULES.register(_template)
