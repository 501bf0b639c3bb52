"""A draft goes with its customer; where a colleague has one for both, the merged record's waits at home."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.order_entry.models import OrderDraft

MERGE_RULES.register(MergeRule(model=OrderDraft, field="customer", action=MOVE, one_per=("by",)))
