"""What search engines read of a page: schema.org as JSON-LD.

A block of this type is data: browsers do not run it, so the strict content policy lets it be.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from shop.catalogue.product_page import ProductPage

ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
AVAILABILITY = {"good": "InStock", "low": "LimitedAvailability", "none": "OutOfStock"}


def product_schema(page: ProductPage, *, base: str, shop_name: str) -> dict[str, Any]:
    """Describe a product and its offer; `base` is the site's address without a slash."""
    address = f"{base}{page.url}"
    schema: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.title,
        "url": address,
        "sku": page.sku,
        "brand": {"@type": "Brand", "name": shop_name},
        "image": [f"{base}{picture.large}" for picture in page.pictures],
    }
    if page.price:
        schema["offers"] = {
            "@type": "Offer",
            "url": address,
            "price": str(page.price.amount),
            "priceCurrency": page.price.currency,
            "availability": f"https://schema.org/{AVAILABILITY[page.stock.state]}",
        }
    return schema


def breadcrumb_schema(crumbs: Iterable[tuple[str, str]], *, base: str, here: str) -> dict[str, Any]:
    """Describe where a page stands; the last crumb is the page itself, at the path `here`."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": words, "item": f"{base}{address or here}"}
            for place, (words, address) in enumerate(crumbs, start=1)
        ],
    }


def as_json_ld(data: Any) -> SafeString:
    """Write data so that nothing in it can end the script element that holds it."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))
