"""The words of order entry for templates."""

from django import template

from crm_core.order_entry.models import Channel

register = template.Library()


@register.filter
def channel_words(code: str) -> str:
    """Say how a customer asked for an order; a code that is none any more is said as it is."""
    return str(Channel(code).label) if code in Channel.values else code
