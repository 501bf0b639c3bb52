"""A merge moves what was picked by hand; members follow from facts, so the merged record keeps its past."""

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, STAY, MergeRule
from personalization.segments.models import SegmentMembership, SegmentPick, TouchedCustomer

MERGE_RULES.register(MergeRule(model=SegmentPick, field="customer", action=MOVE, one_per=("segment",)))
MERGE_RULES.register(MergeRule(model=SegmentMembership, field="customer", action=STAY))
MERGE_RULES.register(MergeRule(model=TouchedCustomer, field="customer", action=STAY))
