"""The order matrix on a product's page."""

from uuid import uuid4

from django import template
from django.template import Context

from shop.b2b.access import access_of
from shop.quick_order.matrix import matrix_of
from shop.storefront.product_page import ProductPage

register = template.Library()


@register.inclusion_tag("quick_order/matrix.html", takes_context=True)
def order_matrix(context: Context, page: ProductPage) -> dict[str, object]:
    """Draw the table of a product's variants, for people of companies and where the product class says so.

    No query beyond those of the page, but who the visitor is for a product in variants.
    """
    request = context.get("request")
    product = page.product
    if request is None or not page.variants or product.has_options:
        return {"matrix": None}
    kind = product.get_product_class()
    is_shown = kind.shows_matrix or access_of(getattr(request, "user", None)) is not None
    return {
        "matrix": matrix_of(page) if is_shown else None,
        "page": page,
        "token": uuid4(),
        "csrf_token": context.get("csrf_token"),
    }
