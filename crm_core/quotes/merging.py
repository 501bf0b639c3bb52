"""What a merge of customers does with quotes: all go to the survivor, and back when it is undone."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.quotes.models import Quote

MERGE_RULES.register(MergeRule(model=Quote, field="customer", action=MOVE))
