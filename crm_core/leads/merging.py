"""A merge moves leads along. Where both customers have an open one, the merged record's waits for an undo.

Meanwhile its facts are shown, and count for the score, with the survivor's (`scoring.sources_by_lead`): a
merge counts the survivor's figures anew, which scores its open lead (`receivers`). What a lead became is
told of the records as they were; pages of a merged one lead on.
"""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, STAY, MergeRule
from crm_core.leads.models import Lead

MERGE_RULES.register(MergeRule(model=Lead, field="customer", action=MOVE, one_per=("open_slot",)))
MERGE_RULES.register(MergeRule(model=Lead, field="account", action=STAY))
MERGE_RULES.register(MergeRule(model=Lead, field="contact", action=STAY))
