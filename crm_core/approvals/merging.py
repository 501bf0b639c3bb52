"""A question about a customer moves with the customer."""

from crm_core.approvals.models import Approval
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule

MERGE_RULES.register(MergeRule(model=Approval, field="customer", action=MOVE))
