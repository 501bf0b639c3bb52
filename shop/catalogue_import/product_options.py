"""What buyers are asked about a product (Oscar's options), as a file names them."""

from collections import defaultdict
from collections.abc import Mapping as Named
from typing import Any

from shop.catalogue.models import Product

BATCH = 500


def write_options(wanted: Named[int, tuple[int, ...]]) -> set[int]:
    """Give products (by key) exactly these options of their own; return the products that changed."""
    through: Any = Product.product_options.through
    held: dict[int, set[int]] = defaultdict(set)
    rows = through.objects.filter(product__in=wanted.keys())
    for product, option in rows.values_list("product_id", "option_id"):
        held[product].add(option)
    changed = {product for product, options in wanted.items() if set(options) != held[product]}
    through.objects.filter(product__in=changed).delete()
    through.objects.bulk_create(
        (
            through(product_id=product, option_id=option)
            for product in sorted(changed)
            for option in dict.fromkeys(wanted[product])
        ),
        batch_size=BATCH,
    )
    return changed
