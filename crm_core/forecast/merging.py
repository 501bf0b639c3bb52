"""Expected repeat orders follow from the scores, which a merge has computed anew."""

from crm_core.customers.merging.rules import MERGE_RULES, RECOUNT, MergeRule
from crm_core.forecast.models import RepeatForecast

MERGE_RULES.register(MergeRule(model=RepeatForecast, field="customer", action=RECOUNT))
