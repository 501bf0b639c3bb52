"""What the database knows for cards, read as plain columns.

A strip of cards is on nearly every page. Model instances of products with their parents and
classes, in three languages each, cost five times what these columns do.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shop.catalogue.localized import localized_columns, localized_value
from shop.catalogue.models import Product, ProductAttributeValue, ProductImage
from shop.compiled_queries import CompiledQuery


class ClassRules(NamedTuple):
    """What price and availability take of a product class: its tax class's name and whether stock counts."""

    slug: str
    track_stock: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRow:
    """A public product as a card needs it.

    `title` and `pack_size` are the parent's where a variant has none of its own. `picture` is
    the name of the file that stands for it: its own first one, else its parent's; never that of
    another variant. `page_id` and `slug` are those of the page it is shown on: of a variant its parent's.
    """

    pk: int
    structure: str
    parent_id: int | None
    product_class_id: int | None
    rules: ClassRules | None
    is_public: bool
    page_id: int
    slug: str
    sku: str
    title: str
    pack_size: int
    picture: str | None

    @property
    def is_parent(self) -> bool:
        """Whether it is sold in variants."""
        return self.structure == Product.PARENT


def card_rows(product_ids: Collection[int]) -> dict[int, CardRow]:
    """Read the public ones of these products, none below a hidden parent, by key. One query."""
    rows = CARDS.rows(list(product_ids), columns=localized_columns("title"))
    return {row[0]: _row(row) for row in rows}


def _cards(product_ids: Sequence[int], titles: tuple[str, ...]) -> QuerySet[Product, tuple[object, ...]]:
    """Return the query of cards with titles from these columns."""
    pictures = ProductImage.objects.order_by("display_order", "pk")
    return (
        Product.objects.rewrite(False)
        .filter(pk__in=product_ids, is_public=True)
        .exclude(parent__is_public=False)
        .order_by()
        .annotate(
            picture=Coalesce(
                Subquery(pictures.filter(product=OuterRef("pk")).values("original")[:1]),
                Subquery(pictures.filter(product=OuterRef("parent")).values("original")[:1]),
            )
        )
        .values_list(
            "pk",
            "structure",
            "parent_id",
            "product_class_id",
            "product_class__slug",
            "product_class__track_stock",
            "slug",
            "parent__slug",
            "code",
            "upc",
            "pack_size",
            "parent__pack_size",
            "picture",
            *titles,
            *(f"parent__{column}" for column in titles),
        )
    )


def _row(columns: tuple[Any, ...]) -> CardRow:
    """Read the columns of `_cards`."""
    pk, structure, parent_id, class_id, class_slug, track_stock, *more = columns
    slug, slug_of_parent, code, upc, pack_size, pack_size_of_parent, picture, *titles = more
    return CardRow(
        pk=pk,
        structure=structure,
        parent_id=parent_id,
        product_class_id=class_id,
        rules=None if class_slug is None else ClassRules(class_slug, bool(track_stock)),
        is_public=True,
        page_id=parent_id or pk,
        slug=slug if parent_id is None else slug_of_parent,
        sku=code or upc or str(pk),
        title=localized_value(titles),
        pack_size=(pack_size_of_parent if pack_size is None else pack_size) or 1,
        picture=picture,
    )


def variant_pictures(parent_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Return the first picture of each public variant that has one, by parent and variant. One query."""
    found: dict[int, dict[int, str]] = {}
    for parent_id, pk, picture in VARIANT_PICTURES.rows(parent_ids) if parent_ids else ():
        found.setdefault(parent_id, {})[pk] = picture
    return found


def _variant_pictures(parent_ids: Sequence[int], _columns: object) -> QuerySet[Product, tuple[object, ...]]:
    """Return the query of variants' first pictures."""
    pictures = ProductImage.objects.filter(product=OuterRef("pk")).order_by("display_order", "pk")
    return (
        Product.objects.rewrite(False)
        .filter(parent_id__in=parent_ids, is_public=True)
        .annotate(picture=Subquery(pictures.values("original")[:1]))
        .filter(picture__isnull=False)
        .order_by("pk")
        .values_list("parent_id", "pk", "picture")
    )


def swatch_rows(product_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the colours of these products and their variants by name, in their order. One query."""
    rows = SWATCHES.rows(list(product_ids), columns=localized_columns("value_option__option"))
    found: dict[int, dict[str, str]] = {}
    for product_id, parent_id, colours, *options in rows:
        for card_id in {product_id, parent_id} - {None}:
            found.setdefault(card_id, {}).setdefault(localized_value(options), colours)
    return found


def _swatches(
    product_ids: Sequence[int], words: tuple[str, ...]
) -> QuerySet[ProductAttributeValue, tuple[object, ...]]:
    """Return the query of values with colours, their words from these columns."""
    family = Product.objects.filter(Q(pk__in=product_ids) | Q(parent_id__in=product_ids), is_public=True)
    return (
        ProductAttributeValue.objects.filter(product_id__in=family.order_by().values("pk"))
        .filter(value_option__swatch__gt="")
        .order_by("value_option__position", words[0])
        .values_list("product_id", "product__parent_id", "value_option__swatch", *words)
    )


CARDS, SWATCHES = CompiledQuery(_cards), CompiledQuery(_swatches)
VARIANT_PICTURES = CompiledQuery(_variant_pictures)
