"""A merge moves what is to be done along with the customer."""

from crm_core.activities.models import Activity
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule

# An activity belongs to whose page it was planned on.
MERGE_RULES.register(MergeRule(model=Activity, field="customer", action=MOVE))
