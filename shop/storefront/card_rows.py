"""What the database knows for cards, read as plain columns.

A strip of cards is on nearly every page. Model instances of products with their parents and
classes, in three languages each, cost five times what these columns do.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shop.catalogue.localized import localized_columns, localized_value
from shop.catalogue.models import Product, ProductAttributeValue, ProductImage
from shop.compiled_queries import CompiledQuery
from shop.json_rows import json_rows, read_rows
from shop.offer.applicable import has_site_offers


class ClassRules(NamedTuple):
    """What price and availability take of a product class: its tax class, and whether stock counts."""

    slug: str
    track_stock: bool
    is_gift_card: bool
    gift_card_maximum: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRow:
    """A public product as a card needs it.

    `title` and `pack_size` are the parent's where a variant has none of its own. `picture` is
    the name of the file that stands for it: its own first one, else its parent's; never that of
    another variant. `page_id` and `slug` are those of the page it is shown on: of a variant its parent's;
    `family_class_id` is the key of the product class, of a variant its parent's. `may_have_offers` says
    whether the shop has any offers for everybody at all. `swatches` are the colours of the product and its
    public variants by name, in their order.
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
    family_class_id: int | None
    is_discountable: bool
    may_have_offers: bool
    swatches: dict[str, str]
    visibility_id: int | None

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
            ),
            may_have_offers=has_site_offers(),
            swatches=_swatches(titles),
        )
        .values_list(
            "pk",
            "structure",
            "parent_id",
            "product_class_id",
            "product_class__slug",
            "product_class__track_stock",
            "product_class__is_gift_card",
            "product_class__gift_card_maximum",
            "slug",
            "parent__slug",
            "code",
            "upc",
            "pack_size",
            "parent__pack_size",
            "picture",
            "parent__product_class_id",
            "is_discountable",
            "may_have_offers",
            "swatches",
            "visibility_id",
            *titles,
            *(f"parent__{column}" for column in titles),
        )
    )


def _row(columns: tuple[Any, ...]) -> CardRow:
    """Read the columns of `_cards`."""
    pk, structure, parent_id, class_id, class_slug, track_stock, is_gift_card, largest, *more = columns
    slug, slug_of_parent, code, upc, pack_size, pack_size_of_parent, picture, *rest = more
    class_of_parent, is_discountable, may_have_offers, swatches, visibility_id, *titles = rest
    return CardRow(
        pk=pk,
        structure=structure,
        parent_id=parent_id,
        product_class_id=class_id,
        rules=None
        if class_slug is None
        else ClassRules(class_slug, bool(track_stock), bool(is_gift_card), largest),
        is_public=True,
        page_id=parent_id or pk,
        slug=slug if parent_id is None else slug_of_parent,
        sku=code or upc or str(pk),
        title=localized_value(titles),
        pack_size=(pack_size_of_parent if pack_size is None else pack_size) or 1,
        picture=picture,
        family_class_id=class_id if parent_id is None else class_of_parent,
        is_discountable=bool(is_discountable),
        may_have_offers=bool(may_have_offers),
        swatches=_swatches_by_name(swatches),
        visibility_id=visibility_id,
    )


class RelativeRow(NamedTuple):
    """A variant or a parent of what has a card, as prices ask for it, with its own first picture's file."""

    pk: int
    structure: str
    is_public: bool
    parent_id: int | None
    product_class_id: int | None
    visibility_id: int | None
    is_discountable: bool
    picture: str | None


def relative_rows(rows: Iterable[CardRow]) -> dict[int, RelativeRow]:
    """Read all variants and parents of these products, in the order of their keys. One query, or none."""
    parents, heads = [], []
    for row in rows:
        if row.is_parent:
            parents.append(row.pk)
        if row.parent_id is not None:
            heads.append(row.parent_id)
    found = RELATIVES.rows(parents, heads) if parents or heads else []
    return {row[0]: RelativeRow(*row) for row in found}


def _relatives(
    parents: Sequence[int], heads: Sequence[int], _columns: object
) -> QuerySet[Product, tuple[object, ...]]:
    """Return the query of relatives with their first pictures."""
    pictures = ProductImage.objects.filter(product=OuterRef("pk")).order_by("display_order", "pk")
    return (
        Product.objects.rewrite(False)
        .filter(Q(parent__in=parents) | Q(pk__in=heads))
        .annotate(picture=Subquery(pictures.values("original")[:1]))
        .order_by("pk")
        .values_list(*RelativeRow._fields)
    )


def _swatches(titles: tuple[str, ...]) -> Subquery:
    """Return the colours of each product and its public variants, named in the languages of its title."""
    words = tuple(f"value_option__{title.replace('title', 'option')}" for title in titles)
    product = OuterRef(OuterRef("pk"))  # two queries further out: of the values, of the products
    family = Product.objects.rewrite(False).filter(Q(pk=product) | Q(parent=product), is_public=True)
    coloured = ProductAttributeValue.objects.filter(product__in=family.order_by().values("pk"))
    coloured = coloured.filter(value_option__swatch__gt="")
    return json_rows(coloured, "value_option__position", "value_option__swatch", *words)


def _swatches_by_name(value: object) -> dict[str, str]:
    found: dict[str, str] = {}
    rows = read_rows(value)
    for _position, colours, *words in sorted(rows, key=lambda row: (row[0], row[2] or "")):
        found.setdefault(localized_value(words), colours)
    return found


CARDS, RELATIVES = CompiledQuery(_cards), CompiledQuery(_relatives)
