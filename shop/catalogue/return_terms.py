"""What a product's law and seller say about sending it back: excluded from withdrawal, final sale.

A variant has its product's terms and its own; the stricter holds.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from shop.catalogue.models import Product


class WithdrawalExclusion(models.TextChoices):
    """Why the right of withdrawal does not cover a product (Directive 2011/83/EU, article 16)."""

    MADE_TO_ORDER = "made_to_order", _("made to the customer's specifications or clearly personalised")
    PERISHABLE = "perishable", _("can deteriorate or expire rapidly")
    SEALED_HYGIENE = "sealed_hygiene", _("sealed for health or hygiene reasons, once unsealed")
    SEALED_MEDIA = "sealed_media", _("sealed audio, video or software, once unsealed")
    MIXED = "mixed", _("inseparably mixed with other items after delivery")
    PRESS = "press", _("newspaper, periodical or magazine")
    PRICE = "price", _("price depends on fluctuations in the financial market")
    DIGITAL = "digital", _("digital content whose download has begun with the customer's consent")
    DATED = "dated", _("accommodation, transport, catering or leisure for a specific date")


#: The columns of a product that say so.
TERM_FIELDS = ("withdrawal_exclusion", "is_final_sale")
#: The right ends only once the buyer has done something: it is there until that is seen.
CONDITIONAL = frozenset(
    [
        WithdrawalExclusion.SEALED_HYGIENE,
        WithdrawalExclusion.SEALED_MEDIA,
        WithdrawalExclusion.MIXED,
        WithdrawalExclusion.DIGITAL,
    ]
)


def exclusion_of(product: "Product") -> str:
    """Return the code of what excludes a product from withdrawal, its own before its parent's."""
    own = product.withdrawal_exclusion
    return own or (product.parent.withdrawal_exclusion if product.is_child and product.parent else "")


def is_final_sale(product: "Product") -> bool:
    """Tell whether the shop's own policy leaves out a product, or the product it is a variant of."""
    parent = product.parent if product.is_child else None
    return product.is_final_sale or (parent is not None and parent.is_final_sale)


def exclusion_text(code: str) -> str:
    """Say in the reader's language why a product is excluded; empty for no exclusion."""
    return str(WithdrawalExclusion(code).label) if code in WithdrawalExclusion.values else ""
