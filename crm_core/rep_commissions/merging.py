"""Shares in an account go with it when it is merged, and back when that is undone."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.rep_commissions.models import AccountShare

MERGE_RULES.register(MergeRule(model=AccountShare, field="customer", action=MOVE))
