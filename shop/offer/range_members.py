"""Which products stand in which ranges, for many of both in one query: as Oscar's `product_queryset`.

A range of everything leaves out the products named as excluded (not the variants of one) and those of
excluded categories. Any other holds what is named in it, what is of its product classes and what stands in
or below its categories, variants with their parents, less what is excluded, variants with their parents.
Ranges with a class of their own (`proxy_class`) hold nothing here: only their class knows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connections, router

from shop.catalogue.models import Product
from shop.offer.models import Range

INCLUDED, EXCLUDED, CLASSES = "included", "excluded", "class"
CATEGORIES, EXCLUDED_CATEGORIES = "category", "not in category"

# In SQL: rows of five tables in one query. Paths are treebeard's, digits and capitals, so that nothing
# in them means something to LIKE.
_IN_CATEGORIES = """
    SELECT '{kind}', chosen.range_id, placed.product_id
    FROM offer_range_{table} chosen
    JOIN catalogue_category root ON root.id = chosen.category_id
    JOIN catalogue_category below ON below.path LIKE root.path || '%%'
    JOIN catalogue_productcategory placed ON placed.category_id = below.id
    WHERE chosen.range_id IN ({ranges}) AND placed.product_id IN ({products})
"""
_NAMED = """
    SELECT '{kind}', range_id, product_id FROM offer_{table}
    WHERE range_id IN ({ranges}) AND product_id IN ({products})
"""
_OF_CLASS = """
    SELECT '{kind}', range_id, productclass_id FROM offer_range_classes WHERE range_id IN ({ranges})
"""


@dataclass(frozen=True, kw_only=True)
class Member:
    """Of a product what its ranges depend on; `product_class_id` is a variant's parent's, too."""

    pk: int
    parent_id: int | None
    product_class_id: int | None
    is_discountable: bool


@dataclass
class _Rules:
    """What the tables say of one range, by kind: keys of products, or of product classes."""

    keys: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def members_of(ranges: Iterable[Range], members: Collection[Member]) -> dict[int, set[int]]:
    """Return for each range (by key) which of these products stand in it. One query, none without ranges."""
    chosen = {each.pk: each for each in ranges if not each.proxy_class}
    if not chosen or not members:
        return {}
    family = {pk for member in members for pk in (member.pk, member.parent_id) if pk is not None}
    rules = _rules(sorted(chosen), sorted(family))
    return {
        pk: {m.pk for m in members if _holds(rules[pk].keys, m, everything=each.includes_all_products)}
        for pk, each in chosen.items()
    }


def _holds(keys: Mapping[str, set[int]], member: Member, *, everything: bool) -> bool:
    family = {member.pk, member.parent_id}
    if everything:
        return member.pk not in keys[EXCLUDED] and not family & keys[EXCLUDED_CATEGORIES]
    named = family & keys[INCLUDED] or family & keys[CATEGORIES] or member.product_class_id in keys[CLASSES]
    return bool(named) and not family & keys[EXCLUDED]


def _rules(range_ids: list[int], product_ids: list[int]) -> dict[int, _Rules]:
    parts = [
        (_NAMED, INCLUDED, "rangeproduct"),
        (_NAMED, EXCLUDED, "range_excluded_products"),
        (_OF_CLASS, CLASSES, ""),
        (_IN_CATEGORIES, CATEGORIES, "included_categories"),
        (_IN_CATEGORIES, EXCLUDED_CATEGORIES, "excluded_categories"),
    ]
    places = {"ranges": _places(range_ids), "products": _places(product_ids)}
    sql = " UNION ALL ".join(text.format(kind=kind, table=table, **places) for text, kind, table in parts)
    keys = [key for text, _kind, _table in parts for key in _keys(text, range_ids, product_ids)]
    rules: dict[int, _Rules] = defaultdict(_Rules)
    with connections[router.db_for_read(Range)].cursor() as cursor:
        cursor.execute(sql, keys)
        for kind, range_id, key in cursor.fetchall():
            rules[range_id].keys[kind].add(key)
    return rules


def _places(keys: Collection[int]) -> str:
    return ", ".join(["%s"] * len(keys))


def _keys(text: str, range_ids: list[int], product_ids: list[int]) -> list[int]:
    return range_ids if text is _OF_CLASS else [*range_ids, *product_ids]


def member_of(product: Product) -> Member:
    """Return a product, its parent at hand where it is a variant, as its ranges see it."""
    return Member(
        pk=product.pk,
        parent_id=product.parent_id,
        product_class_id=(product.parent or product).product_class_id,
        is_discountable=product.is_discountable,
    )
