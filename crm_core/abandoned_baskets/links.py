"""The signed link of a reminder: to the goods of one abandoned basket, for KILN_BASKET_LINK_DAYS days.

It names the number of a row and nothing of the person, and is good for nothing else.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from crm_core.abandoned_baskets.models import AbandonedBasket

SALT = "kiln.basket.restore"


def restore_url(spell: AbandonedBasket, *, language: str) -> str:
    """Return the whole address where the goods of an abandoned basket are put into a visitor's basket."""
    token = signing.dumps(spell.pk, salt=SALT)
    with translation.override(language or settings.LANGUAGE_CODE):
        return settings.KILN_BASE_URL.rstrip("/") + reverse("restore_basket", args=[token])


def spell_in(token: str) -> AbandonedBasket | None:
    """Return the spell that a link names; None for one that is not ours, too old or of a basket now gone."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=timedelta(days=settings.KILN_BASKET_LINK_DAYS))
    except signing.BadSignature:
        return None
    spells = AbandonedBasket.objects.select_related("basket__owner")
    return spells.filter(pk=pk).first() if isinstance(pk, int) else None
