"""What templates that tell approvals load."""

from django import template
from django.utils.functional import Promise

from crm_core.approvals.kinds import KINDS
from crm_core.approvals.models import Approval

register = template.Library()


@register.filter
def approval_kind(name: str) -> str | Promise:
    """Name a kind; one that no package registers any more by its code."""
    kind = KINDS.get(name)
    return kind.label if kind else name


@register.filter
def approval_state(state: str) -> str | Promise:
    """Say how an approval ended."""
    return dict(Approval.State.choices).get(state, state)
