"""The doors to deals, in one place for the packages above; each stands where its rule does."""

from crm_core.pipeline.buyer_acts import buyer_act
from crm_core.pipeline.changes import change_deal
from crm_core.pipeline.deal_lines import add_line, change_line, remove_line, reprice_line
from crm_core.pipeline.moves import NewDeal, lose_deal, move_deal, open_deal, reopen_deal
from crm_core.pipeline.orders import link_order, unlink_order, win_deal
from crm_core.pipeline.pricing import NewLine

__all__ = [
    "NewDeal",
    "NewLine",
    "add_line",
    "buyer_act",
    "change_deal",
    "change_line",
    "link_order",
    "lose_deal",
    "move_deal",
    "open_deal",
    "remove_line",
    "reopen_deal",
    "reprice_line",
    "unlink_order",
    "win_deal",
]
