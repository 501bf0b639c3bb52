"""What search engines read of partners: schema.org as JSON-LD."""

from urllib.parse import urljoin

from partners.locator.queries import Found
from shop.storefront.structured_data import CONTEXT


def partner_schema(found: Found, *, base: str) -> dict[str, object]:
    """Describe a partner as a local business; what it does not say is left out."""
    listing = found.listing
    address = {
        "@type": "PostalAddress",
        "streetAddress": listing.street,
        "postalCode": listing.postcode,
        "addressLocality": listing.place,
        "addressCountry": listing.country_id,
    }
    schema: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "LocalBusiness",
        "name": listing.account.company.name,
        "description": listing.headline,
        "url": urljoin(base, listing.get_absolute_url()),
        "sameAs": listing.website,
        "telephone": listing.phone,
        "address": {name: value for name, value in address.items() if value},
    }
    if listing.latitude is not None and listing.longitude is not None:
        schema["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(listing.latitude),
            "longitude": float(listing.longitude),
        }
    return {name: value for name, value in schema.items() if value}
