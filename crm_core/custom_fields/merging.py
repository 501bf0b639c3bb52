"""A merge moves values along; a field that both have keeps the survivor's, the other waits for an undo."""

from crm_core.custom_fields.models import CustomFieldValue
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule

MERGE_RULES.register(MergeRule(model=CustomFieldValue, field="customer", action=MOVE, one_per=("field",)))
MERGE_RULES.register(MergeRule(model=CustomFieldValue, field="reference", action=MOVE))
