"""What somebody approves, as one short text: other terms have another digest."""

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import ForeignKey

from shop.offer.models import Benefit, Condition, ConditionalOffer, Range

#: What changes without the terms: how it goes, how it is called, and whether it is paused.
OTHERS = frozenset(
    {
        "id",
        "status",
        "approved",
        "slug",
        "date_created",
        "redirect_url",
        "num_applications",
        "num_orders",
        "total_discount",
        "benefit",
        "condition",
    }
)
WORDS = ("name", "description")


def digest_of(offer: ConditionalOffer) -> str:
    """Return the digest of all that an offer gives, to whom, when and how often; as saved, row by row."""
    told = [*_columns(offer), *_columns(offer.benefit), *_columns(offer.condition)]
    for held in (offer.benefit.range, offer.condition.range):
        told += _goods(held)
    for name in ("combinations", "companies"):
        keys = getattr(offer, name).order_by("pk").values_list("pk", flat=True)
        told.append(f"{name}={list(keys)}")
    return sha256("\n".join(told).encode()).hexdigest()


def _columns(row: ConditionalOffer | Benefit | Condition) -> Iterator[str]:
    saved = type(row)._default_manager.filter(pk=row.pk).first() or row
    for field in sorted(row._meta.concrete_fields, key=lambda field: field.name):
        if field.name in OTHERS or field.name.startswith(WORDS):
            continue
        name = field.attname if isinstance(field, ForeignKey) else field.name
        yield f"{row._meta.model_name}.{name}={getattr(saved, name)}"


def _goods(held: Range | None) -> list[str]:
    """Name the range; of products that were picked for this offer alone, each product."""
    if held is None:
        return ["-"]
    picked = held.rangeproduct_set.order_by("product").values_list("product", flat=True)
    return [f"range={held.pk}", *(str(pk) for pk in (picked if held.is_for_one_offer else ()))]
