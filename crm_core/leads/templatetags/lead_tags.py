"""Leads in words, in templates."""

from django import template

from crm_core.leads.kinds import label_of_kind
from crm_core.leads.models import Lead

register = template.Library()


@register.filter
def lead_kind(name: str) -> str:
    """Call a source of leads by its name."""
    return label_of_kind(str(name))


@register.filter
def lead_reason(value: str) -> str:
    """Tell why a lead was disqualified."""
    return str(dict(Lead.Reason.choices).get(str(value), value))
