"""Approvals with their steps, people and links; who decides what, and who stands in for whom."""

from crm_core.approvals.models.approvals import AnswerLink, Approval, ApprovalStep, Needs, StepPerson
from crm_core.approvals.models.routes import ApprovalRoute, ApprovalRouteStep, Delegation

__all__ = [
    "AnswerLink",
    "Approval",
    "ApprovalRoute",
    "ApprovalRouteStep",
    "ApprovalStep",
    "Delegation",
    "Needs",
    "StepPerson",
]
