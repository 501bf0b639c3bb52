"""A guest's basket as the browser names it: by a random key, signed; never by its row's id.

Ids of rows that were rolled back are given out again by SQLite, so an id in a cookie may lead to a
stranger's basket. That holds for cookies from before this key, too: none of them is believed.
"""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from shop.basket.models import Basket

_SIGNER = Signer(salt="kiln.basket")


def basket_cookie_value(basket: Basket) -> str:
    """Return what the cookie of a basket holds."""
    return _SIGNER.sign(basket.public_id.hex)


def public_id_from_cookies(cookies: Mapping[str, str]) -> UUID | None:
    """Read whose basket the browser asks for; None without a cookie and for one that is not ours."""
    try:
        return UUID(_SIGNER.unsign(cookies.get(settings.OSCAR_BASKET_COOKIE_OPEN, "")))
    except (BadSignature, ValueError):
        return None
