"""The ledger's codes in the reader's language."""

from django import template
from django.utils.functional import Promise

from crm_core.consents.models import Consent, Suppression
from crm_core.consents.purposes import Channel, purpose_name

register = template.Library()
register.filter("purpose_label", purpose_name)


@register.filter
def channel_label(code: str) -> str | Promise:
    """Name a channel; one that is none any more by its code."""
    return dict(Channel.choices).get(code, code)


@register.filter
def source_label(code: str) -> str | Promise:
    """Name where something was said."""
    return dict(Consent.Source.choices).get(code, code)


@register.filter
def suppression_label(code: str) -> str | Promise:
    """Name why an address is suppressed."""
    return dict(Suppression.Reason.choices).get(code, code)
