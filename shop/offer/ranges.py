"""Oscar's ranges as collections: which products stand in one, in the order that staff gave them."""

from oscar.core.loading import get_model

Range = get_model("offer", "Range")


def range_product_ids(range_id: int, *, limit: int) -> list[int]:
    """List the public products of a range, at most `limit`: those picked by hand in their order first.

    Variants are left out: their parent stands for them. Empty for a range that is gone.
    """
    found = Range.objects.filter(pk=range_id).first()
    if found is None:
        return []
    order = dict(found.rangeproduct_set.values_list("product_id", "display_order"))
    ids = found.all_products().browsable().order_by("pk").values_list("pk", flat=True)
    return sorted(ids, key=lambda pk: (pk not in order, order.get(pk, 0), pk))[:limit]
