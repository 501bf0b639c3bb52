"""Reading what the shopkeeper said; every page asks, so the answer is kept."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from shop.identity.models import ShopSettings

KEY, KEPT_FOR = "shop-identity", 3600
LOGO = "fill-96x96|format-webp"


@dataclass(frozen=True, kw_only=True)
class ShopIdentity:
    """The shop as pages name it; empty where nothing was said."""

    name: str
    tagline: str = ""
    logo_url: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


def shop_identity() -> ShopIdentity:
    """Return the shop's name and addresses: one look into the cache, three queries where it is not there."""
    found: ShopIdentity | None = cache.get(KEY)
    if found is None:
        found = _read()
        cache.set(KEY, found, KEPT_FOR)
    return found


def clear_shop_identity() -> None:
    """Have the next page read again."""
    cache.delete(KEY)


def _read() -> ShopIdentity:
    row = ShopSettings.objects.select_related("logo").first()
    if row is None:
        return ShopIdentity(name=settings.OSCAR_SHOP_NAME)
    return ShopIdentity(
        name=row.name or settings.OSCAR_SHOP_NAME,
        tagline=row.tagline,
        logo_url=row.logo.get_rendition(LOGO).url if row.logo else "",
        email=row.email,
        phone=row.phone,
        address=row.address,
    )
