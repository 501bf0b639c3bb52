"""Rules, their versions, their runs, and what was done and not done."""

from crm_core.automation.models.passes import (
    AutomationSwitch,
    DryRun,
    DryRunMatch,
    ScheduledPass,
    WebhookEndpoint,
)
from crm_core.automation.models.rules import Rule, RuleVersion
from crm_core.automation.models.runs import RuleMiss, RuleRun, RunVoucher, StepLog

__all__ = [
    "AutomationSwitch",
    "DryRun",
    "DryRunMatch",
    "Rule",
    "RuleMiss",
    "RuleRun",
    "RuleVersion",
    "RunVoucher",
    "ScheduledPass",
    "StepLog",
    "WebhookEndpoint",
]
