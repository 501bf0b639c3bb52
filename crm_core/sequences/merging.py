"""Enrolments move along; where both are in a sequence, the survivor's goes on and the other one waits."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.sequences.models import Enrolment

# Ended ones have no `open_in`, and so are never one too many.
MERGE_RULES.register(MergeRule(model=Enrolment, field="customer", action=MOVE, one_per=("open_in",)))
