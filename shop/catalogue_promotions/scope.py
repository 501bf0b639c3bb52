"""Which stock records a promotion reduces."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from shop.catalogue.models import Category, Product
from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.range_members import Member, members_of
from shop.partner.models import StockRecord


def member_of_record(record: StockRecord) -> Member:
    """Return what a collection asks of the product of a record, which was loaded with it and its parent."""
    product = record.product
    head = product.parent or product
    return Member(
        pk=product.pk,
        parent_id=product.parent_id,
        product_class_id=head.product_class_id,
        is_discountable=product.is_discountable and head.is_discountable,
    )


def products_by_promotion(
    promotions: Iterable[CataloguePromotion], records: Collection[StockRecord]
) -> dict[int, set[int]]:
    """Return for each promotion (by key) the products of these records that it is for.

    A collection holds variants with their product, as for offers; a category those below it too; a picked
    product all its variants. What may not be discounted is left out unless it was picked, gift cards
    always: they would be money for less money. Three queries and two for each promotion at most.
    """
    found = list(promotions)
    members = {
        record.product_id: member_of_record(record) for record in records if not _is_gift_card(record.product)
    }
    ranges = {one.collection_id: one.collection for one in found if one.collection is not None}
    held = members_of(ranges.values(), list(members.values()))
    kept = {pk for pk, member in members.items() if not member.is_discountable}
    return {
        one.pk: _products_of(one, members, held)
        - (kept if one.goods != CataloguePromotion.Goods.PRODUCTS else set())
        for one in found
    }


def _is_gift_card(product: Product) -> bool:
    product_class = (product.parent or product).product_class
    return product_class is not None and product_class.is_gift_card


def _products_of(
    promotion: CataloguePromotion, members: dict[int, Member], held: dict[int, set[int]]
) -> set[int]:
    heads = {pk: member.parent_id or pk for pk, member in members.items()}
    match promotion.goods:
        case promotion.Goods.EVERYTHING:
            return set(members)
        case promotion.Goods.COLLECTION:
            return held.get(promotion.collection_id or 0, set())
        case promotion.Goods.CATEGORY:
            inside = _in_category(promotion.category, set(heads.values()))
            return {pk for pk, head in heads.items() if head in inside}
    picked = promotion.products.filter(pk__in={*heads, *heads.values()}).values_list("pk", flat=True)
    wanted = set(picked)
    return {pk for pk, head in heads.items() if {pk, head} & wanted}


def _in_category(category: Category | None, heads: set[int]) -> set[int]:
    if category is None:
        return set()
    tree = Category.get_tree(category).values("pk")
    inside = Product.objects.filter(pk__in=heads, categories__in=tree)
    return set(inside.order_by().values_list("pk", flat=True))


def records_with(record_ids: Collection[int]) -> QuerySet[StockRecord]:
    """Read records with what their scope and their price need."""
    return StockRecord.objects.filter(pk__in=record_ids).select_related(
        "product__product_class", "product__parent__product_class"
    )
