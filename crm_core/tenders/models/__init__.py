"""Needs that buyers post, and what colleagues bid for them in secret."""

from crm_core.tenders.models.bids import Bid, BidLine
from crm_core.tenders.models.files import TenderFile
from crm_core.tenders.models.tenders import Tender, TenderInvitation, TenderLine, TenderState

__all__ = ["Bid", "BidLine", "Tender", "TenderFile", "TenderInvitation", "TenderLine", "TenderState"]
