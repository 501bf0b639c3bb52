"""What is computed of a customer is computed anew when two are merged, and for both when that is undone."""

from crm_core.customers.merging.rules import MERGE_RULES, RECOUNT, STAY, MergeRule
from crm_core.scores.models import CustomerScore, RescoreRequest, StageChange

for model in (CustomerScore, RescoreRequest):
    MERGE_RULES.register(MergeRule(model=model, field="customer", action=RECOUNT))
# Through which stages a record has gone is its own story; the survivor's goes on from its own last one.
MERGE_RULES.register(MergeRule(model=StageChange, field="customer", action=STAY))
