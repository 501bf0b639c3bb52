"""What was remembered of somebody, as a part of a copy of their data."""

from collections.abc import Iterator

from personalization.interactions.models import Interaction
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def interactions(user: User) -> Iterator[dict[str, object]]:
    """Each thing that this account's owner did on any device, as remembered with their consent."""
    found = Interaction.objects.filter(user=user).select_related("product__parent").order_by("pk")
    for interaction in found.iterator():
        yield {
            "kind": interaction.kind,
            "occurred_at": interaction.occurred_at,
            "product": interaction.product.get_title() if interaction.product else "",
            "searched_for": interaction.query,
            "quantity": interaction.quantity,
        }


EXPORTERS.register(Exporter(name="interactions", read=interactions))
