"""A merge moves leads along. Where both customers have an open one, the merged record's waits for an undo.

Meanwhile its facts are shown, and count for the score, with the survivor's (`scoring.sources_by_lead`).
"""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.customers.models import Customer
from crm_core.leads.models import Lead
from crm_core.leads.scoring import rescore_of


def score_again(survivor: Customer, _merged: Customer) -> None:
    """Score the open lead of the survivor with the facts of both."""
    rescore_of(survivor)


MERGE_RULES.register(
    MergeRule(model=Lead, field="customer", action=MOVE, one_per=("open_slot",), after=score_again)
)
MERGE_RULES.register(MergeRule(model=Lead, field="account", action=MOVE))
MERGE_RULES.register(MergeRule(model=Lead, field="contact", action=MOVE))
