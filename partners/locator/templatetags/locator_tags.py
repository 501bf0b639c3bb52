"""What other pages show of the locator."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from partners.locator.queries import is_at_a_partner
from shop.catalogue.models import Product

register = template.Library()


@register.simple_tag
def partner_stock_url(product: Product) -> str:
    """Return where partners with a product in stock are listed; empty where none shows any."""
    if not is_at_a_partner(product):
        return ""
    return f"{reverse('partner_locator_public:index')}?{urlencode({'product': product.pk})}"
