"""What a merge of customers does with deals: all of it goes to the survivor, and back when it is undone."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.pipeline.models import AccountPosition, Deal, DealContact

MERGE_RULES.register(MergeRule(model=Deal, field="customer", action=MOVE))
MERGE_RULES.register(MergeRule(model=Deal, field="contact", action=MOVE))
MERGE_RULES.register(MergeRule(model=DealContact, field="person", action=MOVE, one_per=("deal",)))
MERGE_RULES.register(MergeRule(model=AccountPosition, field="person", action=MOVE, one_per=()))
MERGE_RULES.register(MergeRule(model=AccountPosition, field="reports_to", action=MOVE))
