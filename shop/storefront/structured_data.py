"""What search engines read of a page: schema.org as JSON-LD.

A block of this type is data: browsers do not run it, so the strict content policy lets it be.
`base` is always the site's address ("https://kiln.example/"); every address becomes a full one.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urljoin

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from stdnum import ean

from shop.catalogue.options import BRAND_CODE
from shop.storefront.cards import CardPrice, Stock
from shop.storefront.product_page import ProductPage
from shop.storefront.variants import Variant

CONTEXT = "https://schema.org"
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
AVAILABILITY = {"good": "InStock", "low": "LimitedAvailability", "later": "BackOrder", "none": "OutOfStock"}
LONGEST_DESCRIPTION = 1_000
# Our properties by the names schema.org has for them; a glaze is a piece's colour.
PROPERTIES = {"glaze": "color", "colour": "color", "color": "color", "size": "size", "material": "material"}


def product_schema(page: ProductPage, *, base: str, shop_name: str) -> dict[str, object]:
    """Describe a product with its offer, or a group of variants with an offer each."""
    brand = next((fact.value for fact in page.specifications if fact.code == BRAND_CODE), shop_name)
    schema: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ProductGroup" if page.variants else "Product",
        "name": page.title,
        "url": urljoin(base, page.url),
        "brand": {"@type": "Brand", "name": brand},
        "image": [urljoin(base, picture.large) for picture in page.pictures],
    }
    if description := strip_tags(page.description)[:LONGEST_DESCRIPTION].strip():
        schema["description"] = description
    if page.review_count and page.product.rating:
        schema["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(page.product.rating, 2),
            "reviewCount": page.review_count,
        }
    if page.variants:
        return _filled(schema | _group(page, base=base))
    schema |= _codes(page.sku)
    schema["offers"] = _offer(page.price, page.stock, url=schema["url"])
    return _filled(schema)


def _filled(schema: dict[str, object]) -> dict[str, object]:
    """Leave out what there is nothing to say about."""
    return {name: value for name, value in schema.items() if value}


def _group(page: ProductPage, *, base: str) -> dict[str, object]:
    varies = [PROPERTIES[axis.code] for axis in page.variant_options if axis.code in PROPERTIES]
    return {
        "productGroupID": page.product.upc or str(page.product.pk),
        "variesBy": [f"{CONTEXT}/{name}" for name in dict.fromkeys(varies)],
        "hasVariant": [_variant(variant, page, base=base) for variant in page.variants],
    }


def _variant(variant: Variant, page: ProductPage, *, base: str) -> dict[str, object]:
    url = urljoin(base, f"{page.url}?{urlencode({'sku': variant.sku})}")
    picture = page.pictures[0] if page.pictures else None
    return _filled(
        {
            "@type": "Product",
            "name": f"{page.title} · {variant.name}" if variant.name else page.title,
            "url": url,
            "image": urljoin(base, (variant.picture or picture).large) if picture else "",
            **_codes(variant.sku),
            **{PROPERTIES[c.code]: c.label for c in variant.choices.values() if c.code in PROPERTIES},
            "offers": _offer(variant.price, variant.stock, url=url),
        }
    )


def _codes(sku: str) -> dict[str, str]:
    """Return the SKU, and as a GTIN too where it is one by length and check digit."""
    codes = {"sku": sku}
    number = ean.compact(sku)
    if ean.is_valid(number):
        codes[f"gtin{len(number)}"] = number
    return codes


def _offer(price: CardPrice | None, stock: Stock, *, url: str) -> dict[str, object] | None:
    """Describe an offer; None where this buyer gets no price. The price has a point and no grouping."""
    if price is None:
        return None
    return {
        "@type": "Offer",
        "url": url,
        "price": f"{price.amount:f}",
        "priceCurrency": price.currency,
        "availability": f"{CONTEXT}/{AVAILABILITY[stock.state]}",
        "itemCondition": f"{CONTEXT}/NewCondition",
    }


def breadcrumb_schema(crumbs: Iterable[tuple[str, str]], *, base: str, here: str) -> dict[str, object]:
    """Describe where a page stands; the last crumb is the page itself, at the path `here`."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": words, "item": urljoin(base, address or here)}
            for place, (words, address) in enumerate(crumbs, start=1)
        ],
    }


def as_json_ld(data: object) -> SafeString:
    """Write data so that nothing in it can end the script element that holds it."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))
