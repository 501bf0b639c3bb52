"""What search engines read of editors' pages: whose shop it is, and each page as an article."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from shop.catalogue.images import Picture
from shop.catalogue.structured_data import CONTEXT, breadcrumb_schema
from shop.catalogue.templatetags.storefront_tags import html_lang


def shop_schemas(*, base: str, here: str, language: str) -> list[dict[str, Any]]:
    """Describe the shop and how to search it; `here` is the path of this language's home page."""
    return [
        {"@context": CONTEXT, **_organization(base), "logo": urljoin(base, static("icons/kiln.svg"))},
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "name": settings.OSCAR_SHOP_NAME,
            "url": urljoin(base, here),
            "inLanguage": html_lang(language),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{urljoin(base, reverse('search:search'))}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        },
    ]


def article_schemas(
    page: Any, *, base: str, here: str, picture: Picture | None, crumbs: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Describe a page of text as an article, and where it stands; `here` is its path."""
    address = urljoin(base, here)
    article = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": page.title,
        "description": page.search_description or page.intro,
        "url": address,
        "mainEntityOfPage": address,
        "image": urljoin(base, picture.large) if picture else "",
        "inLanguage": html_lang(page.locale.language_code),
        "datePublished": page.first_published_at.isoformat() if page.first_published_at else "",
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else "",
        "author": _organization(base),
        "publisher": _organization(base),
    }
    return [
        {name: value for name, value in article.items() if value},
        breadcrumb_schema(crumbs, base=base, here=here),
    ]


def _organization(base: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": settings.OSCAR_SHOP_NAME, "url": base}
