"""Pipelines and their stages, deals and what belongs to one, what is known of competitors."""

from crm_core.pipeline.models.competitors import Competitor, LossReason
from crm_core.pipeline.models.deals import Deal, DealLine, DealMove
from crm_core.pipeline.models.parts import AccountPosition, BuyerAct, DealContact, DealFile, DealOrder
from crm_core.pipeline.models.pipelines import ActRule, Pipeline, Stage

__all__ = [
    "AccountPosition",
    "ActRule",
    "BuyerAct",
    "Competitor",
    "Deal",
    "DealContact",
    "DealFile",
    "DealLine",
    "DealMove",
    "DealOrder",
    "LossReason",
    "Pipeline",
    "Stage",
]
