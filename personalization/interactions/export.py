"""What was remembered of somebody and what they agreed to, as parts of a copy of their data."""

from collections.abc import Iterator

from personalization.interactions.models import ConsentRecord, Interaction
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


def consents(user: User) -> Iterator[dict[str, object]]:
    """Each choice that was made while logged in."""
    fields = ("purpose", "granted", "text_version", "given_at", "source")
    yield from ConsentRecord.objects.filter(user=user).order_by("pk").values(*fields).iterator()


EXPORTERS.register(Exporter(name="interactions", read=interactions))
EXPORTERS.register(Exporter(name="consents", read=consents))
