"""What is said of a customer's orders is told anew when two are merged, and for both when that is undone."""

from crm_core.customers.merging.rules import MERGE_RULES, RECOUNT, MergeRule
from crm_core.order_signals.models import OrderSignal, SignalLook, SignalRequest

for model in (OrderSignal, SignalLook, SignalRequest):
    MERGE_RULES.register(MergeRule(model=model, field="customer", action=RECOUNT))
