"""Rules that say which orders need an approval, the requests, and who answered what."""

from shop.purchase_approvals.models.requests import PurchaseRequest, PurchaseRequestLine, RequestHistory
from shop.purchase_approvals.models.rules import ApprovalDelegation, ApprovalLevel, ApprovalRule
from shop.purchase_approvals.models.steps import AnswerLink, RequestApprover, RequestStep

__all__ = [
    "AnswerLink",
    "ApprovalDelegation",
    "ApprovalLevel",
    "ApprovalRule",
    "PurchaseRequest",
    "PurchaseRequestLine",
    "RequestApprover",
    "RequestHistory",
    "RequestStep",
]
