"""An order that was written offline goes with its customer."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.offline.models import OfflineOrder

MERGE_RULES.register(MergeRule(model=OfflineOrder, field="customer", action=MOVE))
