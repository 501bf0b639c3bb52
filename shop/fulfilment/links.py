"""What slices above show of a shipment on its page: each a link, where there is something.

SHIPMENT_LINKS.register(ShipmentLink(name="serials", label=_("Serial numbers"), url=link_to_serials))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from shop.fulfilment.models import Shipment
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class ShipmentLink:
    """A page of another slice about a shipment; `url` returns "" where there is none."""

    name: str
    label: str | Promise
    url: Callable[[Shipment], str]


SHIPMENT_LINKS: Registry[ShipmentLink] = Registry("link of a shipment")


def links_of(shipment: Shipment) -> list[tuple[str, str | Promise]]:
    """Pair the address of each link that there is with its words."""
    return [(url, link.label) for link in SHIPMENT_LINKS if (url := link.url(shipment))]
