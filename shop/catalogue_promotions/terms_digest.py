"""What somebody approves of a sale, as one short text: other terms have another digest."""

from hashlib import sha256

from django.db.models import ForeignKey

from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.approvals import Approved

#: What changes without the terms: what it is called, whether it is paused, and its approval.
OTHERS = frozenset({"id", "name", "is_on", *(field.name for field in Approved._meta.get_fields())})


def digest_of(sale: CataloguePromotion) -> str:
    """Return the digest of what a sale reduces, by how much and when; as saved, product by product."""
    saved = CataloguePromotion.objects.filter(pk=sale.pk).first() or sale
    told = []
    for field in sorted(saved._meta.concrete_fields, key=lambda field: field.name):
        if field.name not in OTHERS:
            name = field.attname if isinstance(field, ForeignKey) else field.name
            told.append(f"{field.name}={getattr(saved, name)}")
    picked = saved.products.order_by("pk").values_list("pk", flat=True)
    return sha256("\n".join([*told, f"products={list(picked)}"]).encode()).hexdigest()
