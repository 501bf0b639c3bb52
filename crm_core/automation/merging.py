"""A merge moves the runs of rules along; what was looked at and not done stays the record's own story."""

from crm_core.automation.models import DryRunMatch, RuleMiss, RuleRun, RunVoucher
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, STAY, MergeRule

MERGE_RULES.register(MergeRule(model=RuleRun, field="customer", action=MOVE))
MERGE_RULES.register(MergeRule(model=RunVoucher, field="customer", action=MOVE))
MERGE_RULES.register(MergeRule(model=RuleMiss, field="customer", action=STAY))
MERGE_RULES.register(MergeRule(model=DryRunMatch, field="customer", action=STAY))
