"""Reading what the shopkeeper said; every page asks, so the answer is kept."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.utils import translation

from shop.configuration.memory import Memory
from shop.identity.models import ShopSettings

LOGO = "fill-96x96|format-webp"


@dataclass(frozen=True, kw_only=True)
class ShopIdentity:
    """The shop as pages name it; empty where nothing was said."""

    name: str
    tagline: str = ""
    announcement: str = ""
    description: str = ""
    search_examples: str = ""
    delivery_note: str = ""
    logo_url: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


def shop_identity() -> ShopIdentity:
    """Return the shop's name and words in the language that is active: no query while they are kept."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return KEPT.get(language, KEPT[settings.LANGUAGE_CODE]).get()


def last_shop_name() -> str:
    """Return the name as this process last knew it, without asking anybody: for pages in bad times."""
    known = next((found for memory in KEPT.values() if (found := memory.last())), None)
    return known.name if known else settings.OSCAR_SHOP_NAME


def clear_shop_identity() -> None:
    """Have the next page read again."""
    for memory in KEPT.values():
        memory.forget()


def _read(language: str) -> ShopIdentity:
    override: str = settings.KILN_SHOP_NAME
    row = ShopSettings.objects.select_related("logo").first()
    if row is None:
        return ShopIdentity(name=override or settings.OSCAR_SHOP_NAME)
    with translation.override(language):
        return ShopIdentity(
            name=override or row.name or settings.OSCAR_SHOP_NAME,
            tagline=row.tagline or "",
            announcement=row.announcement or "",
            description=row.description or "",
            search_examples=row.search_examples or "",
            delivery_note=row.delivery_note or "",
            logo_url=row.logo.get_rendition(LOGO).url if row.logo else "",
            email=row.email,
            phone=row.phone,
            address=row.address,
        )


KEPT = {code: Memory(f"shop-identity:{code}", partial(_read, code)) for code in dict(settings.LANGUAGES)}
