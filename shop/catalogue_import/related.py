"""Recommendations between products, written once all products are there."""

from collections import defaultdict
from collections.abc import Mapping as Named

from shop.catalogue.models import ProductRecommendation
from shop.catalogue_import.skus import products_by_sku

BATCH = 500


def write_related(wanted: Named[str, tuple[str, ...]]) -> tuple[set[int], list[tuple[str, str]]]:
    """Recommend to each product (by SKU) exactly these, the first one highest.

    Returns the products that changed, and pairs of a SKU and one it names that does not exist.
    """
    skus = {sku for pair in wanted.items() for sku in (pair[0], *pair[1])}
    ids = {sku: product.pk for sku, product in products_by_sku(skus).items()}
    missing = [(sku, named) for sku, names in wanted.items() for named in names if named not in ids]
    held: dict[int, dict[int, ProductRecommendation]] = defaultdict(dict)
    primaries = [ids[sku] for sku in wanted if sku in ids]
    for row in ProductRecommendation.objects.filter(primary__in=primaries):
        held[row.primary_id][row.recommendation_id] = row
    new: list[ProductRecommendation] = []
    stale: list[ProductRecommendation] = []
    stray: list[int] = []
    changed: set[int] = set()
    for sku, names in wanted.items():
        if sku not in ids:
            continue
        primary = ids[sku]
        found = [ids[name] for name in names if name in ids and name != sku]
        order = sorted(held[primary].values(), key=lambda row: (-row.ranking, row.pk))
        if [row.recommendation_id for row in order] == list(dict.fromkeys(found)):
            continue
        for ranking, pk in enumerate(reversed(found), 1):
            known = held[primary].pop(pk, None)
            if known is None:
                new.append(ProductRecommendation(primary_id=primary, recommendation_id=pk, ranking=ranking))
            elif known.ranking != ranking:
                known.ranking = ranking
                stale.append(known)
            else:
                continue
            changed.add(primary)
        if held[primary]:
            stray += [row.pk for row in held[primary].values()]
            changed.add(primary)
    ProductRecommendation.objects.filter(pk__in=stray).delete()
    ProductRecommendation.objects.bulk_create(new, batch_size=BATCH)
    ProductRecommendation.objects.bulk_update(stale, ["ranking"], batch_size=BATCH)
    return changed, missing
