"""What a merge of customers does with the conflict check's rows."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, RECOUNT, MergeRule
from partners.deal_registrations.models import ConflictMatch, PartyKey

# The survivor's keys are written anew when its facts are told to have changed.
MERGE_RULES.register(MergeRule(model=PartyKey, field="customer", action=RECOUNT))
MERGE_RULES.register(MergeRule(model=ConflictMatch, field="customer", action=MOVE, one_per=("registration",)))
