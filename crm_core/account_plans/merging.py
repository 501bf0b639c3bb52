"""A plan goes with its account when that is merged, and back when that is undone."""

from crm_core.account_plans.models import AccountPlan
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule

MERGE_RULES.register(MergeRule(model=AccountPlan, field="customer", action=MOVE, one_per=("year",)))
