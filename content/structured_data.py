"""What search engines read of editors' pages: whose shop it is, and each page as an article."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags

from shop.catalogue.images import Picture
from shop.identity.queries import shop_identity
from shop.storefront.structured_data import CONTEXT, breadcrumb_schema
from shop.storefront.templatetags.storefront_tags import html_lang

FAQ = "faq"
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def shop_schemas(*, base: str, here: str, language: str) -> list[dict[str, object]]:
    """Describe the shop and how to search it; `here` is the path of this language's home page."""
    return [
        {"@context": CONTEXT, **_organization(base), "logo": urljoin(base, _logo())},
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "name": shop_identity().name,
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
    page: Any,
    *,
    base: str,
    here: str,
    picture: Picture | None,
    crumbs: Iterable[tuple[str, str]],
    author: str = "",
) -> list[dict[str, object]]:
    """Describe a page of text as an article, and where it stands; `here` is its path.

    Without an `author` by name the shop has written it.
    """
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
        "author": {"@type": "Person", "name": author} if author else _organization(base),
        "publisher": _organization(base),
    }
    return [_filled(article), *crumb_schemas(crumbs, base=base, here=here)]


def crumb_schemas(crumbs: Iterable[tuple[str, str]], *, base: str, here: str) -> list[dict[str, object]]:
    """Say where a page stands; nothing for a page without crumbs."""
    way = list(crumbs)
    return [breadcrumb_schema(way, base=base, here=here)] if way else []


def faq_schemas(body: Any) -> list[dict[str, object]]:
    """Describe the questions of a body, all of its blocks together; nothing for a body without.

    Reads the stored form, so that no block is loaded for it.
    """
    blocks = [block["value"] for block in body.raw_data if block["type"] == FAQ]
    questions = [_question(item.get("value", item)) for block in blocks for item in block["questions"]]
    return [{"@context": CONTEXT, "@type": "FAQPage", "mainEntity": questions}] if questions else []


def _question(item: dict[str, str]) -> dict[str, object]:
    answer = {"@type": "Answer", "text": strip_tags(item["answer"]).strip()}
    return {"@type": "Question", "name": item["question"], "acceptedAnswer": answer}


def store_schema(store: Any, *, base: str, here: str, picture: Picture | None) -> dict[str, object]:
    """Describe a shop at a place with its weekly hours; days that differ are left to the page."""
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{CONTEXT}/{DAY_NAMES[day.weekday]}",
            "opens": f"{span.opens:%H:%M}",
            "closes": f"{span.closes:%H:%M}",
        }
        for day in store.week
        for span in day.spans
    ]
    place = {
        "@type": "GeoCoordinates",
        "latitude": str(store.latitude),
        "longitude": str(store.longitude),
    }
    is_placed = store.latitude is not None and store.longitude is not None
    address = {
        "@type": "PostalAddress",
        "streetAddress": store.street,
        "postalCode": store.postcode,
        "addressLocality": store.city,
        "addressCountry": store.country,
    }
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Store",  # a kind of LocalBusiness
            "name": store.title,
            "description": store.search_description or store.intro,
            "url": urljoin(base, here),
            "image": urljoin(base, picture.large) if picture else "",
            "telephone": store.phone,
            "email": store.email,
            "address": _filled(address),
            "geo": place if is_placed else None,
            "openingHoursSpecification": hours,
            "parentOrganization": _organization(base),
        }
    )


def _logo() -> str:
    return shop_identity().logo_url or static("icons/kiln.svg")


def _filled(schema: dict[str, object]) -> dict[str, object]:
    """Leave out what there is nothing to say about."""
    return {name: value for name, value in schema.items() if value}


def _organization(base: str) -> dict[str, object]:
    return {"@type": "Organization", "name": shop_identity().name, "url": base}
