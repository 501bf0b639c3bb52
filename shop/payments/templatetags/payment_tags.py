"""What templates ask about payments."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def takes_cards() -> bool:
    """Tell whether this shop takes cards."""
    return bool(settings.KILN_STRIPE_SECRET_KEY)
